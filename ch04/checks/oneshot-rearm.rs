//! Worker 1 serves, worker 2 asks the queue at the worst moments, and reads fail now and then.

use super::*;
use ch04::{Events, Poll};
use std::io::Write;
use std::os::fd::RawFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;
use testing::Log;
use trace::trace;

const TOKEN: Token = Token(7);

/// A stream that does something to its reader before each read.
struct Eventful<F> {
    stream: UnixStream,
    before_read: F,
}

impl<F: FnMut() -> io::Result<()>> Read for Eventful<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (self.before_read)()?;
        self.stream.read(buffer)
    }
}

impl<F> AsRawFd for Eventful<F> {
    fn as_raw_fd(&self) -> RawFd {
        self.stream.as_raw_fd()
    }
}

/// A queue with one connection in it, armed, and the client's end of the connection.
fn connection() -> (Poll, UnixStream, UnixStream) {
    let (client, mut server) = UnixStream::pair().unwrap();
    server.set_nonblocking(true).unwrap();
    let poll = Poll::new().unwrap();
    poll.registry()
        .register_with(&mut server, TOKEN, Interest::READABLE, Trigger::Oneshot)
        .unwrap();
    (poll, client, server)
}

fn is_told(poll: &mut Poll) -> bool {
    let mut events = Events::with_capacity(1);
    poll.poll(&mut events, Some(Duration::ZERO)).unwrap();
    !events.is_empty()
}

#[test]
fn a_request_is_told_to_one_worker_and_the_next_one_too() {
    let log = Log::start();
    let (mut queue_of_1, mut client, stream) = connection();
    let mut queue_of_2 = queue_of_1.try_clone().unwrap();
    client.write_all(b"GET ").unwrap();
    assert!(is_told(&mut queue_of_1));
    trace!("worker 1", "is told of the first half and begins");

    let mut reads = 0;
    let mut told_too = false;
    let mut second_half = client.try_clone().unwrap();
    let mut stream = Eventful {
        stream,
        before_read: || {
            reads += 1;
            if reads == 2 {
                second_half.write_all(b"/report")?;
                trace!("client", "sends the second half while worker 1 reads");
            }
            if is_told(&mut queue_of_2) {
                told_too = true;
                trace!("worker 2", "is told too, and begins with the same request");
            }
            Ok(())
        },
    };
    let mut request = Vec::new();
    serve(queue_of_1.registry(), TOKEN, &mut stream, &mut request).unwrap();
    let stream = stream.stream;
    trace!("worker 1", "has {:?}", String::from_utf8_lossy(&request));
    let told_of_nothing = is_told(&mut queue_of_2);

    client.write_all(b"GET /more").unwrap();
    trace!("client", "sends another request");
    let told = [is_told(&mut queue_of_2), is_told(&mut queue_of_1)];
    match told {
        [true, false] => trace!("worker 2", "is told of it, and nobody else"),
        [false, false] => trace!("queue", "tells nobody of it"),
        [_, true] => trace!("queue", "tells both workers of it"),
    }
    if told_too || told_of_nothing || told != [true, false] {
        testing::report(&log.text());
    }
    assert!(
        !told_too,
        "worker 2 was told of the connection while worker 1 was still reading from it\n\
         It was armed again too early."
    );
    assert!(
        !told_of_nothing,
        "worker 2 is told of a connection that has nothing left to read\n\
         Was everything read before it was armed again?"
    );
    assert_eq!(
        told,
        [true, false],
        "the next request is not told to exactly one worker\n\
         Whoever ends its turn arms the connection for the next one. Worker 2 and worker 1 are told:"
    );
    drop(stream);
    testing::pin_exercise!("oneshot-rearm", log);
}

#[test]
fn an_interrupted_read_is_tried_again() {
    let (poll, mut client, stream) = connection();
    client.write_all(b"GET /report").unwrap();
    let mut reads = 0;
    let mut stream = Eventful {
        stream,
        before_read: || {
            reads += 1;
            match reads {
                2 => Err(ErrorKind::Interrupted.into()),
                _ => Ok(()),
            }
        },
    };
    let mut request = Vec::new();
    let left = serve(poll.registry(), TOKEN, &mut stream, &mut request).unwrap();
    assert_eq!(
        String::from_utf8_lossy(&request),
        "GET /report",
        "a signal came between two reads, and what was not read by then was left behind\n\
         Interrupted says nothing about the stream: read again."
    );
    assert_eq!(left, Connection::Armed);
}

#[test]
fn broken_connections_are_errors() {
    let (poll, _client, stream) = connection();
    let mut stream = Eventful {
        stream,
        before_read: || Err(ErrorKind::ConnectionReset.into()),
    };
    let result = serve(poll.registry(), TOKEN, &mut stream, &mut Vec::new());
    let kind = result.map_err(|error| error.kind());
    assert_eq!(
        kind,
        Err(ErrorKind::ConnectionReset),
        "a connection that broke was reported as in order\nA reset is neither an end nor a pause."
    );
}

#[test]
fn closed_connections_are_out_of_the_queue() {
    let (mut poll, mut client, mut stream) = connection();
    client.write_all(b"bye").unwrap();
    drop(client);
    assert!(is_told(&mut poll));
    let mut request = Vec::new();
    let left = serve(poll.registry(), TOKEN, &mut stream, &mut request).unwrap();
    assert_eq!(
        (left, request.as_slice()),
        (Connection::Closed, &b"bye"[..])
    );
    assert!(!is_told(&mut poll), "a closed connection is reported again");
    let error = poll
        .registry()
        .deregister(&mut stream)
        .map_err(|error| error.kind());
    assert_eq!(
        error,
        Err(ErrorKind::NotFound),
        "a closed connection is still registered"
    );
}

#[test]
fn rearming_costs_one_call() {
    let (mut poll, mut client, mut stream) = connection();
    client.write_all(b"a request of several chunks").unwrap();
    assert!(is_told(&mut poll));
    let log = Log::start();
    serve(poll.registry(), TOKEN, &mut stream, &mut Vec::new()).unwrap();
    // A kqueue is told of reading and of writing, each by a call.
    let (name, budget) = match cfg!(target_os = "macos") {
        true => ("kevent", 2),
        false => ("epoll_ctl", 1),
    };
    assert_eq!(
        log.counted(name),
        budget,
        "a connection is armed once, however many reads it takes"
    );
}
