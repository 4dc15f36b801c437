//! A server in which time passes in ticks, and only when it's told so.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use trace::trace;

/// A server. Each of its answers takes a number of ticks from the request on.
#[derive(Debug, Default)]
pub struct Server {
    now: Cell<u32>,
    /// How often it was asked for answers since the last tick.
    asked: Cell<u32>,
    /// Every request that came, in order.
    requests: RefCell<Vec<&'static str>>,
    refuses: Cell<u32>,
}

/// The server refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

/// A request that the server has.
#[derive(Debug)]
pub struct Pending {
    server: Rc<Server>,
    path: &'static str,
    due: u32,
    is_answered: bool,
}

impl Server {
    /// Sends a request. It reaches the server at once; the answer takes these ticks.
    pub fn send(self: &Rc<Self>, path: &'static str, ticks: u32) -> Result<Pending, Refused> {
        self.requests.borrow_mut().push(path);
        if self.refuses.get() > 0 {
            self.refuses.set(self.refuses.get() - 1);
            trace!("server", "refuses {path}");
            return Err(Refused);
        }
        trace!("server", "gets {path}, at tick {}", self.now.get());
        Ok(Pending {
            server: Rc::clone(self),
            path,
            due: self.now.get() + ticks,
            is_answered: false,
        })
    }

    /// Lets a tick pass.
    pub fn tick(&self) {
        self.now.set(self.now.get() + 1);
        self.asked.set(0);
    }

    /// How many ticks have passed.
    pub fn now(&self) -> u32 {
        self.now.get()
    }

    /// Refuses that many of the next requests.
    pub fn refuse(&self, requests: u32) {
        self.refuses.set(requests);
    }

    /// The requests that have reached it.
    pub fn requests(&self) -> Vec<&'static str> {
        self.requests.borrow().clone()
    }
}

impl Pending {
    /// The answer, if it's there.
    ///
    /// # Panics
    ///
    /// If it's asked for a thousand times in the same tick.
    pub fn answer(&mut self) -> Option<&'static str> {
        let asked = self.server.asked.get() + 1;
        self.server.asked.set(asked);
        assert!(
            asked < 1000,
            "a loop asks for an answer that isn't there, a thousand times and more\n\
             Time passes between two polls. While `get` or `poll` runs, it doesn't."
        );
        let is_due = self.server.now() >= self.due && !self.is_answered;
        is_due.then(|| {
            self.is_answered = true;
            let (path, now) = (self.path, self.server.now());
            trace!("main", "takes the answer of {path}, at tick {now}");
            self.path
        })
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.is_answered {
            trace!("server", "sees {} given up", self.path);
        }
    }
}
