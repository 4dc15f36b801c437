use ch07::{After, Lines};

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn finds(lines: Lines) -> u32 {
    if let Some(line) = lines.first() { //~
        number().wait;
        line.number
    } else {
        0
    }
}
