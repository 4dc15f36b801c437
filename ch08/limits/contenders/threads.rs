//! A thread for each request, with std's sockets.

use super::Tally;
use crate::gate::request;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;

// ANCHOR: run
pub(super) fn run(requests: usize, server: SocketAddr, tally: &Arc<Tally>) {
    let begin = |_| {
        tally.begins();
        let of_thread = Arc::clone(tally);
        let thread = thread::Builder::new().spawn(move || of_thread.ends(get(server)));
        thread.unwrap_or_else(|error| tally.breaks("a thread's start", &error))
    };
    let threads: Vec<_> = (0..requests).map(begin).collect();
    for thread in threads {
        thread.join().expect("no request panics");
    }
}

/// A request whose every call keeps its thread until it's done.
fn get(server: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(server)?;
    stream.write_all(&request("ok"))?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
// ANCHOR_END: run
