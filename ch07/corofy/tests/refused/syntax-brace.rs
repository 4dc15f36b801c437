coroutine fn one() -> u32 {
    let a = (1 + 2]; //~
    a
}
