//! One client, from its first byte to its last.

use crate::config::Config;
use crate::gate::Gate;
use crate::log::Log;
use crate::request::{self, MAX_HEAD, Request};
use crate::response::Response;
use crate::schedule::{Schedule, Visit};
use crate::wire::{read, send};
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

/// How long an answered client may keep its connection open: longer than the ordered mode waits for
/// it to close.
const LINGER: Duration = Duration::from_secs(5);

/// How much a client may send beyond its request, which nobody reads.
const MAX_EXCESS: usize = 64 * 1024;

/// What all connections of a server share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) schedule: Schedule,
    /// Which requests pass before they have their turn, if there is one.
    gate: Option<Gate>,
    /// How many requests were read and not yet answered.
    pub(crate) in_flight: watch::Sender<usize>,
    max_delay: Duration,
    head_timeout: Duration,
    log: Log,
}

impl Shared {
    /// Must be called in the server's runtime.
    pub(crate) fn new(config: Config) -> Self {
        Self {
            schedule: Schedule::start(config.speedup),
            gate: config.together.map(Gate::new),
            in_flight: watch::Sender::new(0),
            max_delay: config.max_delay,
            head_timeout: config.head_timeout,
            log: config.log,
        }
    }
}

/// Reads the request, waits for the response's turn, answers, and sees the client off.
pub(crate) async fn serve(stream: TcpStream, mut visit: Visit, shared: &Shared) {
    let head = timeout(shared.head_timeout, read_request(&stream, &visit, shared));
    // Too slow, gone, or broken: nobody is there to be answered.
    let Ok(Ok(request)) = head.await else { return };
    let counted = InFlight::count(&shared.in_flight);
    let (delay, response) = match request {
        Ok(request) => {
            shared.log.write(&request);
            (request.delay, Response::ok(&request.message))
        }
        Err(refusal) => (Duration::ZERO, refusal),
    };
    let turn = visit.turn(delay);
    let turn = async {
        if let Some(gate) = &shared.gate {
            gate.pass().await;
        }
        turn.await;
    };
    if !comes_before(turn, closed(&stream, &visit)).await {
        return;
    }
    let sent = send(&stream, &response.encode()).await;
    drop(counted);
    if sent.is_ok() {
        // Closing before the client has read everything could reset the connection, and the
        // response with it. Whoever takes too long has had its chance.
        let _ = timeout(LINGER, closed(&stream, &visit)).await;
    }
}

/// A request that counts as in flight while this is alive.
struct InFlight<'a>(&'a watch::Sender<usize>);

impl<'a> InFlight<'a> {
    fn count(counter: &'a watch::Sender<usize>) -> Self {
        counter.send_modify(|count| *count += 1);
        Self(counter)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

/// Reads until the request is there, or is known to be none.
async fn read_request(
    stream: &TcpStream,
    visit: &Visit,
    shared: &Shared,
) -> io::Result<Result<Request, Response>> {
    let mut head = Vec::new();
    loop {
        if read(stream, &mut head).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        visit.stir();
        if let Some(request) = request::parse(&head, shared.max_delay).transpose() {
            return Ok(request);
        }
        if head.len() >= MAX_HEAD {
            return Ok(Err(Response::head_too_large()));
        }
    }
}

/// Resolves when the client has closed the connection, or sends what it should not.
///
/// A client that only ends its own side, to say that no more will come, looks the same from here
/// and is taken to be gone too.
async fn closed(stream: &TcpStream, visit: &Visit) {
    let mut excess = Vec::new();
    let mut total = 0;
    while let Ok(1..) = read(stream, &mut excess).await {
        visit.stir();
        total += excess.len();
        excess.clear();
        if total > MAX_EXCESS {
            return;
        }
    }
}

/// Whether the first future is done before the second; the other is dropped.
async fn comes_before(first: impl Future<Output = ()>, second: impl Future<Output = ()>) -> bool {
    let (mut first, mut second) = (pin!(first), pin!(second));
    poll_fn(|cx| {
        if first.as_mut().poll(cx).is_ready() {
            Poll::Ready(true)
        } else {
            second.as_mut().poll(cx).map(|()| false)
        }
    })
    .await
}
