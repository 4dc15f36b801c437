use ch07::{After, compute};

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn keeps() -> u32 {
    let n = compute(); //~
    number().wait + n
}
