use ch07::{After, Guard};

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn moves(yes: bool) -> u32 {
    let guard: Guard = Guard::new(); //~
    if yes {
        drop(guard);
    }
    number().wait
}
