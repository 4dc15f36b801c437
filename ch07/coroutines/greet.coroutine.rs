use ch07::{Future, Http, HttpGet, PollState};
use std::io;
use std::net::SocketAddr;

coroutine fn greet(server: SocketAddr, name: String) -> io::Result<String> {
    let path = format!("/1000/{name}");
    let answer = Http::get(server, &path).wait?;
    Ok(format!("{name} gets {answer}"))
}
