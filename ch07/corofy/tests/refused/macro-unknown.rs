use ch07::After;

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn sums() -> u32 {
    select! { n = number().wait => n } //~
}
