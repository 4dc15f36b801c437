coroutine fn takes(self) -> u32 { //~
    1
}
