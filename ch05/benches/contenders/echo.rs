//! Messages that come back, on connections that stay: by a fiber for each end of each, all on one thread,
//! and by a thread for each.
//!
//! What an end does is the same function for all, [`answer`] or [`ask`]: only the stream differs.

use super::threads::{OneCore, this_core};
use super::{Row, Task};
use ch05::{Runtime, net, spawn};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::rc::Rc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

pub const MESSAGE: [u8; 64] = [b'm'; 64];

/// So many messages on each connection make a turn: to tell a client to begin takes time as well.
const MESSAGES: usize = 20;

pub const ANY_PORT: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);

pub fn one() -> Row {
    both_ends("a message and its echo, 1 connection", 1)
}

pub fn hundred() -> Row {
    both_ends("a message and its echo, 100 connections", 100)
}

fn both_ends(task: &'static str, count: usize) -> Row {
    Row {
        task,
        at_once: count * MESSAGES,
        contenders: vec![
            ("fibers, all on one thread", fibers(count)),
            ("threads, on one core", threads_on_one_core(count)),
            ("threads, wherever they are", threads(count)),
        ],
    }
}

/// Sends back what comes, until the other end closes.
pub fn answer(mut stream: impl Read + Write) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            n => stream.write_all(&buffer[..n])?,
        }
    }
}

/// Takes so many turns. Each message is sent when the one before has come back.
fn ask(mut stream: impl Read + Write, turns: usize) -> io::Result<()> {
    let mut echo = [0; MESSAGE.len()];
    for _ in 0..turns * MESSAGES {
        stream.write_all(&MESSAGE)?;
        stream.read_exact(&mut echo)?;
    }
    Ok(())
}

fn fibers(count: usize) -> Task {
    let runtime = Runtime::new().unwrap();
    let connect = move || {
        let listener = net::TcpListener::bind(ANY_PORT).unwrap();
        let address = listener.local_addr().unwrap();
        let pair = |_| {
            let client = net::TcpStream::connect(address).unwrap();
            let (server, _) = listener.accept().unwrap();
            spawn(move || answer(server).unwrap());
            Rc::new(client)
        };
        (0..count).map(pair).collect()
    };
    let clients: Vec<Rc<net::TcpStream>> = runtime.run(connect);
    Box::new(move |times| {
        let clients = clients.clone();
        runtime.run(move || {
            let begin = |client: Rc<net::TcpStream>| spawn(move || ask(&*client, times).unwrap());
            let asking: Vec<_> = clients.into_iter().map(begin).collect();
            for client in asking {
                client.join().unwrap();
            }
        });
    })
}

fn threads_on_one_core(count: usize) -> Task {
    let _one_core = OneCore::begin(this_core());
    threads(count)
}

fn threads(count: usize) -> Task {
    let (say, done) = mpsc::channel();
    let listener = TcpListener::bind(ANY_PORT).unwrap();
    let address = listener.local_addr().unwrap();
    let mut threads = Threads {
        done,
        clients: Vec::new(),
        ends: Vec::new(),
    };
    for _ in 0..count {
        let client = TcpStream::connect(address).unwrap();
        let (server, _) = listener.accept().unwrap();
        threads
            .ends
            .push(thread::spawn(move || answer(server).unwrap()));
        let (order, orders) = mpsc::channel();
        threads.clients.push(order);
        let say = say.clone();
        threads.ends.push(thread::spawn(move || {
            for times in orders {
                ask(&client, times).unwrap();
                say.send(()).unwrap();
            }
        }));
    }
    Box::new(move |times| threads.ask(times))
}

/// A thread for each end. The clients' wait for their orders, so that nothing is spawned while time is
/// taken.
struct Threads {
    done: Receiver<()>,
    clients: Vec<Sender<usize>>,
    ends: Vec<JoinHandle<()>>,
}

impl Threads {
    fn ask(&self, times: usize) {
        for client in &self.clients {
            client.send(times).unwrap();
        }
        for _ in &self.clients {
            self.done.recv().unwrap();
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.clients.clear(); // whoever has no orders to come closes, and then the other end does
        for thread in self.ends.drain(..) {
            thread.join().unwrap();
        }
    }
}
