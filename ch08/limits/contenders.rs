//! Who opens requests, and waits for the answers.

#[cfg(unix)]
mod fibers;
mod tally;
mod tasks;
mod threads;

pub(crate) use tally::Tally;

use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contender {
    Tasks,
    #[cfg(unix)]
    Fibers,
    Threads,
}

impl Contender {
    pub(crate) fn all() -> &'static [Self] {
        &[
            Self::Tasks,
            #[cfg(unix)]
            Self::Fibers,
            Self::Threads,
        ]
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            #[cfg(unix)]
            Self::Fibers => "fibers",
            Self::Threads => "threads",
        }
    }

    /// Opens so many requests, and returns when all are answered. If something breaks, the tally ends the process.
    pub(crate) fn run(self, requests: usize, server: SocketAddr, tally: &Arc<Tally>) {
        match self {
            Self::Tasks => tasks::run(requests, server, tally),
            #[cfg(unix)]
            Self::Fibers => fibers::run(requests, server, tally),
            Self::Threads => threads::run(requests, server, tally),
        }
    }
}

impl FromStr for Contender {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let mut all = Self::all().iter().copied();
        let found = all.find(|contender| contender.name() == name);
        found.ok_or_else(|| format!("there is no contender {name:?} here"))
    }
}
