//! Fibers that wait for sockets.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod net_support;

use ch05::net::{TcpListener, TcpStream};
use ch05::{Runtime, spawn, yield_now};
use net_support::{listener, pair, run};
use std::cell::Cell;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::rc::Rc;

/// More than the buffers of both sides hold together.
const MANY: usize = 16 << 20;

fn bytes(many: usize, seed: usize) -> Vec<u8> {
    (0..many).map(|n| ((n / 64 + seed) % 251) as u8).collect()
}

/// Compiles for any stream like std's: the claim of the step `f-fibers-io`.
macro_rules! echo_with {
    ($Listener:ty, $Stream:ty, $spawn:path) => {{
        let listener = <$Listener>::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let server = $spawn(move || {
            let (mut stream, from) = listener.accept().unwrap();
            assert_eq!(stream.peer_addr().unwrap(), from);
            let mut line = [0; 5];
            while stream.read_exact(&mut line).is_ok() {
                line.make_ascii_uppercase();
                stream.write_all(&line).unwrap();
            }
        });
        let mut stream = <$Stream>::connect(addr).unwrap();
        stream.set_nodelay(true).unwrap();
        assert!(stream.nodelay().unwrap());
        let mut answers = String::new();
        for word in ["hello", "world"] {
            write!(stream, "{word}").unwrap();
            let mut answer = [0; 5];
            stream.peek(&mut answer[..1]).unwrap();
            stream.read_exact(&mut answer).unwrap();
            answers.push_str(std::str::from_utf8(&answer).unwrap());
        }
        stream.shutdown(Shutdown::Write).unwrap();
        stream.read_to_string(&mut answers).unwrap();
        server.join().unwrap();
        answers
    }};
}

#[test]
fn the_same_code_runs_in_threads_with_std_and_in_fibers_on_one() {
    let in_threads = echo_with!(
        std::net::TcpListener,
        std::net::TcpStream,
        std::thread::spawn
    );
    let in_fibers = run(|| echo_with!(TcpListener, TcpStream, spawn));
    assert_eq!(in_fibers, "HELLOWORLD");
    assert_eq!(in_fibers, in_threads);
}

#[test]
fn who_writes_more_than_buffers_hold_waits_for_its_reader_in_both_directions() {
    run(|| {
        let ends = pair().map(Rc::new);
        let fibers = [0, 1].map(|end| {
            let (writes, reads) = (Rc::clone(&ends[end]), Rc::clone(&ends[end]));
            let writer = spawn(move || {
                (&*writes).write_all(&bytes(MANY, end)).unwrap();
                writes.shutdown(Shutdown::Write).unwrap();
            });
            let reader = spawn(move || {
                let mut got = Vec::new();
                (&*reads).read_to_end(&mut got).unwrap();
                got
            });
            (writer, reader)
        });
        for (end, (writer, reader)) in fibers.into_iter().enumerate() {
            writer.join().unwrap();
            // Compared, not shown: nobody reads 16 million numbers.
            assert!(reader.join().unwrap() == bytes(MANY, 1 - end));
        }
    });
}

#[test]
fn a_thousand_connections_wait_in_one_runtime() {
    const CONNECTIONS: usize = 1000;
    // Two descriptors for each, and some for the tests beside this.
    rlimit::increase_nofile_limit(4096).unwrap();
    let sum = run(|| {
        let (listener, addr) = listener();
        // Its queue has room for all, so that no handshake has to be tried again after a second.
        socket2::SockRef::from(&listener)
            .listen(CONNECTIONS as i32)
            .unwrap();
        let server = spawn(move || {
            for stream in listener.incoming().take(CONNECTIONS) {
                let mut stream = stream.unwrap();
                spawn(move || {
                    let mut number = [0; 4];
                    stream.read_exact(&mut number).unwrap();
                    stream.write_all(&number).unwrap();
                });
            }
        });
        let connected = Rc::new(Cell::new(0));
        let clients: Vec<_> = (0..CONNECTIONS as u32)
            .map(|n| {
                let connected = Rc::clone(&connected);
                spawn(move || {
                    let mut stream = TcpStream::connect(addr).unwrap();
                    connected.set(connected.get() + 1);
                    // All are open at once before the first says anything.
                    while connected.get() < CONNECTIONS {
                        yield_now();
                    }
                    stream.write_all(&n.to_le_bytes()).unwrap();
                    let mut number = [0; 4];
                    stream.read_exact(&mut number).unwrap();
                    assert_eq!(u32::from_le_bytes(number), n);
                    n
                })
            })
            .collect();
        let sum: u32 = clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .sum();
        server.join().unwrap();
        sum
    });
    assert_eq!(sum, 999 * 1000 / 2);
}

#[test]
fn a_fiber_that_only_yields_does_not_starve_the_sockets() {
    run(|| {
        let done = Rc::new(Cell::new(false));
        let seen = Rc::clone(&done);
        let busy = spawn(move || {
            while !seen.get() {
                yield_now();
            }
        });
        let [mut near, mut far] = pair();
        let echo = spawn(move || {
            let mut byte = [0];
            far.read_exact(&mut byte).unwrap();
            far.write_all(&byte).unwrap();
        });
        yield_now();
        near.write_all(b"x").unwrap();
        let mut byte = [0];
        near.read_exact(&mut byte).unwrap();
        done.set(true);
        echo.join().unwrap();
        busy.join().unwrap();
    });
}

#[test]
fn a_fiber_whose_socket_is_always_ready_does_not_starve_the_others() {
    const READS: usize = 6400;
    run(|| {
        let [mut near, mut far] = pair();
        near.write_all(&[0; READS]).unwrap();
        let turns = Rc::new(Cell::new(0));
        let counted = Rc::clone(&turns);
        spawn(move || {
            loop {
                counted.set(counted.get() + 1);
                yield_now();
            }
        });
        for _ in 0..READS {
            far.read_exact(&mut [0]).unwrap();
        }
        assert!(turns.get() >= READS / 64 - 1, "{}", turns.get());
    });
}

#[test]
fn two_fibers_that_read_one_socket_share_what_comes_and_both_see_the_end() {
    run(|| {
        let [near, mut far] = pair();
        let near = Rc::new(near);
        let readers = [0, 1].map(|_| {
            let near = Rc::clone(&near);
            spawn(move || {
                let mut got = Vec::new();
                let mut byte = [0];
                while (&*near).read(&mut byte).unwrap() > 0 {
                    got.push(byte[0]);
                    yield_now();
                }
                got
            })
        });
        // Both are asleep in their reads by now.
        yield_now();
        let sent = bytes(1000, 0);
        far.write_all(&sent).unwrap();
        drop(far);
        let got = readers.map(|reader| reader.join().unwrap());
        assert!(got.iter().all(|got| !got.is_empty()));
        let mut together = got.concat();
        let mut sent = sent;
        together.sort_unstable();
        sent.sort_unstable();
        assert_eq!(together, sent);
    });
}

#[test]
fn several_fibers_accept_from_one_listener() {
    run(|| {
        let (listener, addr) = listener();
        let listener = Rc::new(listener);
        let acceptors: Vec<_> = (0..4)
            .map(|_| {
                let listener = Rc::clone(&listener);
                spawn(move || listener.accept().unwrap().1)
            })
            .collect();
        yield_now();
        let streams: Vec<_> = (0..4).map(|_| TcpStream::connect(addr).unwrap()).collect();
        let mut from: Vec<_> = acceptors
            .into_iter()
            .map(|fiber| fiber.join().unwrap())
            .collect();
        let mut to: Vec<_> = streams
            .iter()
            .map(|stream| stream.local_addr().unwrap())
            .collect();
        from.sort_unstable();
        to.sort_unstable();
        assert_eq!(from, to);
    });
}

#[test]
fn a_socket_moves_from_one_fiber_to_another() {
    run(|| {
        let [near, mut far] = pair();
        let first = spawn(move || {
            let mut near = near;
            let mut byte = [0];
            near.read_exact(&mut byte).unwrap();
            (near, byte)
        });
        yield_now();
        far.write_all(b"a").unwrap();
        let (mut near, byte) = first.join().unwrap();
        assert_eq!(byte, *b"a");
        let second = spawn(move || {
            let mut got = String::new();
            near.read_to_string(&mut got).unwrap();
            got
        });
        yield_now();
        far.write_all(b"bc").unwrap();
        drop(far);
        assert_eq!(second.join().unwrap(), "bc");
    });
}

/// The trap: a wake-up that is not the socket's taken for the answer.
#[test]
fn a_fiber_that_is_unparked_while_it_reads_goes_on_reading() {
    run(|| {
        let [mut near, mut far] = pair();
        let reader = spawn(move || {
            let mut byte = [0];
            near.read_exact(&mut byte).unwrap();
            // Not lost either: this returns at once.
            ch05::park();
            byte
        });
        yield_now();
        reader.fiber().unpark();
        yield_now();
        assert!(!reader.is_finished());
        far.write_all(b"x").unwrap();
        assert_eq!(reader.join().unwrap(), *b"x");
    });
}

#[test]
fn sockets_stay_usable_from_one_run_to_the_next() {
    let runtime = Runtime::new().unwrap();
    let [mut near, mut far] = runtime.run(pair);
    let reader = runtime.run(move || {
        let reader = spawn(move || {
            let mut byte = [0];
            near.read_exact(&mut byte).unwrap();
            byte
        });
        yield_now();
        reader
    });
    let byte = runtime.run(move || {
        far.write_all(b"x").unwrap();
        reader.join().unwrap()
    });
    assert_eq!(byte, *b"x");
}

#[test]
fn who_waits_for_a_socket_is_no_deadlock() {
    let server = delayserver::start().unwrap();
    let addr = server.addr();
    let answer = run(move || {
        let fiber = spawn(move || {
            let mut stream = TcpStream::connect(addr).unwrap();
            write!(stream, "GET /20/late HTTP/1.1\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        });
        fiber.join().unwrap()
    });
    assert!(answer.ends_with("\r\n\r\nlate"), "{answer}");
}

#[test]
#[should_panic(expected = "deadlock")]
fn sockets_that_nobody_waits_for_hide_no_deadlock() {
    run(|| {
        let [mut near, mut far] = pair();
        let reader = spawn(move || near.read_exact(&mut [0]));
        yield_now();
        far.write_all(b"x").unwrap();
        reader.join().unwrap().unwrap();
        ch05::park();
    });
}

#[test]
fn who_need_not_wait_asks_the_queue_nothing() {
    const CALLS: usize = 1000;
    let log = testing::Log::start();
    run(move || {
        let [mut near, mut far] = pair();
        let waits = || log.counted(net_support::WAIT);
        let before = waits();
        for _ in 0..CALLS {
            near.write_all(b"x").unwrap();
        }
        assert_eq!(waits(), before);
        // All of it has arrived.
        while far.peek(&mut [0; CALLS]).unwrap() < CALLS {
            yield_now();
        }
        let before = waits();
        for _ in 0..CALLS {
            far.read_exact(&mut [0]).unwrap();
        }
        assert_eq!(waits(), before);
    });
}
