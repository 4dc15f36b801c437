use ch07::After;

fn number() -> After<u32> {
    After::new(1)
}

fn first<T: Clone>(all: &[T]) -> T {
    all[0].clone()
}

coroutine fn keeps() -> u32 {
    let n = first(&[1u32, 2]); //~
    number().wait + n
}
