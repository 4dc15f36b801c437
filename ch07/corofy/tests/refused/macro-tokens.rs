use ch07::After;

macro_rules! sum {
    ($($n:expr);*) => { 0 $(+ $n)* };
}

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn sums() -> u32 {
    sum!(1; number().wait; 3) //~
}
