unsafe coroutine fn one() -> u32 { //~
    1
}
