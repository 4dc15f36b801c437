use ch07::{After, Guard};

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn moves(n: u32, guard: Guard) -> u32 { //~
    match n {
        0 => drop(guard),
        _ => {}
    }
    number().wait;
    n
}
