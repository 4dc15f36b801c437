use ch07::After;

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn moves(n: u32, text: String) -> u32 { //~
    match n {
        0 => drop(text),
        _ => {}
    }
    number().wait;
    n
}
