use ch07::After;

fn flag(n: u32) -> After<bool> {
    After::new(n > 0)
}

coroutine fn guarded(n: u32) -> u32 {
    match n {
        n if flag(n).wait => n, //~
        _ => 0,
    }
}
