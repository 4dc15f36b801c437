//! What the queue's tests share, and what they need that the standard library does not have: each call in one place.
#![allow(dead_code, reason = "every test program uses some of it")]

use ch04::{Event, Events, Interest, Poll};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::os::unix::thread::{JoinHandleExt, RawPthread};
use std::thread::JoinHandle;
use std::time::Duration;

pub const BOTH: Interest = Interest::READABLE.add(Interest::WRITABLE);
pub const NOW: Option<Duration> = Some(Duration::ZERO);

/// The name under which the queue counts a wait.
pub const WAIT: &str = if cfg!(target_os = "macos") {
    "kevent"
} else {
    "epoll_wait"
};

/// Two sockets joined to each other, both non-blocking.
pub fn pair() -> (UnixStream, UnixStream) {
    let (near, far) = UnixStream::pair().unwrap();
    near.set_nonblocking(true).unwrap();
    far.set_nonblocking(true).unwrap();
    (near, far)
}

/// The events that are there now.
pub fn reported(poll: &mut Poll) -> Vec<Event> {
    let mut events = Events::with_capacity(16);
    poll.poll(&mut events, NOW).unwrap();
    events.iter().copied().collect()
}

/// The tokens of the events that are there now.
pub fn tokens(poll: &mut Poll) -> Vec<usize> {
    let mut tokens: Vec<usize> = reported(poll).iter().map(|e| e.token().into()).collect();
    tokens.sort();
    tokens
}

/// Whether the descriptor is closed when the process becomes another program.
pub fn is_close_on_exec(fd: i32) -> bool {
    // SAFETY: reading a descriptor's flags touches no memory.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFD) };
    assert_ne!(flags, -1, "{}", std::io::Error::last_os_error());
    flags & libc::FD_CLOEXEC != 0
}

/// Sends a byte of urgent data.
pub fn send_urgent(socket: &impl AsRawFd, byte: u8) {
    let bytes = [byte];
    // SAFETY: the pointer and the length are those of an array that outlives the call.
    let sent = unsafe {
        let start = bytes.as_ptr().cast();
        libc::send(socket.as_raw_fd(), start, bytes.len(), libc::MSG_OOB)
    };
    assert_eq!(sent, 1, "{}", std::io::Error::last_os_error());
}

/// Lets SIGUSR1 interrupt system calls, instead of ending the process.
pub fn let_signals_interrupt() {
    extern "C" fn do_nothing(_: libc::c_int) {}
    let handler: extern "C" fn(libc::c_int) = do_nothing;
    // SAFETY: zeroed is an action without flags, and in particular without SA_RESTART, and with an
    // empty mask; the handler touches nothing, so it may run at any point.
    let returned = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler as libc::sighandler_t;
        libc::sigaction(libc::SIGUSR1, &action, std::ptr::null_mut())
    };
    assert_eq!(returned, 0, "{}", std::io::Error::last_os_error());
}

/// Sends SIGUSR1 to a thread.
pub fn interrupt<T>(thread: &JoinHandle<T>) {
    // SAFETY: a thread that nobody has joined yet still has its id, even if it has ended.
    unsafe { libc::pthread_kill(thread.as_pthread_t() as RawPthread, libc::SIGUSR1) };
}
