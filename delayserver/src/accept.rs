//! The loop that takes connections.

use crate::config::Config;
use crate::connection::{self, Shared};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore, oneshot};
use tokio::time::timeout;

/// How long a refused accept waits for a connection to end before it tries again.
const RETRY: Duration = Duration::from_millis(10);

/// Serves until told to stop, or until the owner is gone; then for the grace that it was told.
/// Returns how many requests are left unanswered.
pub(crate) async fn until_stopped(
    listener: TcpListener,
    config: Config,
    stop: oneshot::Receiver<Duration>,
) -> usize {
    let max = config.max_connections.min(Semaphore::MAX_PERMITS);
    let shared = Arc::new(Shared::new(config));
    let accepting = tokio::spawn(accept(listener, max, shared.clone()));
    let grace = stop.await.unwrap_or(Duration::ZERO);
    accepting.abort();
    let mut in_flight = shared.in_flight.subscribe();
    // Out of time is as good an end as none left: the count below tells them apart.
    let _ = timeout(grace, in_flight.wait_for(|left| *left == 0)).await;
    *in_flight.borrow()
}

/// Takes connections for ever. Whoever is over the limit stays in the kernel's backlog: no place, no
/// accept.
async fn accept(listener: TcpListener, max: usize, shared: Arc<Shared>) {
    let places = Arc::new(Semaphore::new(max));
    let freed = Arc::new(Notify::new());
    loop {
        let place = places.clone().acquire_owned().await;
        let place = place.expect("nobody closes the semaphore");
        let Ok((stream, _)) = listener.accept().await else {
            // Mostly EMFILE or ENFILE: no descriptor is left. The connection stays in the backlog
            // and would be reported again at once, so this waits until one is given back. Another
            // part of the process may do that unseen; hence the time.
            let _ = timeout(RETRY, freed.notified()).await;
            continue;
        };
        let visit = shared.schedule.enter();
        let (shared, freed) = (shared.clone(), freed.clone());
        tokio::spawn(async move {
            connection::serve(stream, visit, &shared).await;
            drop(place);
            freed.notify_one();
        });
    }
}
