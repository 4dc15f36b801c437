//! One request and its answer on a connection. None of its calls waits.

use super::answer::Answer;
use mio::Interest;
use mio::net::TcpStream;
use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;

// ANCHOR: exchange
/// A connection, and how far the exchange on it is.
#[derive(Debug)]
pub struct Exchange {
    pub(super) stream: TcpStream,
    stage: Stage,
    /// What isn't in the socket's send buffer yet.
    unsent: Vec<u8>,
    answer: Answer,
}

#[derive(Debug)]
enum Stage {
    /// The two systems shake hands.
    Connect,
    /// The send buffer takes the request, all at once or piece by piece.
    Write,
    /// The answer comes, all at once or piece by piece.
    Read,
}
// ANCHOR_END: exchange

impl Exchange {
    // ANCHOR: begin
    /// Sends the first packet of the handshake.
    ///
    /// # Errors
    ///
    /// What the system says of a socket that can't be made, or of an address that can't be reached.
    pub fn begin(server: SocketAddr, path: &str) -> io::Result<Self> {
        let stream = retried(|| TcpStream::connect(server))?;
        let head = format!("GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n");
        Ok(Self {
            stream,
            stage: Stage::Connect,
            unsent: head.into_bytes(),
            answer: Answer::default(),
        })
    }
    // ANCHOR_END: begin

    // ANCHOR: go-on
    /// Goes on as far as it can without waiting. The call that would have to wait returns `WouldBlock`,
    /// and the stage stays what it is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WouldBlock`] if it has to go on later, and what [`Http::get`](crate::Http::get)
    /// reports.
    pub fn go_on(&mut self) -> io::Result<String> {
        loop {
            match self.stage {
                Stage::Connect => {
                    is_connected(&self.stream)?;
                    self.stage = Stage::Write;
                }
                Stage::Write => {
                    send(&mut self.stream, &mut self.unsent)?;
                    self.stage = Stage::Read;
                }
                Stage::Read => return receive(&mut self.stream, &mut self.answer),
            }
        }
    }
    // ANCHOR_END: go-on

    // ANCHOR: interest
    /// What the exchange waits for, after `go_on` has returned `WouldBlock`.
    pub fn interest(&self) -> Interest {
        match self.stage {
            Stage::Connect | Stage::Write => Interest::WRITABLE,
            Stage::Read => Interest::READABLE,
        }
    }
    // ANCHOR_END: interest
}

// ANCHOR: connected
/// An error if the handshake hasn't ended well, and `WouldBlock` while it goes on.
fn is_connected(stream: &TcpStream) -> io::Result<()> {
    if let Some(error) = stream.take_error()? {
        return Err(error);
    }
    match stream.peer_addr() {
        Ok(_) => Ok(()),
        Err(error) if error.kind() != ErrorKind::NotConnected => Err(error),
        Err(_) => Err(ErrorKind::WouldBlock.into()),
    }
}
// ANCHOR_END: connected

// ANCHOR: send
/// Writes until nothing is left. What a full buffer didn't take stays in `unsent`,
/// for the next poll.
fn send(stream: &mut impl Write, unsent: &mut Vec<u8>) -> io::Result<()> {
    while !unsent.is_empty() {
        match retried(|| stream.write(unsent))? {
            0 => return Err(ErrorKind::WriteZero.into()),
            written => drop(unsent.drain(..written)),
        }
    }
    Ok(())
}
// ANCHOR_END: send

// ANCHOR: receive
/// Reads until the answer is complete. What came stays in `answer`, for the next poll.
fn receive(stream: &mut impl Read, answer: &mut Answer) -> io::Result<String> {
    let mut chunk = [0; 4096];
    loop {
        let read = retried(|| stream.read(&mut chunk))?;
        answer.push(&chunk[..read]);
        if let Some(body) = answer.body(read == 0)? {
            return Ok(body);
        }
    }
}
// ANCHOR_END: receive

// ANCHOR: retried
/// Makes a call again that a signal interrupted.
fn retried<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
// ANCHOR_END: retried

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream whose every call is interrupted by a signal once, and then moves one byte.
    struct Interrupted {
        bytes: Vec<u8>,
        is_next: bool,
    }

    impl Interrupted {
        fn new(bytes: &[u8]) -> Self {
            let bytes = bytes.to_vec();
            let is_next = true;
            Self { bytes, is_next }
        }

        fn call(&mut self) -> io::Result<()> {
            self.is_next = !self.is_next;
            match self.is_next {
                true => Ok(()),
                false => Err(ErrorKind::Interrupted.into()),
            }
        }
    }

    impl Read for Interrupted {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.call()?;
            let read = self.bytes.len().min(1);
            buffer[..read].copy_from_slice(&self.bytes[..read]);
            self.bytes.drain(..read);
            Ok(read)
        }
    }

    impl Write for Interrupted {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.call()?;
            self.bytes.extend(bytes.first());
            Ok(bytes.len().min(1))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A handshake that doesn't end: the listener's backlog is full, so the system drops its first packet.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_handshake_that_goes_on_would_block() {
        let (domain, kind) = (socket2::Domain::IPV4, socket2::Type::STREAM);
        let listener = socket2::Socket::new(domain, kind, None).unwrap();
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        listener.bind(&any_port.into()).unwrap();
        listener.listen(0).unwrap();
        let addr = listener.local_addr().unwrap().as_socket().unwrap();
        let _first = std::net::TcpStream::connect(addr).unwrap();
        let second = TcpStream::connect(addr).unwrap();
        let error = is_connected(&second).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
    }

    /// The trap: EINTR as a panic, or as the end of the request.
    #[test]
    fn a_call_that_a_signal_interrupts_is_made_again() {
        let mut stream = Interrupted::new(b"");
        let mut unsent = b"request".to_vec();
        send(&mut stream, &mut unsent).unwrap();
        assert_eq!((&stream.bytes[..], unsent.len()), (&b"request"[..], 0));

        let mut stream = Interrupted::new(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        let body = receive(&mut stream, &mut Answer::default()).unwrap();
        assert_eq!(body, "hi");
    }

    /// A stream whose send buffer has room for so many bytes.
    #[derive(Default)]
    struct Small {
        sent: String,
        room: usize,
    }

    impl Write for Small {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.room);
            if taken == 0 {
                return Err(ErrorKind::WouldBlock.into());
            }
            self.room -= taken;
            self.sent
                .extend(bytes[..taken].iter().copied().map(char::from));
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    // ANCHOR: small
    /// The trap: `write_all` on a socket that doesn't wait.
    #[test]
    fn a_full_send_buffer_interrupts_a_request_and_does_not_begin_it_again() {
        let mut stream = Small::default();
        let mut unsent = b"request".to_vec();
        for sent in ["req", "reques", "request"] {
            stream.room = 3;
            let is_done = send(&mut stream, &mut unsent).is_ok();
            assert_eq!((&stream.sent[..], is_done), (sent, sent == "request"));
        }
    }
    // ANCHOR_END: small

    #[test]
    fn a_stream_that_takes_nothing_is_an_error_and_no_endless_loop() {
        let error = send(&mut io::Cursor::new([0; 0]), &mut vec![1]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WriteZero);
    }
}
