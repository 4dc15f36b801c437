//! Short connections: connect, ask, read the answer to its end, close.
//!
//! A hundred clients begin at once. Each has a fiber or a thread of its own, begun for it, and so has
//! each connection that the server accepts. The server closes first.

use super::echo::ANY_PORT;
use super::{Row, Task};
use ch05::{Runtime, net, spawn};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

const AT_ONCE: usize = 100;

pub fn row() -> Row {
    Row {
        task: "connect, ask, read the answer, close; 100 at once",
        at_once: AT_ONCE,
        contenders: vec![
            ("fibers, all on one thread", fibers()),
            ("threads, wherever they are", threads()),
        ],
    }
}

fn answer(mut stream: impl Read + Write) -> io::Result<()> {
    let mut request = [0; 64];
    stream.read_exact(&mut request)?;
    stream.write_all(&request)
}

fn ask(mut stream: impl Read + Write) -> io::Result<()> {
    stream.write_all(&[b'r'; 64])?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    assert_eq!(answer.len(), 64);
    Ok(())
}

fn fibers() -> Task {
    let runtime = Runtime::new().unwrap();
    let address = runtime.run(|| {
        let listener = net::TcpListener::bind(ANY_PORT).unwrap();
        let address = listener.local_addr().unwrap();
        spawn(move || {
            loop {
                let (stream, _) = listener.accept().unwrap();
                spawn(move || answer(stream).unwrap());
            }
        });
        address
    });
    let client = move || ask(net::TcpStream::connect(address).unwrap()).unwrap();
    Box::new(move |times| {
        runtime.run(move || {
            for _ in 0..times {
                let clients: Vec<_> = (0..AT_ONCE).map(|_| spawn(client)).collect();
                for client in clients {
                    client.join().unwrap();
                }
            }
        });
    })
}

fn threads() -> Task {
    let server = Server::start();
    let address = server.address;
    let client = move || ask(TcpStream::connect(address).unwrap()).unwrap();
    Box::new(move |times| {
        let _server = &server;
        for _ in 0..times {
            let clients: Vec<_> = (0..AT_ONCE).map(|_| thread::spawn(client)).collect();
            for client in clients {
                client.join().unwrap();
            }
        }
    })
}

struct Server {
    address: SocketAddr,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind(ANY_PORT).unwrap();
        let address = listener.local_addr().unwrap();
        let over = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&over);
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                let stream = stream.unwrap();
                thread::spawn(move || answer(stream).unwrap());
            }
        });
        Self {
            address,
            over,
            thread: Some(thread),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        TcpStream::connect(self.address).unwrap(); // so that it looks once more
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(ended.is_some_and(|result| result.is_ok()));
    }
}
