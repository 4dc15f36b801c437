//! A server that answers on a hundred connections, by a fiber for each or by a thread for each.
//!
//! The client is the same for both: one blocking thread, the caller's. Its work is in the times as well.

use super::echo::{ANY_PORT, MESSAGE, answer};
use super::{Row, Task};
use ch05::{Runtime, net, spawn};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

pub fn row() -> Row {
    let count = 100;
    Row {
        task: "the same, asked by one blocking thread",
        at_once: count,
        contenders: vec![
            ("fibers, all on one thread", ask_all(count, fibers_serve)),
            ("threads, wherever they are", ask_all(count, threads_serve)),
        ],
    }
}

/// Starts a server that answers on so many connections, and ends when they have ended.
type Serve = fn(usize, Sender<SocketAddr>);

fn fibers_serve(count: usize, say: Sender<SocketAddr>) {
    Runtime::new().unwrap().run(move || {
        let listener = net::TcpListener::bind(ANY_PORT).unwrap();
        say.send(listener.local_addr().unwrap()).unwrap();
        let begin = |_| {
            let (stream, _) = listener.accept().unwrap();
            spawn(move || answer(stream).unwrap())
        };
        let ends: Vec<_> = (0..count).map(begin).collect();
        for end in ends {
            end.join().unwrap();
        }
    });
}

fn threads_serve(count: usize, say: Sender<SocketAddr>) {
    let listener = TcpListener::bind(ANY_PORT).unwrap();
    say.send(listener.local_addr().unwrap()).unwrap();
    let begin = |_| {
        let (stream, _) = listener.accept().unwrap();
        thread::spawn(move || answer(stream).unwrap())
    };
    let ends: Vec<_> = (0..count).map(begin).collect();
    for end in ends {
        end.join().unwrap();
    }
}

/// One blocking thread, the caller's, sends a message to every connection and then reads every echo.
fn ask_all(count: usize, serve: Serve) -> Task {
    let (say, address) = mpsc::channel();
    let server = thread::spawn(move || serve(count, say));
    let address = address.recv().unwrap();
    let connect = |_| TcpStream::connect(address).unwrap();
    let mut client = Client {
        streams: (0..count).map(connect).collect(),
        server: Some(server),
    };
    Box::new(move |times| (0..times).for_each(|_| client.ask_all()))
}

struct Client {
    streams: Vec<TcpStream>,
    server: Option<JoinHandle<()>>,
}

impl Client {
    fn ask_all(&mut self) {
        for stream in &mut self.streams {
            stream.write_all(&MESSAGE).unwrap();
        }
        let mut echo = [0; MESSAGE.len()];
        for stream in &mut self.streams {
            stream.read_exact(&mut echo).unwrap();
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.streams.clear(); // which ends the server
        let ended = self.server.take().map(JoinHandle::join);
        assert!(ended.is_some_and(|result| result.is_ok()));
    }
}
