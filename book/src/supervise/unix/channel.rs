//! The channel: a pipe that a program states things on, next to what it prints.

use crate::supervise::CHANNEL;
use rustix::io::{FdFlags, fcntl_dupfd_cloexec, fcntl_setfd};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use rustix::time::{ClockId, clock_gettime};
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::process::Command;
use tokio::net::unix::pipe;

/// The tool's end of the pipe.
pub type Channel = pipe::Receiver;

/// The number that a program finds its end under: what it opens itself gets the numbers that it
/// gets in a terminal.
const NUMBER: RawFd = 100;

/// Makes the pipe, and sends the program's end over the leash. A number that a child inherits would be
/// inherited by every other child that starts at this moment.
pub fn send(leash: &UnixStream) -> io::Result<Channel> {
    let (ours, theirs) = io::pipe()?;
    let rights = [theirs.as_fd()];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    control.push(SendAncillaryMessage::ScmRights(&rights));
    sendmsg(
        leash,
        &[IoSlice::new(b"c")],
        &mut control,
        SendFlags::empty(),
    )?;
    pipe::Receiver::from_owned_fd(ours.into())
}

/// Takes the program's end from the leash, and lets the command's program inherit it: until the result
/// is dropped. `None` if there is none; the program runs without it then.
pub fn receive(leash: BorrowedFd<'_>, command: &mut Command) -> Option<OwnedFd> {
    command.env_remove(CHANNEL);
    let end = take(leash)?;
    // The first free number from there on, which in a process that has just begun is this very one.
    let high = fcntl_dupfd_cloexec(&end, NUMBER).ok()?;
    fcntl_setfd(&high, FdFlags::empty()).ok()?;
    command.env(CHANNEL, high.as_raw_fd().to_string());
    Some(high)
}

fn take(leash: BorrowedFd<'_>) -> Option<OwnedFd> {
    let mut byte = [0];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    recvmsg(
        leash,
        &mut [IoSliceMut::new(&mut byte)],
        &mut control,
        RecvFlags::empty(),
    )
    .ok()?;
    control.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut rights) => rights.next(),
        _ => None,
    })
}

/// The system's monotonic clock in nanoseconds, by which programs state when something happens.
pub fn now() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    (time.tv_sec * 1_000_000_000 + time.tv_nsec).unsigned_abs()
}
