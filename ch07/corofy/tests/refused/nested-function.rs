use ch07::After;

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn outer() -> u32 {
    fn inner() -> u32 {
        number().wait //~
    }
    inner()
}
