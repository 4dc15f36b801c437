use ch07::After;

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn counts() -> u64 {
    let mut n = 0; //~
    while n < 3 {
        number().wait;
        n += 1;
    }
    n
}
