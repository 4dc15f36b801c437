//! Process groups, and a socket as the leash: the supervisor answers on it.

mod channel;
mod descendants;
mod memory;
mod usage;

pub use channel::{Channel, now};
pub use usage::{Usage, of as usage};

use super::Ending;
use rustix::process::{Pid, Signal, WaitOptions, kill_process_group, wait};
use std::ffi::{OsStr, OsString};
use std::io::{Read, Write, stdin};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream as StdUnixStream;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command as StdCommand, ExitCode, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};

/// The supervisor: its standard input is the other end of a [`Leash`].
pub fn supervise(program: &OsStr, arguments: &[OsString], channel: bool) -> ExitCode {
    descendants::adopt();
    let mut command = StdCommand::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .process_group(0);
    // The program alone inherits it: this process has one thread yet, and starts nothing else.
    let channel = channel.then(|| channel::receive(stdin().as_fd(), &mut command));
    let began = now();
    let child = match memory::first_to_go(|| command.spawn()) {
        Ok(child) => child,
        Err(error) => {
            say(&format!(
                "failed {} cannot be started: {error}",
                program.display()
            ));
            return ExitCode::FAILURE;
        }
    };
    drop(channel);
    let leader = Pid::from_child(&child);
    say(&format!("started {} {began}", leader.as_raw_nonzero()));
    let running = Arc::new(Mutex::new(true));
    end_with_the_leash(leader, &running);
    let ending = wait_for(leader, &running);
    // What has left the group is a descendant still. What is in the group may be no descendant any
    // more, where orphans are not adopted.
    let _ = kill_process_group(leader, Signal::KILL);
    descendants::end_all();
    let (text, code) = match ending {
        Ending::Exited(code) => (format!("exited {code}"), code),
        Ending::Signalled(signal) => (format!("signalled {signal}"), 128 + signal),
        Ending::Failed(why) => (format!("failed {why}"), 1),
    };
    say(&text);
    ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX))
}

/// Kills the group when nobody holds the other end of the leash any more.
fn end_with_the_leash(leader: Pid, running: &Arc<Mutex<bool>>) {
    let running = Arc::clone(running);
    std::thread::spawn(move || {
        let mut byte = [0];
        while matches!(stdin().read(&mut byte), Ok(1)) {}
        let running = running.lock().unwrap_or_else(PoisonError::into_inner);
        if *running {
            // The leader is not reaped, so the number is still its group's.
            let _ = kill_process_group(leader, Signal::KILL);
        }
    });
}

/// Waits for the program, and meanwhile buries the orphans that end before it.
fn wait_for(leader: Pid, running: &Mutex<bool>) -> Ending {
    loop {
        let ended = wait(WaitOptions::empty());
        match ended {
            Ok(Some((pid, status))) if pid == leader => {
                *running.lock().unwrap_or_else(PoisonError::into_inner) = false;
                return match (status.exit_status(), status.terminating_signal()) {
                    (Some(code), _) => Ending::Exited(code),
                    (None, Some(signal)) => Ending::Signalled(signal),
                    (None, None) => Ending::Failed("it ended in no known way".into()),
                };
            }
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Ending::Failed(format!("it cannot be waited for: {error}")),
        }
    }
}

/// Says a line on the leash. Nobody may be listening any more.
fn say(text: &str) {
    if let Ok(leash) = stdin().as_fd().try_clone_to_owned() {
        let _ = writeln!(StdUnixStream::from(leash), "{text}");
    }
}

/// The tool's end of a supervisor's standard input.
#[derive(Debug)]
pub struct Leash {
    socket: Lines<BufReader<UnixStream>>,
    leader: Option<Pid>,
    ended: Option<Ending>,
}

/// Starts a supervisor in a process group of its own: an interrupt typed at the tool must not end
/// the one that cleans up behind it.
pub fn spawn(
    command: &mut Command,
    channel: bool,
) -> std::io::Result<(Child, Leash, Option<Channel>)> {
    let (ours, theirs) = StdUnixStream::pair()?;
    ours.set_nonblocking(true)?;
    let channel = channel.then(|| channel::send(&ours)).transpose()?;
    command
        .stdin(Stdio::from(std::os::fd::OwnedFd::from(theirs)))
        .process_group(0);
    let child = command.spawn()?;
    // The command keeps its end open until it gets another: then only the supervisor has it.
    command.stdin(Stdio::null());
    let leash = Leash {
        socket: BufReader::new(UnixStream::from_std(ours)?).lines(),
        leader: None,
        ended: None,
    };
    Ok((child, leash, channel))
}

impl Leash {
    /// Waits until the supervisor has started the program, or could not; gives when that was.
    pub async fn started(&mut self) -> u64 {
        let Ok(Some(said)) = self.socket.next_line().await else {
            return now();
        };
        let started = said.strip_prefix("started ");
        let Some((pid, began)) = started.and_then(|rest| rest.split_once(' ')) else {
            self.ended = Some(parse(&said));
            return now();
        };
        self.leader = pid.parse().ok().and_then(Pid::from_raw);
        began.parse().unwrap_or_else(|_| now())
    }

    /// Makes the supervisor read an end of file; it can still answer.
    pub async fn let_go(&mut self) {
        let _ = self.socket.get_mut().get_mut().shutdown().await;
    }

    /// Waits for the supervisor's last word, as often as it is asked; `None` if it ended without one.
    pub async fn ended(&mut self) -> Option<Ending> {
        if self.ended.is_none() {
            let said = self.socket.next_line().await.ok().flatten();
            self.ended = said.map(|said| parse(&said));
        }
        self.ended.clone()
    }

    /// What became of the program when its supervisor ended without a word: somebody killed it, so
    /// the program's group is killed from here.
    pub fn ending_of(&self, _: ExitStatus) -> Ending {
        if let Some(leader) = self.leader {
            let _ = kill_process_group(leader, Signal::KILL);
        }
        Ending::Failed("its supervisor was killed".into())
    }
}

fn parse(said: &str) -> Ending {
    let (how, rest) = said.split_once(' ').unwrap_or((said, ""));
    match (how, rest.parse()) {
        ("exited", Ok(code)) => Ending::Exited(code),
        ("signalled", Ok(signal)) => Ending::Signalled(signal),
        ("failed", _) => Ending::Failed(rest.to_owned()),
        _ => Ending::Failed(format!("its supervisor said {said:?}")),
    }
}

/// The tool's own program, even if it was built anew since it was started.
pub fn still_there(own: PathBuf) -> PathBuf {
    let through_proc = PathBuf::from("/proc/self/exe");
    if own.is_file() || !through_proc.exists() {
        own
    } else {
        through_proc
    }
}
