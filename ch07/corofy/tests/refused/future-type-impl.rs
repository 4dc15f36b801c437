use ch07::{After, Future};

fn number() -> impl Future<Output = u32> {
    After::new(1)
}

coroutine fn asks() -> u32 {
    number().wait //~
}
