use ch07::After;

fn number() -> After<u32> {
    After::new(1)
}

macro_rules! twice {
    ($e:expr) => {
        $e + $e
    };
}

coroutine fn doubles() -> u32 {
    twice!(number().wait) //~
}
