use ch07::{After, halves};

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn keeps() -> u32 {
    let (left, right) = halves(); //~ //~
    number().wait;
    left + right
}
