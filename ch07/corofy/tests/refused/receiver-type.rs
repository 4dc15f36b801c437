use ch07::{After, make};

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn calls() -> u32 {
    make("a").plus(number().wait) //~
}
