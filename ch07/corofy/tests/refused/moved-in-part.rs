use ch07::{After, Guard};

struct Duo {
    left: Guard,
    right: Guard,
}

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn moves(duo: Duo) -> u32 { //~
    let left: Guard = duo.left;
    number().wait;
    left.number()
}
