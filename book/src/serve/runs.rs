//! Which runs and checks are going on: one of each name at a time, and a few altogether.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedMutexGuard, watch};
use tokio_util::sync::CancellationToken;

/// How many different runs and checks go on at once.
pub(super) const AT_ONCE: usize = 4;

/// The table of what is going on.
#[derive(Debug)]
pub(super) struct Runs {
    going: Mutex<BTreeMap<String, Going>>,
    count: watch::Sender<usize>,
    shutdown: CancellationToken,
}

#[derive(Debug, Default)]
struct Going {
    /// Stops the newest claim; the older ones have been stopped by it.
    stop: CancellationToken,
    /// Held by the claim whose turn it is. Fair: claims get it in the order in which they came.
    turn: Arc<tokio::sync::Mutex<()>>,
    claims: usize,
}

/// As many different runs as may go on are going on.
#[derive(Debug)]
pub(super) struct Full;

/// A place in the table, until dropped.
#[derive(Debug)]
pub(super) struct Claim {
    runs: Arc<Runs>,
    name: String,
    stop: CancellationToken,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Runs {
    pub(super) fn new(shutdown: CancellationToken) -> Arc<Self> {
        Arc::new(Self {
            going: Mutex::default(),
            count: watch::Sender::new(0),
            shutdown,
        })
    }

    /// Asks to be the one run of this name. Whoever is it, or waits to be, is stopped.
    pub(super) fn claim(self: &Arc<Self>, name: &str) -> Result<Claim, Full> {
        let mut going = self.table();
        if going.len() >= AT_ONCE && !going.contains_key(name) {
            return Err(Full);
        }
        let stop = self.shutdown.child_token();
        let entry = going.entry(name.to_owned()).or_default();
        entry.stop.cancel();
        entry.stop = stop.clone();
        entry.claims += 1;
        let turn = entry.turn.clone();
        self.count.send_replace(going.len());
        Ok(Claim {
            runs: self.clone(),
            name: name.to_owned(),
            stop,
            turn,
        })
    }

    /// Stops the run of this name, if there is one, and returns once it has ended.
    pub(super) async fn stop(&self, name: &str) {
        let turn = self.table().get(name).map(|entry| {
            entry.stop.cancel();
            entry.turn.clone()
        });
        if let Some(turn) = turn {
            let _ended = turn.lock().await;
        }
    }

    /// Returns when nothing is going on.
    pub(super) async fn idle(&self) {
        let mut count = self.count.subscribe();
        // The sender lives in `self`.
        let _ = count.wait_for(|&count| count == 0).await;
    }

    /// Returns when something is going on.
    pub(super) async fn busy(&self) {
        let mut count = self.count.subscribe();
        // The sender lives in `self`.
        let _ = count.wait_for(|&count| count > 0).await;
    }

    fn table(&self) -> MutexGuard<'_, BTreeMap<String, Going>> {
        // The table is whole between any two statements that could panic.
        self.going.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim {
    /// What ends this run: a newer one, Stop, the reader leaving, the server's end.
    pub(super) fn stop(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Waits for the one before to end. `None`: this one has been stopped meanwhile, and waits for
    /// nobody: a newer one may have the turn already.
    pub(super) async fn turn(&self) -> Option<OwnedMutexGuard<()>> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => None,
            turn = self.turn.clone().lock_owned() => Some(turn),
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut going = self.runs.table();
        if let Some(entry) = going.get_mut(&self.name) {
            entry.claims -= 1;
            if entry.claims == 0 {
                going.remove(&self.name);
            }
        }
        self.runs.count.send_replace(going.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs() -> Arc<Runs> {
        Runs::new(CancellationToken::new())
    }

    #[tokio::test]
    async fn a_newer_claim_stops_the_older_and_waits_for_its_end() {
        let runs = runs();
        let first = runs.claim("a").unwrap();
        let turn = first.turn().await.unwrap();
        let second = runs.claim("a").unwrap();
        assert!(first.stop().is_cancelled());
        assert!(!second.stop().is_cancelled());
        let mut waiting = Box::pin(second.turn());
        tokio::select! {
            biased;
            _ = &mut waiting => panic!("the first has not ended"),
            () = std::future::ready(()) => {}
        }
        drop((turn, first));
        assert!(waiting.await.is_some());
    }

    #[tokio::test]
    async fn of_many_claims_only_the_newest_gets_its_turn() {
        let runs = runs();
        let claims: Vec<_> = (0..50).map(|_| runs.claim("a").unwrap()).collect();
        let mut turns = Vec::new();
        for claim in claims {
            turns.push(claim.turn().await.is_some());
        }
        assert_eq!(turns.iter().filter(|&&turn| turn).count(), 1);
        assert!(turns[49]);
        runs.idle().await;
    }

    #[tokio::test]
    async fn an_older_claim_that_asks_late_does_not_wait_for_the_newer() {
        let runs = runs();
        let older = runs.claim("a").unwrap();
        let newer = runs.claim("a").unwrap();
        let _turn = newer.turn().await.unwrap();
        let mut asks = Box::pin(older.turn());
        tokio::select! {
            biased;
            turn = &mut asks => assert!(turn.is_none()),
            () = std::future::ready(()) => panic!("it waits for a run that may never end"),
        }
    }

    #[tokio::test]
    async fn more_than_a_few_different_ones_are_refused() {
        let runs = runs();
        let mut claims: Vec<_> = (0..AT_ONCE)
            .map(|n| runs.claim(&n.to_string()).unwrap())
            .collect();
        assert!(runs.claim("another").is_err());
        claims.push(
            runs.claim("0")
                .expect("a second click on one of them is no other run"),
        );
        claims.remove(0);
        assert!(runs.claim("another").is_err());
        claims.pop();
        assert!(runs.claim("another").is_ok());
    }

    #[tokio::test]
    async fn stopping_returns_after_the_end() {
        let runs = runs();
        runs.stop("a").await;
        let claim = runs.claim("a").unwrap();
        let stop = claim.stop();
        let turn = claim.turn().await.unwrap();
        let run = tokio::spawn(async move {
            stop.cancelled().await;
            drop((turn, claim));
        });
        runs.stop("a").await;
        runs.idle().await;
        run.await.unwrap();
    }

    #[tokio::test]
    async fn the_servers_end_stops_everything_and_lets_nothing_begin() {
        let shutdown = CancellationToken::new();
        let runs = Runs::new(shutdown.clone());
        let claim = runs.claim("a").unwrap();
        shutdown.cancel();
        assert!(claim.stop().is_cancelled());
        assert!(runs.claim("b").unwrap().turn().await.is_none());
    }
}
