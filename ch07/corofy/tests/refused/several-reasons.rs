use ch07::{After, compute, fetch};

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn first() -> u32 {
    let n = compute(); //~
    number().wait;
    n
}

coroutine fn second() -> u32 {
    fetch("/a").wait //~
}

coroutine fn third(n: u32) -> u32 {
    match n {
        n if number().wait == 1 => n, //~
        _ => 0,
    }
}
