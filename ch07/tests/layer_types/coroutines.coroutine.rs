//! Coroutines that wait for futures of the layer, in a file that doesn't import the futures' types.

use ch07::{Http, join_all};
use std::io;
use std::net::SocketAddr;

/// One answer.
pub coroutine fn answer(server: SocketAddr) -> io::Result<String> {
    Http::get(server, "/").wait
}

/// How many requests of two were answered or failed.
pub coroutine fn answers(server: SocketAddr) -> usize {
    let requests: Vec<Answer> = vec![answer(server), answer(server)];
    let answers: Vec<io::Result<String>> = join_all(requests).wait;
    answers.len()
}
