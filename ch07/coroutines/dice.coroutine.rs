use ch07::{Future, Http, HttpGet, PollState};
use std::io;
use std::net::SocketAddr;

/// Asks until the answer is `six`.
coroutine fn six(server: SocketAddr, tries: u32) -> io::Result<String> {
    for n in 0..tries {
        let answer = Http::get(server, "/500/dice").wait?;
        if answer == "six" {
            return Ok(format!("a six after {n} others"));
        }
    }
    Ok(String::from("no six"))
}
