use ch07::After;

struct Duo {
    left: String,
    right: String,
}

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn moves(duo: Duo) -> usize { //~
    let left: String = duo.left;
    number().wait;
    left.len()
}
