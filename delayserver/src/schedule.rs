//! When a response may go: after its delay, or in its turn.

use crate::order::{Order, Place};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, oneshot};
use tokio::time::sleep;

/// The time between two looks at whose turn it is.
const TICK: Duration = Duration::from_millis(2);

/// A delay that a tiny speedup has stretched is cut here, within what clocks can add.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Decides when each client is answered.
#[derive(Debug)]
pub(crate) enum Schedule {
    /// Each after its own delay.
    Timers,
    /// In order, and sooner.
    Ordered(Arc<Release>),
}

impl Schedule {
    /// With a speedup, spawns the task that releases responses on the current runtime.
    pub(crate) fn start(speedup: Option<f64>) -> Self {
        let Some(speedup) = speedup else {
            return Self::Timers;
        };
        let release = Arc::new(Release {
            speedup,
            state: Mutex::default(),
            somebody_waits: Notify::new(),
        });
        tokio::spawn(release.clone().run());
        Self::Ordered(release)
    }

    /// A client has connected. To be called in the order in which they do.
    pub(crate) fn enter(&self) -> Visit {
        match self {
            Self::Timers => Visit {
                ordered: None,
                place: None,
            },
            Self::Ordered(release) => Visit {
                ordered: Some((release.clone(), release.lock().order.enter())),
                place: None,
            },
        }
    }
}

/// A client, from the time that it connects until it is gone, which is when this is dropped.
#[derive(Debug)]
pub(crate) struct Visit {
    ordered: Option<(Arc<Release>, u64)>,
    place: Option<Place>,
}

impl Visit {
    /// The client did something.
    pub(crate) fn stir(&self) {
        if let Some((release, _)) = &self.ordered {
            release.lock().order.stir();
        }
    }

    /// The request is there: resolves when its response may go.
    pub(crate) fn turn(&mut self, delay: Duration) -> impl Future<Output = ()> + Send + use<> {
        let released = self.ordered.as_ref().map(|(release, client)| {
            let (place, released) = release.line_up(*client, delay);
            self.place = Some(place);
            released
        });
        async move {
            match released {
                Some(released) => released.await.expect("a visit drops its sender last"),
                None => sleep(delay).await,
            }
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let Some((release, client)) = &self.ordered else {
            return;
        };
        let mut state = release.lock();
        state.order.leave(*client, self.place);
        state.turns.remove(client);
    }
}

/// The ordered mode at work: [`Order`] says who, this says when to ask.
#[derive(Debug)]
pub(crate) struct Release {
    speedup: f64,
    state: Mutex<State>,
    somebody_waits: Notify,
}

#[derive(Debug, Default)]
struct State {
    order: Order,
    turns: HashMap<u64, oneshot::Sender<()>>,
}

impl Release {
    async fn run(self: Arc<Self>) {
        loop {
            self.somebody_waits.notified().await;
            loop {
                // Each tick sleeps anew, instead of making up for those that were missed: after a
                // machine was frozen its clients get as many turns as ever.
                sleep(TICK).await;
                if !self.tick() {
                    break;
                }
            }
        }
    }

    /// Releases at most one response; whether more are waiting.
    fn tick(&self) -> bool {
        let mut state = self.lock();
        if let Some(client) = state.order.tick(Instant::now()) {
            let turn = state.turns.remove(&client);
            // The client may be leaving at this moment; then nobody listens.
            let _ = turn.map(|turn| turn.send(()));
        }
        state.order.somebody_waits()
    }

    fn line_up(&self, client: u64, delay: Duration) -> (Place, oneshot::Receiver<()>) {
        let (turn, released) = oneshot::channel();
        let ready = Instant::now() + scaled(delay, self.speedup);
        let mut state = self.lock();
        state.turns.insert(client, turn);
        let place = state.order.line_up(client, delay, ready);
        self.somebody_waits.notify_one();
        (place, released)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Held for a moment by code that does not panic half-way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn scaled(delay: Duration, speedup: f64) -> Duration {
    Duration::try_from_secs_f64(delay.as_secs_f64() / speedup).map_or(FOREVER, |d| d.min(FOREVER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_divided_and_never_overflows() {
        let second = Duration::from_secs(1);
        assert_eq!(scaled(second, 20.0), Duration::from_millis(50));
        assert_eq!(scaled(second, f64::MIN_POSITIVE), FOREVER);
        assert_eq!(scaled(Duration::ZERO, 20.0), Duration::ZERO);
    }
}
