//! Very many clients at once.

#[path = "conformance/client.rs"]
mod client;
mod program;

use client::reply;
use delayserver::Config;
use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

#[test]
fn a_thousand_at_once_are_all_answered() {
    let server = Config::new().start().unwrap();
    crowd(1_000, Duration::from_millis(100), || {
        TcpStream::connect(server.addr()).unwrap()
    });
}

/// Has that many requests wait at the same time. All connections stay open until all are answered.
fn crowd(clients: usize, delay: Duration, connect: impl Fn() -> TcpStream) {
    let start = Instant::now();
    let streams: Vec<TcpStream> = (0..clients)
        .map(|number| {
            let mut stream = connect();
            let path = format!("/{}/request-{number}", delay.as_millis());
            write!(stream, "GET {path} HTTP/1.1\r\n\r\n").expect("the server reads");
            stream
        })
        .collect();
    println!("{clients} requests made within {:?}", start.elapsed());
    let waiting = streams.iter().filter(|stream| waits(stream)).count();
    println!("{waiting} of them were waiting for an answer then");
    for (number, stream) in streams.iter().enumerate() {
        let answer = reply(stream);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body, format!("request-{number}"));
    }
    println!("all answered within {:?}", start.elapsed());
    assert!(start.elapsed() >= delay);
}

/// Whether there is nothing to read yet.
fn waits(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).expect("the socket is open");
    let nothing = stream.peek(&mut [0; 1]).is_err();
    stream.set_nonblocking(false).expect("the socket is open");
    nothing
}

/// The full number: a server and four processes full of clients. Linux only, where each process can
/// have a loopback address of its own, and with it enough ports.
#[cfg(target_os = "linux")]
mod processes {
    #![allow(
        clippy::unwrap_used,
        reason = "what a test needs is there, or it fails"
    )]

    use crate::crowd;
    use crate::program::Program;
    use socket2::{Domain, Socket, Type};
    use std::env;
    use std::net::{Ipv4Addr, SocketAddr, TcpStream};
    use std::process::{Child, Command};
    use std::time::Duration;

    const CLIENTS: u64 = 20_000;
    const PROCESSES: u64 = 4;

    /// What a process opens besides its connections, at most.
    const OTHER_FILES: u64 = 50;

    #[test]
    #[ignore = "opens 20,000 connections from several processes, which takes some seconds"]
    fn twenty_thousand_at_once_are_all_answered() {
        allow_open_files(CLIENTS + OTHER_FILES);
        let mut program = Program::start(&[]);
        let clients: Vec<Child> = (1..=PROCESSES)
            .map(|number| {
                Command::new(env::current_exe().unwrap())
                    .args(["processes::part_of_a_crowd", "--exact", "--ignored"])
                    .args(["--nocapture", "--quiet"])
                    .env("CROWD_SERVER", program.addr.to_string())
                    .env("CROWD_SOURCE", format!("127.0.1.{number}"))
                    .spawn()
                    .unwrap()
            })
            .collect();
        // A log that nobody reads would fill its pipe, and stop the server.
        let last = (0..CLIENTS).map(|_| program.line()).last().unwrap();
        assert!(last.starts_with("#20000 - 3000ms: "), "{last}");
        for mut client in clients {
            assert!(client.wait().unwrap().success());
        }
    }

    #[test]
    #[ignore = "a process that the test of twenty thousand starts"]
    fn part_of_a_crowd() {
        let (Ok(server), Ok(source)) = (env::var("CROWD_SERVER"), env::var("CROWD_SOURCE")) else {
            return;
        };
        let (server, source) = (server.parse().unwrap(), source.parse().unwrap());
        let clients = CLIENTS / PROCESSES;
        allow_open_files(clients + OTHER_FILES);
        crowd(clients as usize, Duration::from_secs(3), || {
            connect_from(source, server)
        });
    }

    fn connect_from(source: Ipv4Addr, server: SocketAddr) -> TcpStream {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from((source, 0)).into()).unwrap();
        socket.connect(&server.into()).unwrap();
        socket.into()
    }

    /// Raises the limit of open files for this process and its children, the hard one too if it
    /// may.
    fn allow_open_files(needed: u64) {
        let resource = rlimit::Resource::NOFILE;
        let (soft, hard) = resource.get().unwrap();
        if soft >= needed || resource.set(needed, hard.max(needed)).is_ok() {
            return;
        }
        resource.set(hard, hard).unwrap();
        println!(
            "A process may open {hard} files here, and this one would need {needed}: \
             some clients will wait in the server's backlog first."
        );
    }
}
