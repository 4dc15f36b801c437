//! A program that is run to its end.

use crate::channel::Channel;
use crate::recording::Recording;
use std::io::{ErrorKind, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What came of a program that was run to its end, or stopped.
#[derive(Debug)]
pub struct Output {
    /// Everything on standard output.
    pub stdout: String,
    /// Everything on standard error.
    pub stderr: String,
    /// Whether it ended by itself.
    pub ended: bool,
    /// Whether its exit status was 0.
    pub success: bool,
    /// How many bytes of standard output had come after how many milliseconds.
    pub(crate) arrivals: Vec<(usize, f64)>,
    /// What it wrote to the channel, if it had one.
    pub(crate) stream: Option<String>,
}

impl std::fmt::Display for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.stdout, self.stderr)
    }
}

impl Output {
    /// The recording of a program that only prints: its lines, at the times they arrived.
    pub fn marks(&self) -> Recording {
        Recording::of_printed(&self.stdout, &self.arrivals)
    }
}

/// Runs a command to its end, or stops it after a minute.
///
/// # Panics
///
/// When the command cannot be started.
pub fn run(command: &mut Command) -> Output {
    let child = spawn(command, None);
    wait(child, None)
}

/// The same, with a channel for what the program's actors state, where programs can be given one.
pub(crate) fn run_with_channel(command: &mut Command) -> Output {
    let (channel, stream) = match Channel::open() {
        Some((channel, reader)) => (Some(channel), Some(read_in_background(reader))),
        None => (None, None),
    };
    let child = spawn(command, channel);
    wait(child, stream)
}

/// A channel is inherited by whatever is started while it is open to that, so one program is started at a time.
fn spawn(command: &mut Command, channel: Option<Channel>) -> Child {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(channel) = &channel {
        channel.pass_to(command);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"))
}

fn wait(mut child: Child, stream: Option<JoinHandle<Heard>>) -> Output {
    let stdout = read_in_background(child.stdout.take().expect("stdout is piped"));
    let stderr = read_in_background(child.stderr.take().expect("stderr is piped"));
    let (done, ended) = std::sync::mpsc::channel();
    let stdout = std::thread::spawn(move || {
        let read = joined(stdout);
        // The test may have stopped waiting.
        let _ = done.send(());
        read
    });
    let ended = ended.recv_timeout(Duration::from_secs(60)).is_ok();
    if !ended {
        child
            .kill()
            .expect("the child is ours and not yet waited for");
    }
    let status = child
        .wait()
        .expect("the child is ours and not yet waited for");
    let stdout = joined(stdout);
    Output {
        arrivals: stdout.arrivals,
        stdout: stdout.text,
        stderr: joined(stderr).text,
        ended,
        success: status.success(),
        stream: stream.map(|stream| joined(stream).text),
    }
}

fn joined<T>(thread: JoinHandle<T>) -> T {
    thread.join().expect("the reader does not panic")
}

#[derive(Debug)]
struct Heard {
    text: String,
    arrivals: Vec<(usize, f64)>,
}

fn read_in_background(mut pipe: impl Read + Send + 'static) -> JoinHandle<Heard> {
    let start = Instant::now();
    std::thread::spawn(move || {
        let (mut bytes, mut arrivals) = (Vec::new(), Vec::new());
        let mut chunk = [0; 16 << 10];
        loop {
            match pipe.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => bytes.extend_from_slice(&chunk[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => panic!("a pipe can be read: {error}"),
            }
            arrivals.push((bytes.len(), start.elapsed().as_secs_f64() * 1000.0));
        }
        Heard {
            text: String::from_utf8_lossy(&bytes).into_owned(),
            arrivals,
        }
    })
}
