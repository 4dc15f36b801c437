//! Who may run what: the tests share a server that has one run of each name at a time, and a few altogether.
//! A second test's click would restart the first test's run.

use super::workbook::ENDLESS_STEPS;
use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

static TAKEN: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
static FREED: Condvar = Condvar::new();

/// Steps, programs, experiments and exercises, by id, that no other test runs until this is dropped.
#[derive(Debug)]
pub struct Turn(&'static [&'static str]);

impl Turn {
    /// Waits for all of them at once: a test that held one and waited for another could wait forever.
    pub fn wait_for(runs: &'static [&'static str]) -> Self {
        let most = ENDLESS_STEPS.len();
        assert!(runs.len() <= most, "no test may run more than {most}");
        let is_taken = |taken: &mut BTreeSet<&str>| {
            taken.len() + runs.len() > most || runs.iter().any(|run| taken.contains(run))
        };
        let mut taken = FREED
            .wait_while(taken(), is_taken)
            .unwrap_or_else(PoisonError::into_inner);
        taken.extend(runs);
        Self(runs)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut taken = taken();
        for run in self.0 {
            taken.remove(run);
        }
        FREED.notify_all();
    }
}

fn taken() -> MutexGuard<'static, BTreeSet<&'static str>> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}
