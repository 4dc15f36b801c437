coroutine extern "C" fn one() -> u32 { //~
    1
}
