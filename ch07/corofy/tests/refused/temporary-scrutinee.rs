use ch07::{After, Shared};

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn locks(shared: Shared) -> u32 {
    match shared.lock().first() { //~
        0 => number().wait,
        n => n,
    }
}
