coroutine fn counts(n: u32) -> u32 {
    if n == 0 {
        return 0;
    }
    counts(n - 1).wait + 1 //~
}
