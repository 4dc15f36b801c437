//! A run as [Chrome trace events](https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU),
//! which Perfetto and the browsers' own tools open.
//!
//! Each actor is a thread: its states are complete events, what it says are instant events, and what it does to another
//! is a flow from its thread to the other's.

use crate::recording::{Does, Statement};
use crate::states::{State, States};
use serde_json::{Value, json};

/// All actors are threads of one process, which the file needs a number for.
const PROCESS: u32 = 1;

/// The file's text: a run of the program of this name that ended after so many milliseconds.
pub fn json(program: &str, statements: &[Statement], end_ms: f64) -> String {
    let mut run = Run::default();
    for statement in statements {
        run.take(statement);
    }
    let events = run.ended(program, end_ms);
    // A line for each event, so that the file can be read.
    let events: Vec<String> = events.iter().map(Value::to_string).collect();
    let events = events.join(",\n");
    format!("{{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n{events}\n]}}\n")
}

#[derive(Default)]
struct Run {
    states: States,
    /// What each actor does now, and since when; by its place.
    bars: Vec<Option<(f64, State)>>,
    /// Each event with its time in microseconds.
    events: Vec<(f64, Value)>,
    flows: u64,
    now: f64,
}

impl Run {
    fn take(&mut self, statement: &Statement) {
        // Two threads may take their times in one order and write in the other.
        self.now = self.now.max(statement.ms * 1000.0);
        for place in self.states.take(statement) {
            self.ends_bar(place);
            let state = self.states.all()[place].1.clone();
            self.bars[place] = Some((self.now, state));
        }
        let Some(who) = self.states.place(&statement.who) else {
            return;
        };
        match statement.does {
            Does::Says => {
                let name = statement.what.lines().next().unwrap_or_default();
                let args = json!({ "says": statement.what, "at": statement.at });
                self.event(
                    "i",
                    who,
                    json!({ "name": name, "cat": "says", "s": "t", "args": args }),
                );
            }
            Does::Runs | Does::Ready | Does::Waits | Does::Ends => {}
            does => self.flow(does, who, statement),
        }
    }

    fn flow(&mut self, does: Does, from: usize, statement: &Statement) {
        let Some(to) = self.states.place(&statement.what) else {
            return;
        };
        self.flows += 1;
        let flow = json!({ "name": does, "cat": "flow", "id": self.flows });
        let args = json!({ "at": statement.at });
        self.event("s", from, merged(&flow, json!({ "args": args })));
        self.event("f", to, merged(&flow, json!({ "bp": "e" })));
    }

    fn ends_bar(&mut self, place: usize) {
        self.bars.resize(self.bars.len().max(place + 1), None);
        let Some((since, state)) = self.bars[place].take() else {
            return;
        };
        let (name, colour) = match state {
            State::Running => ("runs".to_owned(), "thread_state_running"),
            State::Ready => ("ready".to_owned(), "thread_state_runnable"),
            State::Waiting(what) => (format!("waits: {what}"), "thread_state_sleeping"),
            State::Ended => return,
        };
        let bar = json!({
            "name": name, "cat": "state", "cname": colour, "ts": since, "dur": self.now - since,
        });
        self.event("X", place, bar);
    }

    /// An event of an actor; now, unless it has its own time.
    fn event(&mut self, ph: &str, place: usize, more: Value) {
        let ts = more["ts"].as_f64().unwrap_or(self.now);
        let event = json!({ "ph": ph, "pid": PROCESS, "tid": place + 1, "ts": ts });
        self.events.push((ts, merged(&event, more)));
    }

    /// All events by their times: the process's and the threads' names first.
    fn ended(mut self, program: &str, end_ms: f64) -> Vec<Value> {
        self.now = self.now.max(end_ms * 1000.0);
        (0..self.bars.len()).for_each(|place| self.ends_bar(place));
        let mut events = vec![about("process_name", 0, json!({ "name": program }))];
        for (tid, (actor, _)) in (1..).zip(self.states.all()) {
            events.push(about("thread_name", tid, json!({ "name": actor })));
            events.push(about(
                "thread_sort_index",
                tid,
                json!({ "sort_index": tid }),
            ));
        }
        // A bar begins before what happens in it, at the same moment.
        let rank = |event: &Value| u8::from(event["ph"] != "X");
        let events_of_actors = &mut self.events;
        events_of_actors
            .sort_by(|(a, left), (b, right)| a.total_cmp(b).then(rank(left).cmp(&rank(right))));
        events.extend(self.events.into_iter().map(|(_, event)| event));
        events
    }
}

/// What the process or a thread is called, or where it stands.
fn about(what: &str, tid: u32, args: Value) -> Value {
    json!({ "ph": "M", "name": what, "pid": PROCESS, "tid": tid, "ts": 0, "args": args })
}

fn merged(one: &Value, other: Value) -> Value {
    let mut both = one.clone();
    if let (Value::Object(both), Value::Object(other)) = (&mut both, other) {
        both.extend(other);
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Workspace;
    use crate::recording::Recording;
    use std::collections::BTreeMap;
    use std::path::Path;

    fn statement(ms: f64, does: Does, who: &str, what: &str) -> Statement {
        Statement {
            ms,
            does,
            who: who.into(),
            what: what.into(),
            at: "x.rs:1".into(),
            thread: 1,
        }
    }

    fn run() -> Vec<Value> {
        let statements = [
            statement(0.0, Does::Says, "main", "starts\none"),
            statement(1.0, Does::Spawns, "main", "fiber 1"),
            statement(2.0, Does::Resumes, "main", "fiber 1"),
            statement(3.0, Does::Waits, "fiber 1", "fd 7 readable"),
            // Taken before the one above, and written after it.
            statement(2.5, Does::Wakes, "kernel", "main"),
            statement(4.0, Does::Ends, "fiber 1", ""),
        ];
        let file: Value = serde_json::from_str(&json("ch05/x", &statements, 9.0)).unwrap();
        file["traceEvents"].as_array().unwrap().clone()
    }

    fn of<'a>(events: &'a [Value], ph: &'a str) -> impl Iterator<Item = &'a Value> {
        events.iter().filter(move |event| event["ph"] == ph)
    }

    #[test]
    fn each_state_is_a_bar_from_its_statement_to_the_next_or_the_end() {
        let events = run();
        let bars = of(&events, "X").map(|bar| {
            let text = |name: &str| bar[name].to_string().replace('"', "");
            format!(
                "{} {} {} {}",
                text("tid"),
                text("name"),
                text("ts"),
                text("dur")
            )
        });
        let expected = [
            "1 runs 0.0 2000.0",
            "2 ready 1000.0 1000.0",
            "1 waits: fiber 1 2000.0 1000.0",
            "2 runs 2000.0 1000.0",
            "2 waits: fd 7 readable 3000.0 1000.0",
            "1 ready 3000.0 6000.0",
            "3 runs 3000.0 6000.0",
        ];
        let mut bars: Vec<_> = bars.collect();
        let mut expected = expected.map(str::to_owned);
        bars.sort();
        expected.sort();
        assert_eq!(bars, expected);
    }

    /// The events of the run above, and those of every run that was recorded.
    fn runs() -> Vec<Vec<Value>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let ws = Workspace::load(root).unwrap();
        let recorded = ws.steps().map(|step| {
            let recording = Recording::read(&step.recording()).unwrap().unwrap();
            let file: Value =
                serde_json::from_str(&json(&step.id(), &recording.statements, 0.0)).unwrap();
            file["traceEvents"].as_array().unwrap().clone()
        });
        recorded.chain([run()]).collect()
    }

    #[test]
    fn every_event_has_what_its_kind_needs() {
        for event in runs().concat() {
            let ph = event["ph"].as_str().unwrap();
            let needed: &[&str] = match ph {
                "M" => &["args"],
                "X" => &["dur"],
                "i" => &["s"],
                "s" => &["id", "cat"],
                "f" => &["id", "cat", "bp"],
                other => panic!("{other} is no kind that's written"),
            };
            for field in ["name", "ph", "pid", "tid", "ts"].iter().chain(needed) {
                assert!(!event[field].is_null(), "{field} of {event}");
            }
            assert!(
                event["dur"].as_f64().is_none_or(|dur| dur >= 0.0),
                "{event}"
            );
        }
    }

    #[test]
    fn times_never_go_back_in_a_thread() {
        for events in runs() {
            let mut last: BTreeMap<u64, f64> = BTreeMap::new();
            for event in events {
                let (tid, ts) = (
                    event["tid"].as_u64().unwrap(),
                    event["ts"].as_f64().unwrap(),
                );
                let before = last.insert(tid, ts).unwrap_or_default();
                assert!(before <= ts, "{event} comes after {before}");
            }
        }
    }

    #[test]
    fn no_bar_of_an_actor_begins_before_the_one_before_has_ended() {
        for events in runs() {
            let mut ends: BTreeMap<u64, f64> = BTreeMap::new();
            for bar in of(&events, "X") {
                let number = |name: &str| bar[name].as_f64().unwrap();
                let end = number("ts") + number("dur");
                let before = ends
                    .insert(bar["tid"].as_u64().unwrap(), end)
                    .unwrap_or_default();
                assert!(
                    before <= number("ts") + 1e-6,
                    "{bar} begins before {before}"
                );
            }
        }
    }

    #[test]
    fn each_flow_starts_once_and_ends_once_and_not_before() {
        for events in runs() {
            let flows = |ph| -> BTreeMap<u64, f64> {
                let flows = of(&events, ph);
                let flows =
                    flows.map(|it| (it["id"].as_u64().unwrap(), it["ts"].as_f64().unwrap()));
                flows.collect()
            };
            let (starts, ends) = (flows("s"), flows("f"));
            let counts = ["s", "f"].map(|ph| of(&events, ph).count());
            assert_eq!(counts, [starts.len(), ends.len()]);
            assert_eq!(starts.len(), ends.len());
            assert!(starts.iter().all(|(id, start)| *start <= ends[id]));
        }
        assert_eq!(of(&run(), "s").count(), 3);
    }

    /// Perfetto draws an arrow between two bars, and leaves out one that ends where there is none.
    #[test]
    fn both_ends_of_a_flow_lie_in_bars_of_their_actors_and_are_alike() {
        for events in runs() {
            let number = |event: &Value, name: &str| event[name].as_f64().unwrap();
            let bars: Vec<&Value> = of(&events, "X").collect();
            let lies_in_a_bar = |event: &Value| {
                let at = number(event, "ts");
                let is_around = |bar: &&Value| {
                    let begin = number(bar, "ts");
                    let end = begin + number(bar, "dur");
                    bar["tid"] == event["tid"] && begin <= at && at <= end + 1e-6
                };
                bars.iter().any(is_around)
            };
            let starts: BTreeMap<u64, &Value> = of(&events, "s")
                .map(|it| (it["id"].as_u64().unwrap(), it))
                .collect();
            for end in of(&events, "f") {
                let start = starts[&end["id"].as_u64().unwrap()];
                assert_eq!([&start["name"], &start["cat"]], [&end["name"], &end["cat"]]);
                assert!(lies_in_a_bar(start), "{start}");
                assert!(lies_in_a_bar(end), "{end}");
            }
        }
    }

    #[test]
    fn threads_are_called_as_their_actors() {
        let events = run();
        let names = of(&events, "M").filter(|it| it["name"] == "thread_name");
        let names: Vec<_> = names
            .map(|it| it["args"]["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["main", "fiber 1", "kernel"]);
        let said = of(&events, "i").next().unwrap();
        assert_eq!(said["name"], "starts");
        assert_eq!(said["args"]["says"], "starts\none");
    }
}
