//! The ordered mode, as clients see it.
//!
//! The clients are tasks on one thread, as a reader's are: the kernel reports what is readable in
//! the order in which it became so, and Tokio's current-thread runtime polls in that order.

#![allow(
    clippy::unwrap_used,
    reason = "what a test needs is there, or it fails"
)]

mod conformance;

use conformance::client;
use delayserver::{Config, DelayServer};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpStream;

#[test]
fn responses_come_in_the_order_of_their_deadlines_not_of_their_requests() {
    assert_eq!(
        answers(&[
            &["/5000/5"],
            &["/4000/4"],
            &["/3000/3"],
            &["/2000/2"],
            &["/1000/1"]
        ]),
        ["1", "2", "3", "4", "5"]
    );
}

#[test]
fn deadlines_that_are_close_keep_their_order() {
    assert_eq!(
        answers(&[&["/3/c"], &["/1/a"], &["/2/b"], &["/0/0"]]),
        ["0", "a", "b", "c"]
    );
}

#[test]
fn equal_deadlines_go_by_who_connected_first() {
    assert_eq!(
        answers(&[&["/100/a"], &["/100/b"], &["/100/c"], &["/100/d"]]),
        ["a", "b", "c", "d"]
    );
}

#[test]
fn a_request_counts_from_the_release_before_it() {
    assert_eq!(
        answers(&[
            &["/1000/a1", "/1000/a2", "/2500/a3"],
            &["/1500/b1", "/1500/b2", "/1000/b3"]
        ]),
        ["a1", "b1", "a2", "b2", "b3", "a3"]
    );
}

#[test]
fn refusals_take_their_turn_too() {
    let refusal = "The path has to be /<milliseconds>/<message>, such as /1000/hello.";
    assert_eq!(
        answers(&[&["/20/a"], &["/nonsense"], &["/0/b"]]),
        [refusal, "b", "a"]
    );
}

#[test]
fn clients_that_never_close_are_not_waited_for_for_ever() {
    let server = start();
    let streams: Vec<_> = ["/60/c", "/40/b", "/20/a"]
        .map(|path| client::ask(server.addr(), path))
        .into();
    let mut bodies = Vec::new();
    for mut stream in &streams {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut stream, &mut text).unwrap();
        bodies.push(text.split_off(text.len() - 1));
    }
    assert_eq!(bodies, ["c", "b", "a"]);
}

#[test]
fn a_client_that_leaves_while_it_waits_leaves_the_line() {
    let server = start();
    // Were it still in line, its deadline would be waited for first, a minute at this speed.
    drop(client::ask(server.addr(), "/60000/nobody"));
    drop(client::ask(server.addr(), "/1/nobody"));
    assert_eq!(client::get(server.addr(), "/10/somebody").body, "somebody");
}

#[test]
fn a_delay_is_divided_and_never_shorter_than_that() {
    let server = start();
    let before = std::time::Instant::now();
    client::get(server.addr(), "/1000/x");
    assert!(before.elapsed() >= std::time::Duration::from_millis(50));
}

mod at_full_length {
    // At a speedup of 1 delays are as long as asked for, and still in order.
    crate::conformance::conform!(
        delayserver::Config::new()
            .speedup(1.0)
            .unwrap()
            .start()
            .unwrap()
    );
}

fn start() -> DelayServer {
    Config::new().speedup(20.0).unwrap().start().unwrap()
}

/// The bodies in the order in which they came. Each client makes its requests one after another;
/// all clients do so at once.
fn answers(clients: &[&[&'static str]]) -> Vec<String> {
    let server = start();
    let addr = server.addr();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut tasks = Vec::new();
        for client in clients {
            let (paths, seen) = (client.to_vec(), seen.clone());
            // Connected here, so that who is first is as listed.
            let mut stream = Some(TcpStream::connect(addr).await.unwrap());
            tasks.push(tokio::spawn(async move {
                for path in paths {
                    let stream = match stream.take() {
                        Some(stream) => stream,
                        None => TcpStream::connect(addr).await.unwrap(),
                    };
                    let body = get(stream, path, addr).await;
                    seen.lock().unwrap().push(body);
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
    });
    let seen = seen.lock().unwrap();
    seen.clone()
}

async fn get(stream: TcpStream, path: &str, addr: SocketAddr) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\n\r\n");
    stream.writable().await.unwrap();
    assert_eq!(stream.try_write(request.as_bytes()).unwrap(), request.len());
    let mut response = Vec::new();
    loop {
        stream.readable().await.unwrap();
        let mut chunk = [0; 1024];
        match stream.try_read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => response.extend_from_slice(&chunk[..count]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => panic!("{path}: {error}"),
        }
    }
    let response = String::from_utf8(response).unwrap();
    response.split_once("\r\n\r\n").unwrap().1.to_owned()
}
