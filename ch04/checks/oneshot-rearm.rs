//! Worker 1 serves, and before and after each of its reads something happens: bytes arrive, a signal comes,
//! the connection breaks, the client closes, and worker 2 asks the queue.

use super::*;
use ch04::{Events, Poll};
use std::io::Write;
use std::net::Shutdown;
use std::os::fd::RawFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;
use testing::Log;
use trace::trace;

const TOKEN: Token = Token(7);

/// A stream with a gap before and after each read, in which something is done: 0 is before the first read, 1
/// after it. A read whose gap before it fails is not made.
struct Gaps<'a, F> {
    stream: &'a UnixStream,
    passed: usize,
    in_gap: F,
}

impl<'a, F: FnMut(usize) -> io::Result<()>> Gaps<'a, F> {
    fn in_stream(stream: &'a UnixStream, in_gap: F) -> Self {
        let passed = 0;
        Self {
            stream,
            passed,
            in_gap,
        }
    }

    fn pass(&mut self) -> io::Result<()> {
        self.passed += 1;
        (self.in_gap)(self.passed - 1)
    }
}

impl<F: FnMut(usize) -> io::Result<()>> Read for Gaps<'_, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.pass()?;
        let mut stream = self.stream;
        let read = stream.read(buffer);
        self.pass()?;
        read
    }
}

impl<F> AsRawFd for Gaps<'_, F> {
    fn as_raw_fd(&self) -> RawFd {
        self.stream.as_raw_fd()
    }
}

/// A connection in a queue, armed, with two workers who share the queue.
struct Scene {
    queue_of_1: Poll,
    queue_of_2: Poll,
    client: UnixStream,
    stream: UnixStream,
}

impl Scene {
    /// The client has sent this, and worker 1 is told of it.
    fn begin(sent: &[u8]) -> Self {
        let (mut client, mut stream) = UnixStream::pair().unwrap();
        stream.set_nonblocking(true).unwrap();
        let mut queue_of_1 = Poll::new().unwrap();
        let registry = queue_of_1.registry();
        registry
            .register_with(&mut stream, TOKEN, Interest::READABLE, Trigger::Oneshot)
            .unwrap();
        client.write_all(sent).unwrap();
        assert!(is_told(&mut queue_of_1));
        Self {
            queue_of_2: queue_of_1.try_clone().unwrap(),
            queue_of_1,
            client,
            stream,
        }
    }

    /// Worker 1 serves, while something happens in the gaps. Worker 2 asks the queue in each gap: gives
    /// whether it is told.
    fn serve(
        &mut self,
        request: &mut Vec<u8>,
        mut in_gap: impl FnMut(usize, &mut UnixStream) -> io::Result<()>,
    ) -> (io::Result<Connection>, bool) {
        let mut told_too = false;
        let mut gaps = Gaps::in_stream(&self.stream, |gap| {
            in_gap(gap, &mut self.client)?;
            if is_told(&mut self.queue_of_2) {
                told_too = true;
                trace!("worker 2", "is told too, and begins with the same request");
            }
            Ok(())
        });
        let left = serve(self.queue_of_1.registry(), TOKEN, &mut gaps, request);
        (left, told_too)
    }

    /// Lets each worker that is told go on, until no worker is told. Returns how the last one left the connection.
    fn serve_until_silent(&mut self, request: &mut Vec<u8>, mut left: Connection) -> Connection {
        for _ in 0..10 {
            if left == Connection::Closed || !is_told(&mut self.queue_of_2) {
                return left;
            }
            left = self.serve(request, |_, _| Ok(())).0.unwrap();
        }
        panic!(
            "the workers are told of the connection again and again, and there is nothing to read"
        );
    }
}

fn is_told(queue: &mut Poll) -> bool {
    let mut events = Events::with_capacity(1);
    queue.poll(&mut events, Some(Duration::ZERO)).unwrap();
    !events.is_empty()
}

const TOLD_TOO: &str =
    "worker 2 was told of the connection while worker 1 was still reading from it";

#[test]
fn a_request_is_told_to_one_worker_and_the_next_one_too() {
    let log = Log::start();
    let mut scene = Scene::begin(b"GET /rep");
    trace!("worker 1", "is told of the first half and begins");
    let mut request = Vec::new();
    let (left, told_too) = scene.serve(&mut request, |gap, client| {
        if gap == 1 {
            trace!("client", "sends the second half while worker 1 reads");
            client.write_all(b"ort")?;
        }
        Ok(())
    });
    left.unwrap();
    trace!("worker 1", "has {:?}", String::from_utf8_lossy(&request));
    let told_of_the_rest = is_told(&mut scene.queue_of_2);
    trace!("client", "sends another request");
    scene.client.write_all(b"GET /more").unwrap();
    let told = [&mut scene.queue_of_2, &mut scene.queue_of_1].map(is_told);
    match told {
        [true, false] => trace!("worker 2", "is told of it, and no other worker"),
        [false, false] => trace!("queue", "tells no worker of it"),
        [_, true] => trace!("queue", "tells both workers of it"),
    }
    if told_too || told_of_the_rest || told != [true, false] {
        testing::report(&log.text());
    }
    assert!(!told_too, "{TOLD_TOO}\nIt was armed again too early.");
    let read = request.len();
    assert!(
        read == 11,
        "worker 1 has read {read} of the request's 11 bytes, and the rest was in the socket\n\
         Read until WouldBlock, then arm."
    );
    assert!(
        !told_of_the_rest,
        "worker 2 is told of a connection that has nothing left to read"
    );
    assert!(
        told[0],
        "no worker is told of the next request\nThe connection was not armed again."
    );
    assert!(
        !told[1],
        "both workers are told of the next request\nIt was armed as something else than Oneshot."
    );
    testing::pin_exercise!("oneshot-rearm", log);
}

#[test]
fn an_interrupted_read_is_tried_again() {
    for interrupted in 0.. {
        let mut scene = Scene::begin(b"GET /report");
        let mut request = Vec::new();
        let mut reached = false;
        let (left, _) = scene.serve(&mut request, |gap, _| {
            // The gaps with even numbers come before a read.
            if gap == 2 * interrupted {
                reached = true;
                return Err(ErrorKind::Interrupted.into());
            }
            Ok(())
        });
        assert!(
            left.is_ok(),
            "a signal came, and the worker gave up the connection\n\
             Interrupted says nothing about the stream: read again."
        );
        assert!(
            request == b"GET /report",
            "a signal came, and the worker has left behind what was not read by then\n\
             Interrupted says nothing about the stream: read again."
        );
        if !reached {
            return;
        }
    }
}

#[test]
fn broken_connections_are_errors() {
    for broken in [0, 1] {
        let mut scene = Scene::begin(b"GET /report");
        let (left, _) = scene.serve(&mut Vec::new(), |gap, _| match gap {
            gap if gap == 2 * broken => Err(ErrorKind::ConnectionReset.into()),
            _ => Ok(()),
        });
        let kind = left.map_err(|error| error.kind());
        assert!(
            kind == Err(ErrorKind::ConnectionReset),
            "the connection broke, and `serve` returned {kind:?}\nA reset is neither an end nor a pause."
        );
    }
}

#[test]
fn closed_connections_are_out_of_the_queue() {
    for closes_in in 0.. {
        let mut scene = Scene::begin(b"bye");
        let mut request = Vec::new();
        let mut closed = false;
        let (left, told_too) = scene.serve(&mut request, |gap, client| {
            if gap == closes_in {
                closed = true;
                client.shutdown(Shutdown::Both)?;
            }
            Ok(())
        });
        if !closed {
            return;
        }
        assert!(!told_too, "{TOLD_TOO}\nIt was armed again too early.");
        let left = scene.serve_until_silent(&mut request, left.unwrap());
        assert!(
            left == Connection::Closed && request == b"bye",
            "the client has closed, and no worker finds out"
        );
        assert!(
            !is_told(&mut scene.queue_of_2),
            "a worker is told of a connection that was closed already"
        );
        let registry = scene.queue_of_1.registry();
        let error = registry.deregister(&mut scene.stream);
        assert!(
            error.is_err_and(|error| error.kind() == ErrorKind::NotFound),
            "a closed connection is still registered"
        );
    }
}

#[test]
fn one_call_to_the_queue_ends_a_turn() {
    // A kqueue is told of reading and of writing, each by a call.
    let (name, budget) = match cfg!(target_os = "macos") {
        true => ("kevent", 2),
        false => ("epoll_ctl", 1),
    };
    for (closes, turn) in [(false, "an open"), (true, "a closed")] {
        let mut scene = Scene::begin(b"a request of several chunks");
        if closes {
            scene.client.shutdown(Shutdown::Both).unwrap();
        }
        let log = Log::start();
        scene.serve(&mut Vec::new(), |_, _| Ok(())).0.unwrap();
        let calls = log.counted(name);
        assert!(
            calls == budget,
            "a turn with {turn} connection cost {calls} calls to the queue, and {budget} is enough"
        );
    }
}

#[test]
fn what_arrives_in_any_gap_is_told_to_one_worker() {
    for arrives_in in 0.. {
        let mut scene = Scene::begin(b"GET /");
        let mut request = Vec::new();
        let mut arrived = false;
        let (left, told_too) = scene.serve(&mut request, |gap, client| {
            if gap == arrives_in {
                arrived = true;
                client.write_all(b"report")?;
            }
            Ok(())
        });
        if !arrived {
            return;
        }
        assert!(
            !told_too,
            "{TOLD_TOO}\nMore had arrived just then, and the connection was armed already."
        );
        scene.serve_until_silent(&mut request, left.unwrap());
        assert!(
            request == b"GET /report",
            "what arrived while worker 1 was at work is told to no worker"
        );
    }
}
