//! Two threads share a queue: without oneshot a request is answered twice, with it once.

use ch04::{Events, Interest, Poll, Token, Trigger};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;
use trace::{polls, ready, sends, spawns, trace, waits, wakes};

const TOKEN: Token = Token(7);

fn main() -> ExitCode {
    trace::step(run)
}

fn run() -> io::Result<()> {
    for trigger in [Trigger::Level, Trigger::Edge, Trigger::Oneshot] {
        let (client, mut server) = UnixStream::pair()?;
        client.set_nonblocking(true)?;
        server.set_nonblocking(true)?;
        let poll = Poll::new()?;
        poll.registry()
            .register_with(&mut server, TOKEN, Interest::READABLE, trigger)?;
        let server = Arc::new(server);
        waits!("kernel", "a packet");
        let one = Worker::hire(1, poll.try_clone()?, trigger, &server);
        let two = Worker::hire(2, poll, trigger, &server);
        let mode = format!("{trigger:?}").to_lowercase();
        two_packets(&mode, &client, &one, &two)?;
        if trigger == Trigger::Oneshot {
            rearm(&client, &one, &two)?;
        }
    }
    Ok(())
}

// ANCHOR: two-packets
/// A request arrives in two packets; between them, one worker has begun with it.
fn two_packets(mode: &str, mut client: &UnixStream, one: &Worker, two: &Worker) -> io::Result<()> {
    client.write_all(b"GET ")?;
    sends!("main", "kernel");
    trace!("main", "{mode}: the first half of a request arrives");
    one.turn(Turn::AskQueue)?;
    client.write_all(b"/report")?;
    state_arrival(mode);
    trace!("main", "{mode}: the second half arrives");
    two.turn(Turn::AskQueue)?;
    one.turn(Turn::Answer)?;
    two.turn(Turn::Answer)?;
    let answers = drain(client)?;
    trace!("main", "{mode}: answers to this one request: {answers}");
    Ok(())
}
// ANCHOR_END: two-packets

// ANCHOR: rearm
/// After its one report, the registration stays but says nothing until it is armed again.
fn rearm(mut client: &UnixStream, one: &Worker, two: &Worker) -> io::Result<()> {
    client.write_all(b"GET /more")?;
    state_arrival("oneshot");
    trace!("main", "oneshot: another request arrives");
    two.turn(Turn::AskQueue)?;
    one.turn(Turn::Rearm)?;
    two.turn(Turn::AskQueue)?;
    two.turn(Turn::Answer)
}
// ANCHOR_END: rearm

/// States for the timeline that the queue has something new to report, unless the registration is switched off.
fn state_arrival(mode: &str) {
    sends!("main", "kernel");
    if mode == "oneshot" {
        waits!("kernel", "token 7 armed again");
    }
}

fn drain(mut stream: &UnixStream) -> io::Result<usize> {
    let mut read = 0;
    let mut chunk = [0; 64];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => return Ok(read),
            Ok(n) => read += n,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(read),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

// ANCHOR: worker
/// A thread that acts only when it is given a turn: two real workers would race, and sometimes the
/// bug would not show.
struct Worker {
    number: u32,
    turns: Sender<Turn>,
    done: Receiver<io::Result<()>>,
}

enum Turn {
    AskQueue,
    Answer,
    Rearm,
}

impl Worker {
    fn hire(number: u32, mut poll: Poll, trigger: Trigger, stream: &Arc<UnixStream>) -> Self {
        let (turns, to_do) = channel();
        let (did, done) = channel();
        let mut stream = Arc::clone(stream);
        // Stated here, since the thread may begin only after its first turn was sent.
        spawns!("main", "worker {number}");
        waits!("worker {number}", "a turn");
        thread::spawn(move || {
            let mut told = false;
            for turn in to_do {
                let result = match turn {
                    Turn::AskQueue => ask_queue(number, &mut poll, trigger).map(|yes| told = yes),
                    Turn::Answer if told => answer(number, &stream),
                    Turn::Answer => Ok(()),
                    Turn::Rearm => rearm_as(number, &poll, &mut stream),
                };
                sends!("worker {number}", "main");
                waits!("worker {number}", "a turn");
                if did.send(result).is_err() {
                    return;
                }
            }
        });
        Self {
            number,
            turns,
            done,
        }
    }

    /// Gives the worker a turn and waits until it has taken it.
    fn turn(&self, turn: Turn) -> io::Result<()> {
        let number = self.number;
        sends!("main", "worker {number}");
        waits!("main", "worker {number}");
        let sent = self.turns.send(turn).ok();
        let taken = sent.and_then(|()| self.done.recv().ok());
        taken.unwrap_or_else(|| Err(io::Error::other("a worker's thread has ended early")))
    }
}
// ANCHOR_END: worker

// ANCHOR: turns
// ANCHOR: ask-queue
fn ask_queue(worker: u32, poll: &mut Poll, trigger: Trigger) -> io::Result<bool> {
    let mut events = Events::with_capacity(1);
    polls!("worker {worker}", "kernel");
    poll.poll(&mut events, Some(Duration::ZERO))?;
    let told = !events.is_empty();
    state_answer(worker, told, trigger);
    let what = if told {
        "that token 7 is ready"
    } else {
        "nothing"
    };
    trace!("worker {worker}", "is told {what}");
    Ok(told)
}
// ANCHOR_END: ask-queue

/// States for the timeline whom the kernel told, and what would make it tell again.
fn state_answer(worker: u32, told: bool, trigger: Trigger) {
    if told {
        wakes!("kernel", "worker {worker}");
    }
    match trigger {
        Trigger::Oneshot => waits!("kernel", "token 7 armed again"),
        Trigger::Level if told => ready!("kernel"),
        _ => waits!("kernel", "a packet"),
    }
}

// ANCHOR: answer
fn answer(worker: u32, mut stream: &UnixStream) -> io::Result<()> {
    let read = drain(stream)?;
    stream.write_all(b".")?;
    trace!("worker {worker}", "reads {read} bytes and answers");
    Ok(())
}
// ANCHOR_END: answer

// ANCHOR: rearm-as
fn rearm_as(worker: u32, poll: &Poll, stream: &mut Arc<UnixStream>) -> io::Result<()> {
    trace!("worker {worker}", "is done, and arms token 7 again");
    poll.registry()
        .reregister_with(stream, TOKEN, Interest::READABLE, Trigger::Oneshot)?;
    wakes!("worker {worker}", "kernel");
    Ok(())
}
// ANCHOR_END: rearm-as
// ANCHOR_END: turns
