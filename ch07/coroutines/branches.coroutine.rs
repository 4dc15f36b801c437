use ch07::{Future, Http, HttpGet, PollState};
use std::io;
use std::net::SocketAddr;

/// Waits in one branch, and not in the other.
coroutine fn answer_to(server: SocketAddr, question: String) -> io::Result<String> {
    let answer: String = match question.as_str() {
        "" => String::from("nothing"),
        path if path.starts_with('/') => Http::get(server, path).wait?,
        _ => Http::get(server, "/1000/what").wait?,
    };
    Ok(format!("{question}: {answer}"))
}
