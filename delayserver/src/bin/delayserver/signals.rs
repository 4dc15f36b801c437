//! What asks the program to end: Ctrl-C, and on Unix SIGTERM.

use std::future::poll_fn;
use std::io;
use std::task::Poll;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlBreak, CtrlC, ctrl_break, ctrl_c};

/// The signals that end the program, from now on.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    either: (Signal, Signal),
    #[cfg(windows)]
    either: (CtrlC, CtrlBreak),
}

impl Signals {
    /// Must be called inside a runtime.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            either: (
                signal(SignalKind::interrupt())?,
                signal(SignalKind::terminate())?,
            ),
            #[cfg(windows)]
            either: (ctrl_c()?, ctrl_break()?),
        })
    }

    /// Resolves when one of them comes.
    pub(crate) async fn next(&mut self) {
        let (one, other) = &mut self.either;
        poll_fn(|cx| {
            if one.poll_recv(cx).is_ready() {
                return Poll::Ready(());
            }
            other.poll_recv(cx).map(drop)
        })
        .await;
    }
}
