use ch07::{After, Event};

fn event() -> After<Event> {
    After::new(1)
}

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn handles() -> u32 {
    match event().wait {
        Event::Line(line) => { //~
            number().wait;
            line.len()
        }
        Event::End => 0,
    }
}
