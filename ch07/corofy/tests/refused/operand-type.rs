use ch07::{After, compute};

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn sums() -> u32 {
    compute() + number().wait //~
}
