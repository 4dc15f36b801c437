use ch07::After;

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn later() -> u32 {
    let n; //~
    n = number().wait;
    number().wait;
    n
}
