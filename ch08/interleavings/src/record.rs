//! A graph as a file: JSON with a state a line.
//!
//! A state is `[THREADS, TOKEN, QUEUE, POLLED, TURN, NEXT]`, and a thread in it `[STATUS, AT, CALL]`. `AT` and `CALL` are
//! places in the list of places, and `NEXT` has the state to which each thread leads.
//!
//! A place is `FILE:FUNCTION+LINES`, counted from the function's first line, so that what's changed elsewhere in the file moves
//! no place.

use crate::explore::Graph;
use crate::program::THREADS;
use crate::state::{State, Status, Thread};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

/// The text of a graph's file.
///
/// # Errors
///
/// If a source file can't be read.
pub fn record(graph: &Graph) -> io::Result<String> {
    let places = places(graph);
    let named: io::Result<Vec<String>> = places.iter().map(|place| in_function(place)).collect();
    let states = graph.states.iter().zip(&graph.next);
    let states: Vec<String> = states
        .map(|(state, next)| told(state, next, &places).to_string())
        .collect();
    Ok(format!(
        "{{\"threads\": {},\n\"places\": {},\n\"states\": [\n{}\n]}}\n",
        json!(THREADS),
        json!(named?),
        states.join(",\n")
    ))
}

/// A place by its function: `FILE:LINE` as `FILE:FUNCTION+LINES`.
fn in_function(place: &str) -> io::Result<String> {
    let (file, line) = place.rsplit_once(':').expect("a place is FILE:LINE");
    let line: usize = line.parse().expect("a place is FILE:LINE");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let source = fs::read_to_string(root.join(file))?;
    let before: Vec<&str> = source.lines().take(line).collect();
    let mut before = before.iter().rev().zip(0..);
    let function = before.find_map(|(line, lines): (&&str, usize)| {
        let (_, name) = line.split_once("fn ").filter(|_| !line.contains("//"))?;
        let (name, _) = name.split_once('(')?;
        Some(format!("{file}:{name}+{lines}"))
    });
    Ok(function.expect("threads stop in functions"))
}

/// Every line that a thread stops at or has called from.
fn places(graph: &Graph) -> Vec<&str> {
    let threads = graph.states.iter().flat_map(|state| &state.threads);
    let places = threads.flat_map(|thread| [thread.at.as_deref(), thread.call.as_deref()]);
    let places: BTreeSet<&str> = places.flatten().collect();
    places.into_iter().collect()
}

fn told(state: &State, next: &[Option<usize>], places: &[&str]) -> Value {
    let place = |name: &Option<String>| {
        let name = name.as_deref()?;
        places.binary_search(&name).ok()
    };
    let thread =
        |thread: &Thread| json!([word(thread.status), place(&thread.at), place(&thread.call)]);
    let threads: Vec<Value> = state.threads.iter().map(thread).collect();
    json!([
        threads,
        state.token,
        state.queue,
        state.polled,
        state.turn,
        next
    ])
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Ready => "ready",
        Status::Woken => "woken",
        Status::Locked => "locked",
        Status::Asleep => "asleep",
        Status::Over => "over",
    }
}
