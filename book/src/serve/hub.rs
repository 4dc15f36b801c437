//! What every open page is told: that pages changed, that the book does not build, how far the
//! background build is, what the reader has solved.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::sse::Frame;

/// How many events a page may be behind before its stream is closed; it connects again by itself.
const BEHIND: usize = 64;

/// Sends to all pages, and knows what a page that comes later has to be told.
#[derive(Debug)]
pub(super) struct Hub {
    pages: broadcast::Sender<Frame>,
    now: Mutex<Now>,
}

#[derive(Debug)]
struct Now {
    /// Tells this start of the server from any other.
    start: String,
    /// How often the pages have changed since.
    generation: u64,
    problem: Option<String>,
    background: Option<Background>,
    state: Value,
    /// How often the state has been read, or begun to be.
    reads: u64,
    /// The read that `state` is from.
    told: u64,
}

/// One reading of the state. Of two readings, the pages are told the one that began later.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read(u64);

/// How far the build in the background is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Background {
    pub(super) text: String,
    pub(super) done: u32,
    pub(super) total: u32,
}

impl Hub {
    pub(super) fn new(start: String) -> Self {
        Self {
            pages: broadcast::Sender::new(BEHIND),
            now: Mutex::new(Now {
                start,
                generation: 0,
                problem: None,
                background: None,
                state: json!({}),
                reads: 0,
                told: 0,
            }),
        }
    }

    /// The pages have changed, or build again.
    pub(super) fn reload(&self) {
        let mut now = self.now();
        now.generation += 1;
        now.problem = None;
        self.send(Frame::new("reload", &json!({})).with_id(&now.id()));
    }

    pub(super) fn problem(&self, text: String) {
        self.send(Frame::new("problem", &json!({ "text": &text })));
        self.now().problem = Some(text);
    }

    pub(super) fn has_problem(&self) -> bool {
        self.now().problem.is_some()
    }

    pub(super) fn background(&self, background: Background) {
        self.send(Frame::new("background", &background));
        self.now().background = Some(background);
    }

    /// The build in the background is over: all that there was to do is done.
    pub(super) fn background_over(&self, text: &str) {
        let total = self
            .now()
            .background
            .take()
            .map_or(1, |last| last.total.max(1));
        self.send(Frame::new(
            "background",
            &json!({ "text": text, "done": total, "total": total }),
        ));
    }

    /// The state is about to be read.
    pub(super) fn read(&self) -> Read {
        let mut now = self.now();
        now.reads += 1;
        Read(now.reads)
    }

    /// What is solved, without what is being built. Sent only when it differs from what was sent last,
    /// and no later reading has been told.
    pub(super) fn state(&self, Read(read): Read, state: Value) {
        let mut now = self.now();
        if read < now.told {
            return;
        }
        now.told = read;
        if now.state != state {
            now.state = state;
            self.send(Frame::new("state", &now.whole(read, &now.state)));
        }
    }

    /// A state with what is being built, for a page that asked.
    pub(super) fn whole(&self, Read(read): Read, state: &Value) -> Value {
        self.now().whole(read, state)
    }

    pub(super) fn exercise(&self, id: &str, version: &str) {
        self.send(Frame::new(
            "exercise",
            &json!({ "id": id, "version": version }),
        ));
    }

    /// What a page is told first, and what comes after. `last` is the `Last-Event-ID` of a page
    /// that was connected before: it may have missed a change of the pages.
    pub(super) fn join(&self, last: Option<&str>) -> (Vec<Frame>, broadcast::Receiver<Frame>) {
        let now = self.now();
        let mut first = match last {
            Some(last) if last != now.id() => vec![Frame::new("reload", &json!({}))],
            _ => vec![Frame::new("state", &now.whole(now.told, &now.state))],
        };
        first[0] = first[0].clone().with_id(&now.id());
        first.extend(
            now.problem
                .iter()
                .map(|text| Frame::new("problem", &json!({ "text": text }))),
        );
        first.extend(
            now.background
                .iter()
                .map(|background| Frame::new("background", background)),
        );
        (first, self.pages.subscribe())
    }

    fn send(&self, frame: Frame) {
        // No page may be open.
        let _ = self.pages.send(frame);
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Now {
    /// With what is being built, and with what tells a page which of two states is the later.
    fn whole(&self, read: u64, state: &Value) -> Value {
        let mut state = state.clone();
        state["background"] = json!(self.background);
        state["start"] = json!(self.start);
        state["read"] = json!(read);
        state
    }

    fn id(&self) -> String {
        format!("{}-{}", self.start, self.generation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hub() -> Hub {
        Hub::new("x".into())
    }

    #[test]
    fn a_page_that_missed_a_change_is_told_to_reload() {
        let hub = hub();
        let reload = |id| Frame::new("reload", &json!({})).with_id(id);
        hub.reload();
        assert_eq!(hub.join(Some("x-0")).0[0], reload("x-1"));
        assert_eq!(hub.join(Some("y-1")).0[0], reload("x-1"));
        assert_ne!(hub.join(Some("x-1")).0[0], reload("x-1"));
        assert_ne!(hub.join(None).0[0], reload("x-1"));
    }

    #[test]
    fn a_page_that_comes_later_is_told_of_the_problem_until_it_is_solved() {
        let hub = hub();
        hub.problem("no".into());
        let problem = Frame::new("problem", &json!({ "text": "no" }));
        assert!(hub.join(None).0.contains(&problem));
        hub.reload();
        assert!(!hub.join(None).0.contains(&problem));
    }

    #[test]
    fn the_same_state_is_not_sent_twice() {
        let hub = hub();
        let (_, mut events) = hub.join(None);
        for solved in [1, 1, 2] {
            hub.state(hub.read(), json!({ "solved": solved }));
        }
        for (solved, read) in [(1, 1), (2, 3)] {
            assert_eq!(events.try_recv().unwrap(), state(solved, read));
        }
        assert!(events.try_recv().is_err());
    }

    #[test]
    fn a_state_that_was_read_earlier_is_not_told_later() {
        let hub = hub();
        let (_, mut events) = hub.join(None);
        let (earlier, later) = (hub.read(), hub.read());
        hub.state(later, json!({ "solved": 2 }));
        hub.state(earlier, json!({ "solved": 1 }));
        assert_eq!(events.try_recv().unwrap(), state(2, 2));
        assert!(events.try_recv().is_err());
        assert_eq!(hub.join(None).0[0], state(2, 2).with_id("x-0"));
    }

    fn state(solved: u32, read: u64) -> Frame {
        let state = json!({ "solved": solved, "background": null, "start": "x", "read": read });
        Frame::new("state", &state)
    }

    #[test]
    fn a_finished_build_is_said_once_and_then_no_more() {
        let hub = hub();
        let half = Background {
            text: "building".into(),
            done: 1,
            total: 2,
        };
        hub.background(half.clone());
        assert_eq!(hub.whole(hub.read(), &json!({}))["background"], json!(half));
        let (_, mut events) = hub.join(None);
        hub.background_over("ready");
        assert_eq!(hub.whole(hub.read(), &json!({}))["background"], Value::Null);
        let over = json!({ "text": "ready", "done": 2, "total": 2 });
        assert_eq!(events.try_recv().unwrap(), Frame::new("background", &over));
    }
}
