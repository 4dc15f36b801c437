fn outer() {
    coroutine fn inner() -> u32 { //~
        1
    }
    drop(inner());
}
