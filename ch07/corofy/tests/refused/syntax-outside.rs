fn broken( { //~
}

coroutine fn one() -> u32 {
    1
}
