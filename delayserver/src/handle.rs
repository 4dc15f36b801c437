//! A running server, as its owner holds it.

use crate::accept;
use crate::config::Config;
use std::io;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::oneshot;

/// A server that runs until this is dropped.
///
/// Dropping it closes every connection, answered or not, and waits for its thread.
#[derive(Debug)]
pub struct DelayServer {
    addr: SocketAddr,
    /// None for a server in another process.
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    /// Takes the grace that requests in flight are given.
    stop: oneshot::Sender<Duration>,
    /// Ends with the number of requests that were not answered.
    thread: JoinHandle<usize>,
}

/// How many connections the kernel may hold that were not accepted yet; it has its own limit too.
const BACKLOG: u32 = 32_767;

impl DelayServer {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Ends the server, but first gives the requests in flight some time to be answered.
    ///
    /// New connections are refused at once. Returns how many requests were closed unanswered. A
    /// handle on a server in another process does nothing.
    pub fn stop(mut self, grace: Duration) -> usize {
        self.end(grace)
    }

    pub(crate) fn elsewhere(addr: SocketAddr) -> Self {
        Self {
            addr,
            running: None,
        }
    }

    pub(crate) fn run(config: Config) -> io::Result<Self> {
        let (ready, started) = mpsc::sync_channel(1);
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("delayserver".into())
            .spawn(move || serve(config, &ready, stopped))?;
        let addr = started.recv().map_err(|_| {
            io::Error::other("the delay server's thread ended before it listened")
        })??;
        let running = Some(Running { stop, thread });
        Ok(Self { addr, running })
    }

    fn end(&mut self, grace: Duration) -> usize {
        let Some(running) = self.running.take() else {
            return 0;
        };
        // Nobody receives it if the thread has panicked, and joining says so only as an error.
        let _ = running.stop.send(grace);
        running.thread.join().unwrap_or(0)
    }
}

impl Drop for DelayServer {
    fn drop(&mut self) {
        self.end(Duration::ZERO);
    }
}

/// The server's thread. The runtime lives and dies here, since one that is dropped inside another
/// runtime panics, and the owner's thread may well be running one.
fn serve(
    config: Config,
    ready: &mpsc::SyncSender<io::Result<SocketAddr>>,
    stop: oneshot::Receiver<Duration>,
) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let listening = runtime.and_then(|runtime| {
        let listener = runtime.block_on(async { listen(config.addr) })?;
        let addr = listener.local_addr()?;
        Ok((runtime, listener, addr))
    });
    match listening {
        Ok((runtime, listener, addr)) => {
            // The owner waits for this; if it is gone, `stop` says so next.
            let _ = ready.send(Ok(addr));
            runtime.block_on(accept::until_stopped(listener, config, stop))
        }
        Err(error) => {
            let _ = ready.send(Err(error));
            0
        }
    }
}

fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // On Unix this lets a port be used again whose last connections linger in TIME_WAIT; on Windows
    // it would let two servers share one.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.listen(BACKLOG)
}
