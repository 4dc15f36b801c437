use ch07::{Future, Http, HttpGet, PollState};
use std::io;
use std::net::SocketAddr;

pub coroutine fn collect(server: SocketAddr) -> io::Result<String> {
    let mut text: String = String::new();
    let writer: &mut String = &mut text;
    let first = Http::get(server, "/200/hello").wait?;
    writer.push_str(&first);
    let second = Http::get(server, "/100/goodbye").wait?;
    writer.push_str(&second);
    Ok(text)
}
