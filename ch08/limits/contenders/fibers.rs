//! A fiber of chapter 5 for each request, all on one thread.

use super::Tally;
use crate::gate::request;
use ch05::net::TcpStream;
use ch05::{Builder, Runtime};
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;

// ANCHOR: run
pub(super) fn run(requests: usize, server: SocketAddr, tally: &Arc<Tally>) {
    let runtime = Runtime::new();
    let runtime = runtime.unwrap_or_else(|error| tally.breaks("the runtime's start", &error));
    let tally = Arc::clone(tally);
    runtime.run(move || {
        let begin = |_| {
            tally.begins();
            let of_fiber = Arc::clone(&tally);
            let fiber = Builder::new().spawn(move || of_fiber.ends(get(server)));
            fiber.unwrap_or_else(|error| tally.breaks("a fiber's start", &error))
        };
        let fibers: Vec<_> = (0..requests).map(begin).collect();
        for fiber in fibers {
            fiber.join().expect("no request panics");
        }
    });
}

/// The same as a thread's, with sockets that let other fibers run meanwhile.
fn get(server: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(server)?;
    stream.write_all(&request("ok"))?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
// ANCHOR_END: run
