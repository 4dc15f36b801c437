use ch07::{After, both, make};

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn sums() -> u32 {
    let n: u32 = both(make("a"), number().wait); //~
    n
}
