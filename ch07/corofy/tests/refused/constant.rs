use ch07::After;

fn number() -> After<usize> {
    After::new(1)
}

coroutine fn sizes() -> usize {
    let all: [u8; number().wait] = [0; 3]; //~
    all.len()
}
