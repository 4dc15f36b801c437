use ch07::{Future, Http, HttpGet, PollState};
use std::io;
use std::net::SocketAddr;

pub coroutine fn both(server: SocketAddr) -> io::Result<String> {
    let first = Http::get(server, "/200/hello").wait?;
    let second = Http::get(server, "/100/goodbye").wait?;
    Ok(format!("{first}, {second}"))
}
