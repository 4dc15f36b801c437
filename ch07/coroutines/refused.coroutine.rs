use ch07::{Future, Http, HttpGet, PollState};
use std::io;
use std::net::SocketAddr;

/// corofy can't rewrite this one.
coroutine fn all(server: SocketAddr, paths: Vec<String>) -> Vec<io::Result<String>> {
    paths.iter().map(|path| Http::get(server, path).wait).collect()
}
