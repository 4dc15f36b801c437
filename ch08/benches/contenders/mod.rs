//! Who is compared, at what.

pub mod another_thread;
pub mod same_thread;
pub mod spawn;

use ch08::{Future, PollState, Waker};
use futures_task::{FutureObj, LocalSpawn};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A future that isn't ready before a number of polls, and sees to each of its wake-ups by `wake`.
struct Again<W> {
    left: usize,
    wake: W,
}

impl<W: FnMut(&Waker)> Future for Again<W> {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        if self.left == 0 {
            return PollState::Ready(());
        }
        self.left -= 1;
        (self.wake)(waker);
        PollState::NotReady
    }
}

/// The same for the standard library's trait.
struct AgainStd<W> {
    left: usize,
    wake: W,
}

impl<W: FnMut(&std::task::Waker) + Unpin> std::future::Future for AgainStd<W> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.left == 0 {
            return Poll::Ready(());
        }
        self.left -= 1;
        (self.wake)(context.waker());
        Poll::Pending
    }
}

/// Spawns a task on the futures crate's pool.
fn spawn_on_pool(
    spawner: &impl LocalSpawn,
    future: impl std::future::Future<Output = ()> + Send + 'static,
) {
    let future = FutureObj::new(Box::new(future));
    spawner.spawn_local_obj(future.into()).unwrap();
}

/// Tokio's runtime for one thread.
fn tokio() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
}
