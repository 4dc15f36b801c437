use ch07::fetch;

coroutine fn asks() -> u32 {
    fetch("/a").wait //~
}
