use ch07::After;

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn maps(all: Vec<u32>) -> Vec<u32> {
    all.into_iter().map(|n| n + number().wait).collect() //~
}
