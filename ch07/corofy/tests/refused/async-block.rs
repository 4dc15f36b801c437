use ch07::After;

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn wraps() -> u32 {
    let block = async { number().wait }; //~
    drop(block);
    1
}
