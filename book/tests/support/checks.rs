//! Exercises to check, all of one kind, and their verdicts with all that was heard on the way.

use super::{Exercise, Fixture};
use book::check::{LIMITS, Verdict, check_within};
use book::exercise;
use book::model;
use book::progress::{Progress, State};
use book::run::{Event, Limits, Stop, Stream};
use serde_json::Value;
use tokio::sync::mpsc;

pub const SOLUTION: &str = r#"
/// Says one, two, three.
pub fn count() {
    trace::trace!("main", "says one");
    // EXERCISE: solution
    trace::trace!("main", "says two");
    // EXERCISE: skeleton
    // todo!("say two");
    // EXERCISE: end
    #[allow(unreachable_code)]
    trace::trace!("main", "says three");
}
"#;

pub const CHECK: &str = r#"use super::*;

#[test]
fn it_can_be_called_twice() {
    count();
    count();
}

#[test]
fn what_it_says() {
    let log = testing::Log::start();
    count();
    testing::pin_exercise!("SLUG", log);
}
"#;

pub const PINNED: &str = "[main] says one\n[main] says two\n[main] says three\n";

/// An exercise whose reader has written this; its skeleton if nothing.
pub fn exercise(slug: &'static str, file: Option<&'static str>) -> Exercise {
    Exercise {
        slug,
        solution: SOLUTION,
        file,
        check: Box::leak(CHECK.replace("SLUG", slug).into_boxed_str()),
        pinned: PINNED,
    }
}

/// A verdict, and what there was to see until it was there.
#[derive(Debug)]
pub struct Checked {
    pub verdict: Verdict,
    pub lines: Vec<(Stream, String)>,
    pub stated: Vec<Value>,
}

impl Checked {
    pub fn lines(&self, from: Stream) -> Vec<&str> {
        let lines = self.lines.iter().filter(|(stream, _)| *stream == from);
        lines.map(|(_, text)| text.as_str()).collect()
    }
}

impl Fixture {
    /// Checks an exercise; `on_line` is called for each line on the way.
    pub async fn checked_until<Doing: Future<Output = ()>>(
        &self,
        limits: Limits,
        slug: &str,
        mut on_line: impl FnMut(String) -> Doing,
    ) -> Checked {
        let (events, mut coming) = mpsc::channel(64);
        let listen = async {
            let (mut lines, mut stated) = (Vec::new(), Vec::new());
            while let Some(event) = coming.recv().await {
                match event {
                    Event::Line { stream, text, .. } => {
                        lines.push((stream, text.clone()));
                        on_line(text).await;
                    }
                    Event::Channel { line, .. } => {
                        stated.push(serde_json::from_str(&line).unwrap())
                    }
                    _ => {}
                }
            }
            (lines, stated)
        };
        let checking = check_within(limits, &self.ws, self.exercise(slug), Stop::new(), events);
        let (verdict, (lines, stated)) = tokio::join!(checking, listen);
        Checked {
            verdict: verdict.unwrap(),
            lines,
            stated,
        }
    }

    pub async fn checked(&self, slug: &str) -> Checked {
        self.checked_until(LIMITS, slug, |_| async {}).await
    }

    pub async fn verdict(&self, slug: &str) -> Verdict {
        self.checked(slug).await.verdict
    }

    pub fn exercise(&self, slug: &str) -> &model::Exercise {
        self.ws.exercise(slug).unwrap()
    }

    /// Writes the reader's file as a page does.
    pub fn save(&self, slug: &str, text: &str) {
        let exercise = self.exercise(slug);
        let (_, version) = exercise::read(exercise).unwrap();
        exercise::save(exercise, text, &version).unwrap();
    }

    /// What is remembered of an exercise.
    pub fn state(&self, slug: &str) -> State {
        let progress = Progress::load(&self.root).unwrap();
        progress.of(&self.exercise(slug).id()).state
    }
}
