//! The same five requests by completion: the kernel gets the buffers, and reports when they are filled.

#[cfg(target_os = "linux")]
mod ffi;
#[cfg(target_os = "linux")]
mod ring;
#[cfg(not(target_os = "linux"))]
#[path = "no_ring.rs"]
mod ring;

use ring::{Completion, Ring};
use std::io::{self, ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use trace::{sends, trace, waits, wakes};

const DELAYS: [u32; 5] = [5000, 4000, 3000, 2000, 1000];

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let mut ring = match Ring::new(8) {
        Err(error) if error.kind() == ErrorKind::Unsupported => {
            trace!(
                "main",
                "finds no io_uring: it needs Linux 5.7 or later, which must permit it"
            );
            return Ok(());
        }
        ring => ring?,
    };
    let server = delayserver::start()?;
    let mut answers = Vec::new();
    for (n, delay) in DELAYS.into_iter().enumerate() {
        let stream = ask(server.addr(), &format!("/{delay}/request-{n}"))?;
        ring.receive(n as u64, stream, vec![0; 4096])?;
        trace!("main", "asks for /{delay}/request-{n} and submits read {n}");
        sends!("main", "kernel");
        answers.push(Vec::new());
    }
    complete(&mut ring, &mut answers)?;
    trace!("main", "has all {} answers", answers.len());
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: ask
/// As in the step `a-epoll`, but the stream stays blocking: it is the kernel that waits.
fn ask(addr: SocketAddr, path: &str) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(addr).map_err(|error| {
        let why = format!("cannot connect to the delay server at {addr}: {error}");
        io::Error::new(error.kind(), why)
    })?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    Ok(stream)
}
// ANCHOR_END: ask

// ANCHOR: complete
fn complete(ring: &mut Ring, answers: &mut [Vec<u8>]) -> io::Result<()> {
    let mut closed = 0;
    while closed < answers.len() {
        waits!("kernel", "bytes for a buffer");
        waits!("main", "a completion");
        for Completion {
            token,
            stream,
            buffer,
            result,
        } in ring.wait()?
        {
            wakes!("kernel", "main");
            // ANCHOR: completion
            let answer = &mut answers[token as usize];
            match result {
                // An answer takes two reads or more: its bytes, then the end. The last one is shown.
                Ok(0) => {
                    trace!("kernel", "completes read {token}");
                    let answer = String::from_utf8_lossy(answer);
                    trace!("main", "has the answer to read {token}:\n{answer}");
                    closed += 1;
                    // The stream is dropped here, the buffer too: both are ours again.
                    continue;
                }
                Ok(filled) => answer.extend_from_slice(&buffer[..filled]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            ring.receive(token, stream, buffer)?;
            // ANCHOR_END: completion
        }
    }
    Ok(())
}
// ANCHOR_END: complete
