coroutine fn one() -> &'static str {
    "never ends //~
}
