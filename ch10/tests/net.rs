//! Sockets: what is read, written, refused, reset, and given up half-way.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use ch10::net::{TcpListener, TcpStream, UdpSocket};
use ch10::runtime::Runtime;
use ch10::spawn;
use ch10::task::yield_now;
use std::future::{Future, poll_fn};
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::Poll;
use std::thread;

fn run<F: Future>(future: F) -> F::Output {
    Runtime::new().unwrap().block_on(future)
}

const LOCALHOST: (&str, u16) = ("127.0.0.1", 0);

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(LOCALHOST).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Both ends of a connection.
async fn pair() -> (TcpStream, TcpStream) {
    let (listener, address) = listener().await;
    let client = TcpStream::connect(address).await.unwrap();
    let (server, peer) = listener.accept().await.unwrap();
    assert_eq!(peer, client.local_addr().unwrap());
    (client, server)
}

async fn read_all(stream: &TcpStream) -> Vec<u8> {
    let (mut all, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer).await.unwrap() {
            0 => return all,
            count => all.extend_from_slice(&buffer[..count]),
        }
    }
}

/// Polls a future once. It has to wait.
async fn begin<F: Future>(mut future: Pin<&mut F>) {
    poll_fn(|context| {
        assert!(future.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
}

#[test]
fn what_is_written_is_read_and_the_end_is_the_end() {
    run(async {
        let (client, server) = pair().await;
        client.write_all(b"hello").await.unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        assert_eq!(read_all(&server).await, b"hello");
        server.write_all(b"and back").await.unwrap();
        drop(server);
        assert_eq!(read_all(&client).await, b"and back");
    });
}

#[test]
fn a_read_waits_for_another_thread_that_writes() {
    run(async {
        let (listener, address) = listener().await;
        let other = thread::spawn(move || {
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            stream.write_all(b"ping").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        });
        let (stream, _) = listener.accept().await.unwrap();
        let mut ping = [0; 4];
        stream.read(&mut ping).await.unwrap();
        stream.write_all(b"pong").await.unwrap();
        drop(stream);
        assert_eq!(other.join().unwrap(), "pong");
    });
}

#[test]
fn more_bytes_than_any_buffer_holds_go_through_while_the_reader_is_slow() {
    const BYTES: usize = 20 << 20;
    run(async {
        let (client, server) = pair().await;
        let writer = spawn(async move {
            let bytes: Vec<u8> = (0..BYTES).map(|nth| nth as u8).collect();
            client.write_all(&bytes).await.unwrap();
        });
        let (mut count, mut buffer) = (0, vec![0; 100_000]);
        loop {
            yield_now().await;
            let read = server.read(&mut buffer).await.unwrap();
            if read == 0 {
                break;
            }
            assert!(
                (count..)
                    .zip(&buffer[..read])
                    .all(|(nth, byte)| nth as u8 == *byte)
            );
            count += read;
        }
        assert_eq!(count, BYTES);
        writer.await.unwrap();
    });
}

#[test]
fn a_connection_that_is_refused_is_an_error() {
    run(async {
        let (listener, address) = listener().await;
        drop(listener);
        let error = TcpStream::connect(address).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    });
}

#[test]
fn the_next_address_is_tried_when_one_refuses() {
    run(async {
        let (refuses, first) = listener().await;
        drop(refuses);
        let (accepts, second) = listener().await;
        let stream = TcpStream::connect(&[first, second][..]).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), second);
        drop(accepts);
        let none: &[SocketAddr] = &[];
        let error = TcpStream::connect(none).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    });
}

#[test]
fn a_reset_is_an_error_and_ends_nothing_else() {
    run(async {
        let (client, server) = pair().await;
        client.write_all(b"never read").await.unwrap();
        // The bytes that weren't read make the end of the connection a reset.
        let mut one = [0];
        server.read(&mut one).await.unwrap();
        drop(server);
        let error = client.read(&mut one).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        let (client, server) = pair().await;
        client.write_all(b"x").await.unwrap();
        assert_eq!(server.read(&mut one).await.unwrap(), 1);
    });
}

#[test]
fn one_task_reads_while_another_one_writes() {
    run(async {
        let (client, server) = pair().await;
        let client = Arc::new(client);
        let reader = {
            let client = Arc::clone(&client);
            spawn(async move { read_all(&client).await })
        };
        let echo = spawn(async move {
            let all = read_all(&server).await;
            server.write_all(&all).await.unwrap();
        });
        client.write_all(b"both ways").await.unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        echo.await.unwrap();
        assert_eq!(reader.await.unwrap(), b"both ways");
    });
}

#[test]
fn several_tasks_accept_from_one_listener_and_none_is_forgotten() {
    run(async {
        let (listener, address) = listener().await;
        let listener = Arc::new(listener);
        let accepted = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..5)
            .map(|_| {
                let (listener, accepted) = (Arc::clone(&listener), Arc::clone(&accepted));
                spawn(async move {
                    let accept = listener.accept().await;
                    accepted.fetch_add(1, SeqCst);
                    accept.map(drop)
                })
            })
            .collect();
        let mut clients = Vec::new();
        for _ in 0..5 {
            clients.push(TcpStream::connect(address).await.unwrap());
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(accepted.load(SeqCst), 5);
    });
}

#[test]
fn a_read_that_is_given_up_loses_nothing() {
    run(async {
        let (client, server) = pair().await;
        let mut buffer = [0; 8];
        for _ in 0..3 {
            let mut read = pin!(server.read(&mut buffer));
            begin(read.as_mut()).await;
        }
        client.write_all(b"all there").await.unwrap();
        drop(client);
        assert_eq!(read_all(&server).await, b"all there");
    });
}

#[test]
fn a_task_whose_socket_is_always_ready_lets_the_others_have_a_turn() {
    run(async {
        let socket = UdpSocket::bind(LOCALHOST).await.unwrap();
        let address = socket.local_addr().unwrap();
        let turns = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&turns);
        let other = spawn(async move {
            loop {
                counted.fetch_add(1, SeqCst);
                yield_now().await;
            }
        });
        // Sending never has to wait here. After its budget, the task waits all the same.
        for _ in 0..1000 {
            socket.send_to(b"x", address).await.unwrap();
        }
        assert!(turns.load(SeqCst) > 1);
        other.abort();
    });
}

#[test]
fn datagrams_arrive_whole_and_tell_their_sender() {
    run(async {
        let a = UdpSocket::bind(LOCALHOST).await.unwrap();
        let b = UdpSocket::bind(LOCALHOST).await.unwrap();
        let to = b.local_addr().unwrap();
        let receiver = spawn(async move {
            let mut buffer = [0; 16];
            let (count, from) = b.recv_from(&mut buffer).await.unwrap();
            (buffer[..count].to_vec(), from)
        });
        a.send_to(b"datagram", to).await.unwrap();
        let (bytes, from) = receiver.await.unwrap();
        assert_eq!(bytes, b"datagram");
        assert_eq!(from, a.local_addr().unwrap());
    });
}

#[test]
fn a_socket_outlives_its_runtime_and_says_so() {
    let runtime = Runtime::new().unwrap();
    let (client, server) = runtime.block_on(pair());
    drop(runtime);
    let error = run(async { client.read(&mut [0]).await }).unwrap_err();
    assert_eq!(error.to_string(), "the runtime of this socket has ended");
    drop((client, server));
}

#[test]
fn a_hundred_connections_at_once_are_all_answered() {
    run(async {
        let (listener, address) = listener().await;
        let server = spawn(async move {
            for _ in 0..100 {
                let (stream, _) = listener.accept().await.unwrap();
                spawn(async move {
                    let all = read_all(&stream).await;
                    stream.write_all(&all).await.unwrap();
                });
            }
        });
        let clients: Vec<_> = (0..100)
            .map(|number: u8| {
                spawn(async move {
                    let stream = TcpStream::connect(address).await.unwrap();
                    stream.write_all(&[number]).await.unwrap();
                    stream.shutdown(Shutdown::Write).unwrap();
                    assert_eq!(read_all(&stream).await, [number]);
                })
            })
            .collect();
        for client in clients {
            client.await.unwrap();
        }
        server.await.unwrap();
    });
}
