use ch07::{Future, Http, HttpGet, PollState};
use std::io;
use std::net::SocketAddr;

/// Waits in two of three branches.
coroutine fn plan(server: SocketAddr, day: u32) -> io::Result<String> {
    let plan: String = match day {
        0 => String::from("nothing"),
        day if day < 6 => Http::get(server, "/1000/work").wait?,
        _ => Http::get(server, "/2000/rest").wait?,
    };
    Ok(format!("on day {day}: {plan}"))
}
