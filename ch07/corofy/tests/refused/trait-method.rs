trait Serve {
    coroutine fn serve() -> u32; //~
}
