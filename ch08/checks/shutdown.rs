//! Events come when the check says so, and the reactor's thread learns that it's stopped when the check lets it.

use super::*;
use ch08::Wake;
use std::collections::VecDeque;
use std::sync::Condvar;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use testing::{Log, at_each_gap, panic_of};
use trace::{Scope, runs, trace, waits};
use wakes::Wakes;

#[path = "wakes.rs"]
mod wakes;

/// The check's end of a source.
#[derive(Default)]
struct Desk {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    events: VecDeque<u32>,
    stops: u32,
    /// The reactor doesn't learn that it's stopped.
    is_held: bool,
}

/// The reactor's end. When it's dropped, the reactor's thread has ended, and no future is left.
struct Feed {
    desk: Arc<Desk>,
    /// The check's log.
    scope: Scope,
    _gone: Sender<()>,
}

impl Desk {
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.state.lock().unwrap());
        self.changed.notify_all();
        changed
    }

    fn stops(&self) -> u32 {
        self.change(|state| state.stops)
    }
}

impl Source for Feed {
    fn next(&self) -> Option<u32> {
        let _hears = self.scope.enter();
        waits!("the reactor's thread", "an event");
        let mut state = self.desk.state.lock().unwrap();
        loop {
            if let Some(number) = state.events.pop_front() {
                runs!("the reactor's thread");
                return Some(number);
            }
            if state.stops > 0 && !state.is_held {
                runs!("the reactor's thread");
                return None;
            }
            state = self.desk.changed.wait(state).unwrap();
        }
    }

    fn stop(&self) {
        self.desk.change(|state| state.stops += 1);
    }
}

/// Both ends of a source, and what ends when the reactor's end is dropped.
fn source() -> (Feed, Arc<Desk>, Receiver<()>) {
    let desk = Arc::<Desk>::default();
    let (sender, gone) = channel();
    let feed = Feed {
        desk: Arc::clone(&desk),
        scope: Scope::current().expect("a check has a log"),
        _gone: sender,
    };
    (feed, desk, gone)
}

/// A reactor, its source, and what ends when the reactor's thread and all futures are gone.
fn start() -> (Reactor, Arc<Desk>, Receiver<()>) {
    let (feed, desk, gone) = source();
    (Reactor::start(feed), desk, gone)
}

/// Drops the last handle, which has to stop the thread.
fn drop_last(reactor: Reactor, desk: &Desk) {
    waits!("main", "the drop of the last handle");
    let dropped = panic_of(|| drop(reactor));
    runs!("main");
    if let Err(words) = dropped {
        panic!("the last handle is dropped, and that panics: {words}");
    }
    assert!(
        desk.stops() > 0,
        "the last handle is dropped, and nothing stops the reactor's thread\n\
         It waits for events for as long as the program lives."
    );
}

/// A waker that does something once.
struct Does(Mutex<Option<Box<dyn FnOnce() + Send>>>);

impl Wake for Does {
    fn wake(&self) {
        let does = self.0.lock().unwrap().take();
        if let Some(does) = does {
            does();
        }
    }
}

/// The check's log hears it on any thread.
fn waker_that(does: impl FnOnce() + Send + 'static) -> Waker {
    let scope = Scope::current().expect("a check has a log");
    let does = move || {
        let _hears = scope.enter();
        does();
    };
    Waker::from(Arc::new(Does(Mutex::new(Some(Box::new(does))))))
}

#[test]
fn when_the_last_handle_is_dropped_the_thread_ends() {
    at_each_gap(|at| {
        let _log = Log::start();
        let (reactor, desk, gone) = start();
        drop(reactor.clone());
        assert!(
            desk.stops() == 0,
            "one of two handles is dropped, and the reactor is stopped\nThe other handle's events don't come any more."
        );
        // Elsewhere the system doesn't tell whether a thread waits, so the reactor's thread can't be held until one does.
        desk.change(|state| state.is_held = cfg!(target_os = "linux"));
        let (release, theirs) = (Arc::clone(&desk), Arc::clone(&desk));
        let watched = move || {
            gap();
            release.change(|state| state.is_held = false);
        };
        let ((), was_held) = at.run(watched, move || {
            drop_last(reactor, &theirs);
            theirs.change(|state| state.is_held)
        });
        assert!(
            !was_held,
            "the drop of the last handle returns, and the reactor's thread is still there\n\
             What it owns, such as descriptors, is freed later, or never if the program ends first."
        );
        assert!(
            gone.try_recv() == Err(TryRecvError::Disconnected),
            "the last handle is dropped, and something of the reactor is kept forever"
        );
    });
}

#[test]
fn a_future_that_waits_is_told() {
    let _log = Log::start();
    let (reactor, desk, gone) = start();
    let (wakes, waker) = Wakes::counted();
    let mut events = [1, 2].map(|number| reactor.event(number));
    let polled = events.each_mut().map(|event| event.poll(&waker));
    assert_eq!(polled, [PollState::NotReady; 2], "no event has happened");
    drop_last(reactor, &desk);
    let woken = wakes.count();
    let polled = events.each_mut().map(|event| event.poll(&waker));
    assert!(
        woken > 0 || polled == [PollState::NotReady; 2],
        "two futures wait when the reactor ends, and none of their wakers is called\n\
         A poll would return `Err(Gone)`, but no executor polls a task that isn't woken."
    );
    assert!(
        woken > 0,
        "two futures wait when the reactor ends, and they aren't told\n\
         Their tasks wait for events that can't come any more."
    );
    assert!(
        woken >= 2,
        "two futures wait when the reactor ends, and one is told"
    );
    assert!(
        polled == [PollState::Ready(Err(Gone)); 2],
        "a future is woken at the reactor's end, and its poll returns {:?}\n\
         It's polled once for that wake-up. If it waits then, it waits forever.",
        polled[0]
    );
    assert!(
        wakes.wakers() == 1,
        "the reactor is gone, and the wakers that it had are kept\n\
         A waker keeps a part of an executor alive."
    );
    drop(events);
    assert!(
        gone.try_recv() == Err(TryRecvError::Disconnected),
        "the handles and the futures are dropped, and something of the reactor is kept forever"
    );
}

#[test]
fn a_future_that_was_never_polled_is_told_at_its_first_poll() {
    let _log = Log::start();
    let (reactor, desk, _gone) = start();
    let mut event = reactor.event(1);
    drop_last(reactor, &desk);
    let (_, waker) = Wakes::counted();
    let polled = event.poll(&waker);
    assert!(
        polled == PollState::Ready(Err(Gone)),
        "the reactor is gone, and the first poll of a future returns {polled:?}"
    );
}

#[test]
fn what_happened_before_the_end_counts() {
    let _log = Log::start();
    let (reactor, desk, _gone) = start();
    let (wakes, waker) = Wakes::counted();
    let mut event = reactor.event(1);
    assert_eq!(event.poll(&waker), PollState::NotReady);
    desk.change(|state| state.events.push_back(1));
    drop_last(reactor, &desk);
    assert_eq!(
        wakes.count(),
        1,
        "an event has happened, and the wake-ups are:"
    );
    let polled = event.poll(&waker);
    assert!(
        polled == PollState::Ready(Ok(())),
        "an event has happened, then the reactor ended, and the future returns {polled:?}"
    );
}

#[test]
fn the_last_handle_may_be_dropped_on_the_reactors_thread() {
    let _log = Log::start();
    let (reactor, desk, gone) = start();
    let (tells, told) = channel();
    let mut event = reactor.event(1);
    let waker = waker_that(move || {
        // The channel's other end waits for this.
        let _ = tells.send(panic_of(|| drop(reactor)));
    });
    assert_eq!(event.poll(&waker), PollState::NotReady);
    drop((event, waker));
    desk.change(|state| state.events.push_back(1));
    waits!("main", "a waker to drop the last handle");
    let dropped = told.recv().expect("the waker is called");
    if let Err(words) = dropped {
        panic!(
            "a waker drops the last handle on the reactor's own thread, and that panics: {words}\n\
             Does the thread wait for its own end?"
        );
    }
    assert!(
        desk.stops() > 0,
        "a waker drops the last handle on the reactor's own thread, and nothing stops that thread"
    );
    waits!("main", "the reactor's thread to end");
    let gone = gone.recv();
    runs!("main");
    assert!(gone.is_err(), "nothing is ever sent");
}

#[test]
fn a_future_that_is_polled_while_the_reactor_ends_is_told() {
    at_each_gap(|at| {
        let _log = Log::start();
        let (reactor, desk, _gone) = start();
        let (wakes, waker) = Wakes::counted();
        let mut event = reactor.event(1);
        let ends = move || drop_last(reactor, &desk);
        let (polled, ()) = at.run(|| event.poll(&waker), ends);
        if polled == PollState::Ready(Err(Gone)) {
            return;
        }
        assert!(
            wakes.count() > 0,
            "a future is polled while the reactor ends. It stores its waker after all others were told, and waits forever\n\
             Between the look whether it's over and the storing, the lock was released."
        );
        let polled = event.poll(&waker);
        assert!(
            polled == PollState::Ready(Err(Gone)),
            "a future is woken at the reactor's end, and its poll returns {polled:?}"
        );
    });
}

#[test]
fn a_waker_that_is_called_at_the_end_may_poll_another_future() {
    let _log = Log::start();
    let (reactor, desk, _gone) = start();
    let (tells, told) = channel();
    let (mut first, mut second) = (reactor.event(1), reactor.event(2));
    let waker = waker_that(move || {
        waits!("the reactor's thread", "the lock, in a poll by a waker");
        let polled = second.poll(&Wakes::counted().1);
        runs!("the reactor's thread");
        // The channel's other end waits for this.
        let _ = tells.send(polled);
    });
    assert_eq!(first.poll(&waker), PollState::NotReady);
    drop_last(reactor, &desk);
    let polled = told.recv().expect("the waker was called");
    assert!(
        polled == PollState::Ready(Err(Gone)),
        "a waker is called at the reactor's end, and polls another future, which returns {polled:?}"
    );
}

#[test]
fn a_client_outlives_the_reactor() {
    let log = Log::start();
    let (reactor, desk, _gone) = start();
    let (tells, told) = channel();
    let wakers = [1, 2].map(|number| {
        let tells = tells.clone();
        waker_that(move || {
            trace!("reactor", "calls the waker of event {number}");
            // The channel's other end is alive while a waker may be called.
            let _ = tells.send(number);
        })
    });
    let mut events = [1, 2].map(|number| reactor.event(number));
    let mut poll = |when: &str| {
        for (event, waker) in events.iter_mut().zip(&wakers) {
            let polled = event.poll(waker);
            let number = event.number;
            trace!("main", "polls event {number} {when}: {polled:?}");
        }
    };
    poll("first");
    trace!("main", "lets event 1 happen");
    desk.change(|state| state.events.push_back(1));
    waits!("main", "the waker of event 1 to be called");
    assert_eq!(told.recv(), Ok(1), "the event that happens is 1");
    trace!("main", "drops the last handle");
    drop_last(reactor, &desk);
    trace!("main", "is back from the drop");
    poll("again");
    testing::pin_exercise!("shutdown", log);
}

#[test]
fn a_source_that_is_stopped_has_no_more_events() {
    let _log = Log::start();
    let (feed, desk, _gone) = source();
    desk.change(|state| state.events.push_back(7));
    feed.stop();
    assert_eq!(
        [feed.next(), feed.next()],
        [Some(7), None],
        "the check's own source:"
    );
}
