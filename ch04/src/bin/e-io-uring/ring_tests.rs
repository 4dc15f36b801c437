//! What must hold whatever the kernel and the caller do in between.

use super::*;
use std::io::{Read, Write};
use std::net::TcpListener;

/// A ring; none where the kernel has no io_uring.
fn ring(entries: u32) -> Option<Ring> {
    match Ring::new(entries) {
        Err(error) if error.kind() == ErrorKind::Unsupported => None,
        ring => Some(ring.unwrap()),
    }
}

fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (far, _) = listener.accept().unwrap();
    (near, far)
}

#[test]
fn a_read_gives_stream_and_buffer_back_with_its_result() {
    let Some(mut ring) = ring(2) else { return };
    let (near, mut far) = pair();
    ring.receive(u64::MAX, near, vec![0; 8]).unwrap();
    far.write_all(b"hello").unwrap();
    let mut completions = ring.wait().unwrap();
    let mut completion = completions.pop().unwrap();
    assert_eq!(completion.token, u64::MAX);
    assert_eq!(completion.result.unwrap(), 5);
    assert_eq!(&completion.buffer, b"hello\0\0\0");
    far.write_all(b"!").unwrap();
    completion
        .stream
        .read_exact(&mut completion.buffer[..1])
        .unwrap();
    assert!(
        ring.wait().unwrap().is_empty(),
        "with nothing in flight there is nothing to wait for"
    );
}

#[test]
fn a_failed_read_is_an_error_of_its_own() {
    let Some(mut ring) = ring(2) else { return };
    // A socket that is not connected.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    ring.receive(0, TcpStream::from(OwnedFd::from(listener)), vec![0; 8])
        .unwrap();
    let completion = ring.wait().unwrap().pop().unwrap();
    assert_eq!(
        completion.result.unwrap_err().kind(),
        ErrorKind::NotConnected
    );
}

#[test]
fn a_token_in_flight_and_a_full_ring_are_refused() {
    let Some(mut ring) = ring(1) else { return };
    ring.receive(0, pair().0, vec![0; 8]).unwrap();
    let twice = ring.receive(0, pair().0, vec![0; 8]);
    assert_eq!(twice.unwrap_err().kind(), ErrorKind::InvalidInput);
    let full = ring.receive(1, pair().0, vec![0; 8]);
    assert!(full.unwrap_err().to_string().contains("full"));
}

#[test]
fn the_rings_go_round_many_times() {
    let Some(mut ring) = ring(2) else { return };
    let (mut near, mut far) = pair();
    for n in 0..100u8 {
        far.write_all(&[n]).unwrap();
        ring.receive(u64::from(n), near, vec![0; 1]).unwrap();
        let completion = ring.wait().unwrap().pop().unwrap();
        assert_eq!(
            (completion.token, completion.buffer),
            (u64::from(n), vec![n])
        );
        near = completion.stream;
    }
}

#[test]
fn a_ring_dropped_with_a_read_in_flight_lends_its_buffer_to_nobody_else() {
    let Some(mut ring) = ring(2) else { return };
    let ((silent, mut late), (near, mut far)) = (pair(), pair());
    ring.receive(0, silent, vec![0; 4096]).unwrap();
    ring.receive(1, near, vec![0; 4096]).unwrap();
    far.write_all(b"now").unwrap();
    assert_eq!(ring.wait().unwrap().len(), 1);
    drop(ring);
    let others = vec![vec![0u8; 4096]; 64];
    // The other side may be closed by now.
    let _ = late.write_all(&[1; 4096]);
    assert!(others.iter().flatten().all(|byte| *byte == 0));
}
