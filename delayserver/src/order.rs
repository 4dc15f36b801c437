//! The ordered mode: whose turn it is.
//!
//! What a client prints must not depend on how busy a machine is, so responses are not released
//! when a clock says so, but in the order in which an unhurried clock would have released them.
//! That clock is virtual: it stands still, and moves only when a response is released, to that
//! response's deadline. A request's deadline is the clock at its arrival plus its delay.
//!
//! The waiting request with the smallest deadline is next. It is released at a tick when
//!
//! - its real time has come,
//! - no client did anything for [`QUIET`] ticks: a request with a smaller deadline might still be
//!   on its way, and whoever sends it has had as many turns to do so,
//! - the client of the release before has closed its connection, and so has seen and handled its
//!   response; one that does not is waited for during [`PATIENCE`] ticks.
//!
//! Ticks are counted, time is not: after a frozen second the next tick is one tick, not hundreds.
//! Clients that do something all the time, without a pause of [`QUIET`] ticks, hold everybody back
//! for as long: no order could be told from a stream that does not pause.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How many ticks without activity come before a release.
pub(crate) const QUIET: u32 = 5;

/// How many ticks a client is given to close after its response: more than a second, since on a
/// crowded machine it may stand in line for a core for a good part of that.
pub(crate) const PATIENCE: u32 = 600;

/// A place in the line: by deadline, then by who connected first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// On the virtual clock.
    deadline: Duration,
    client: u64,
}

/// Who waits, who was released last, and what the virtual clock says.
#[derive(Debug, Default)]
pub(crate) struct Order {
    clock: Duration,
    clients: u64,
    /// With the real time before which each may not be released.
    waiting: BTreeMap<Place, Instant>,
    last: Option<Released>,
    /// Ticks since the last activity.
    quiet: u32,
}

/// The release before, as long as its client is to be waited for.
#[derive(Debug)]
struct Released {
    client: u64,
    /// Ticks since.
    ticks: u32,
}

impl Order {
    /// A client has connected; returns its number.
    pub(crate) fn enter(&mut self) -> u64 {
        self.stir();
        self.clients += 1;
        self.clients
    }

    /// Some client did something: nobody is released before it is quiet again.
    pub(crate) fn stir(&mut self) {
        self.quiet = 0;
    }

    /// A client's request has arrived; `ready` is the real time that it has to wait for.
    pub(crate) fn line_up(&mut self, client: u64, delay: Duration, ready: Instant) -> Place {
        self.stir();
        let deadline = self.clock + delay;
        let place = Place { deadline, client };
        self.waiting.insert(place, ready);
        place
    }

    /// A client is gone, from its place in the line if it still had one.
    pub(crate) fn leave(&mut self, client: u64, place: Option<Place>) {
        self.stir();
        if let Some(place) = place {
            self.waiting.remove(&place);
        }
        self.last.take_if(|last| last.client == client);
    }

    /// Whether a request is in line.
    pub(crate) fn somebody_waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// A moment has passed: returns the client that is released now, if any.
    pub(crate) fn tick(&mut self, now: Instant) -> Option<u64> {
        self.quiet = self.quiet.saturating_add(1);
        if let Some(last) = &mut self.last {
            last.ticks += 1;
            if last.ticks < PATIENCE {
                return None;
            }
            self.last = None;
        }
        if self.quiet < QUIET {
            return None;
        }
        let next = self.waiting.first_entry()?;
        if now < *next.get() {
            return None;
        }
        let Place { deadline, client } = *next.key();
        next.remove();
        self.clock = deadline;
        self.last = Some(Released { client, ticks: 0 });
        self.stir();
        Some(client)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clients that come to an order, at a time that the test moves.
    struct Scene {
        order: Order,
        now: Instant,
    }

    impl Scene {
        fn new() -> Self {
            Self {
                order: Order::default(),
                now: Instant::now(),
            }
        }

        /// A client whose request may be released at once in real time.
        fn client(&mut self, delay: u64) -> (u64, Place) {
            let client = self.order.enter();
            (client, self.request(client, delay))
        }

        fn request(&mut self, client: u64, delay: u64) -> Place {
            let delay = Duration::from_millis(delay);
            self.order.line_up(client, delay, self.now)
        }

        fn close(&mut self, client: u64) {
            self.order.leave(client, None);
        }

        /// Who is released in so many ticks.
        fn ticks(&mut self, count: u32) -> Vec<u64> {
            (0..count)
                .filter_map(|_| self.order.tick(self.now))
                .collect()
        }
    }

    #[test]
    fn the_smallest_deadline_is_first_whoever_came_first() {
        let mut scene = Scene::new();
        let (slow, _) = scene.client(500);
        let (fast, _) = scene.client(100);
        assert_eq!(scene.ticks(QUIET), [fast]);
        scene.close(fast);
        assert_eq!(scene.ticks(QUIET), [slow]);
        assert!(!scene.order.somebody_waits());
    }

    #[test]
    fn nobody_is_released_before_it_has_been_quiet() {
        let mut scene = Scene::new();
        let (slow, _) = scene.client(100);
        assert_eq!(scene.ticks(QUIET - 1), []);
        let late = scene.order.enter();
        assert_eq!(scene.ticks(QUIET - 1), []);
        scene.order.stir();
        assert_eq!(scene.ticks(QUIET - 1), []);
        scene.request(late, 50);
        assert_eq!(scene.ticks(QUIET - 1), []);
        assert_eq!(scene.ticks(1), [late]);
        scene.close(late);
        assert_eq!(scene.ticks(QUIET - 1), []);
        assert_eq!(scene.ticks(1), [slow]);
    }

    #[test]
    fn nobody_is_released_before_its_real_time_nor_overtaken_by_a_later_deadline() {
        let mut scene = Scene::new();
        let (first, second) = (scene.order.enter(), scene.order.enter());
        let later = scene.now + Duration::from_millis(5);
        scene
            .order
            .line_up(first, Duration::from_millis(100), later);
        scene.request(second, 101);
        assert_eq!(scene.ticks(3 * QUIET), []);
        scene.now = later;
        assert_eq!(scene.ticks(1), [first]);
    }

    #[test]
    fn the_clock_moves_only_with_releases() {
        let mut scene = Scene::new();
        let (a, _) = scene.client(1000);
        let (b, _) = scene.client(1500);
        assert_eq!(scene.ticks(QUIET), [a]);
        scene.close(a);
        // At 1000: these are due at 1400 and 1600.
        let (before, _) = scene.client(400);
        let (after, _) = scene.client(600);
        for expected in [before, b, after] {
            assert_eq!(scene.ticks(QUIET), [expected]);
            scene.close(expected);
        }
    }

    #[test]
    fn equal_deadlines_go_by_who_connected_first() {
        let mut scene = Scene::new();
        let (first, second) = (scene.order.enter(), scene.order.enter());
        scene.request(second, 100);
        scene.request(first, 100);
        assert_eq!(scene.ticks(QUIET), [first]);
        scene.close(first);
        assert_eq!(scene.ticks(QUIET), [second]);
    }

    #[test]
    fn a_client_that_does_not_close_is_waited_for_so_many_ticks() {
        let mut scene = Scene::new();
        let (open, _) = scene.client(1);
        let (next, _) = scene.client(2);
        assert_eq!(scene.ticks(QUIET), [open]);
        assert_eq!(scene.ticks(PATIENCE - 1), []);
        assert_eq!(scene.ticks(1), [next]);
    }

    #[test]
    fn who_leaves_the_line_is_not_waited_for() {
        let mut scene = Scene::new();
        let (gone, place) = scene.client(1);
        let (next, _) = scene.client(2);
        scene.order.leave(gone, Some(place));
        assert_eq!(scene.ticks(QUIET), [next]);
        // It was the one before, so now its closing is waited for, and nobody else's.
        let (last, _) = scene.client(3);
        scene.close(gone);
        assert_eq!(scene.ticks(QUIET), []);
        scene.close(next);
        assert_eq!(scene.ticks(QUIET), [last]);
    }
}
