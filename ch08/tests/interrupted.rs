//! A signal doesn't end a wait. Linux interrupts `epoll_wait` when a process is stopped and goes on, as Ctrl-Z and `fg` do.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// The state of each thread of a process, as `/proc/PID/task/TID/stat` has it, behind the name in parentheses.
fn states(child: &Child) -> Vec<char> {
    let tasks = fs::read_dir(format!("/proc/{}/task", child.id())).unwrap();
    let stats = tasks.filter_map(|task| fs::read_to_string(task.unwrap().path().join("stat")).ok());
    let state = |stat: String| stat.rsplit_once(") ").unwrap().1.chars().next();
    stats.filter_map(state).collect()
}

/// Or until the process has ended: on a very busy machine, it may have its answers by then.
fn until_all_are(state: char, child: &Child) {
    while !states(child).iter().all(|is| [state, 'Z'].contains(is)) {
        thread::yield_now();
    }
}

/// Stops a step while all of its threads wait, and lets it go on, a few times. It has to end well.
fn stopped_and_continued(program: &str) {
    let mut child = Command::new(program)
        .env_remove("DELAYSERVER_SPEEDUP")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    output.read_line(&mut text).unwrap();
    let pid = Pid::from_child(&child);
    for _ in 0..3 {
        until_all_are('S', &child);
        kill_process(pid, Signal::STOP).unwrap();
        until_all_are('T', &child);
        kill_process(pid, Signal::CONT).unwrap();
    }
    // A step whose reactor is gone sleeps forever.
    let (ended, has_ended) = channel::<()>();
    let limit = thread::spawn(move || {
        if has_ended.recv_timeout(Duration::from_secs(60)) == Err(RecvTimeoutError::Timeout) {
            kill_process(pid, Signal::KILL).unwrap();
        }
    });
    output.read_to_string(&mut text).unwrap();
    drop(ended);
    limit.join().unwrap();
    assert!(child.wait().unwrap().success(), "{text}");
    assert!(text.contains("hello and goodbye"), "{text}");
}

/// The trap: EINTR unwrapped in the reactor's thread.
#[test]
fn the_reactor_goes_on_waiting() {
    stopped_and_continued(env!("CARGO_BIN_EXE_b-reactor-executor"));
}

/// The trap: EINTR passed up with `?`.
#[test]
fn the_first_runtime_goes_on_waiting() {
    stopped_and_continued(env!("CARGO_BIN_EXE_a-runtime"));
}
