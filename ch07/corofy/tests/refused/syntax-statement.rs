use ch07::After;

fn number(n: u32) -> After<u32> {
    After::new(n)
}

coroutine fn one() -> u32 {
    let a = number(1).wait
    let b = 2; //~
    a + b
}
