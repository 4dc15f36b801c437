use ch07::{After, Shared};

fn number(n: u32) -> After<u32> {
    After::new(n)
}

coroutine fn locks(shared: Shared) -> u32 {
    number(shared.lock().first()).wait //~
}
