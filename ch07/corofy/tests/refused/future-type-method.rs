use ch07::Client;

coroutine fn asks(client: Client) -> u32 {
    client.get("/a").wait //~
}
