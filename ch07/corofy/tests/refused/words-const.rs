const coroutine fn one() -> u32 { //~
    1
}
