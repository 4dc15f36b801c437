//! Chapter 7's compiler, at work for pages.
//!
//! It reads a text and writes a text; neither is run. It promises to refuse what would take it too long or overflow its
//! stack. A bug in it must not take the server with it: it works on a thread of its own, on a few texts at once, and no
//! page waits forever.

use std::sync::Arc;
use std::time::Duration;

use corofy::Target;
use tokio::sync::Semaphore;

use crate::coroutine::{self, Machine};

/// How many texts are rewritten at once.
const AT_ONCE: usize = 2;

/// A text is rewritten in a few milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many more texts may be rewritten now.
#[derive(Debug)]
pub(super) struct Rewriting(Arc<Semaphore>);

/// Why a text has neither a machine nor a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The compiler has a bug.
    Panicked,
    /// The compiler works on this text, or on others, for longer than a page should wait.
    TooSlow,
}

impl Default for Rewriting {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Rewriting {
    /// Has a text rewritten when it's its turn.
    pub(super) async fn rewrite(&self, text: String, target: Target) -> Result<Machine, Trouble> {
        self.work(move || coroutine::machine(&text, target)).await
    }

    /// Dropped before its turn, it leaves the queue. Work that has begun goes on, and its turn is over only when it is.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Trouble> {
        let turn = self.0.clone().acquire_owned();
        let Ok(Ok(turn)) = tokio::time::timeout(PATIENCE, turn).await else {
            return Err(Trouble::TooSlow);
        };
        let working = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        match tokio::time::timeout(PATIENCE, working).await {
            Ok(worked) => worked.map_err(|_| Trouble::Panicked),
            Err(_) => Err(Trouble::TooSlow),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[tokio::test]
    async fn a_panic_is_told_and_its_turn_is_given_back() {
        let rewriting = Rewriting::default();
        for _ in 0..2 * AT_ONCE {
            let worked = rewriting.work(|| panic!("a bug of the compiler's")).await;
            assert_eq!(worked, Err::<(), _>(Trouble::Panicked));
        }
        assert_eq!(rewriting.work(|| 1).await, Ok(1));
    }

    /// Asks for work, and lets as much time pass as a page waits.
    async fn late<T: Send + 'static>(
        rewriting: &Rewriting,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Trouble> {
        let pass = async {
            tokio::task::yield_now().await;
            tokio::time::advance(PATIENCE).await;
        };
        tokio::join!(rewriting.work(work), pass).0
    }

    #[tokio::test(start_paused = true)]
    async fn a_few_work_at_once_and_what_takes_too_long_keeps_its_turn() {
        let rewriting = Rewriting::default();
        let mut ends = Vec::new();
        for _ in 0..AT_ONCE {
            let (end, ended) = mpsc::channel::<()>();
            let worked = late(&rewriting, move || ended.recv()).await;
            assert_eq!(
                worked,
                Err(Trouble::TooSlow),
                "the page doesn't wait any more"
            );
            ends.push(end);
        }
        assert_eq!(late(&rewriting, || 1).await, Err(Trouble::TooSlow));
        ends.pop();
        assert_eq!(rewriting.work(|| 1).await, Ok(1));
        drop(ends);
    }
}
