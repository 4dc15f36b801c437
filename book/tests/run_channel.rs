//! The channel of a run: what its program states next to what it prints.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::run::{Event, Limits, Status, Stop, Stream, run};
use serde_json::Value;
use std::sync::LazyLock;
use support::Fixture;
use tokio::sync::mpsc;

const STEPS: &[(&str, &str)] = &[
    (
        "states-and-says",
        r#"
fn main() -> std::process::ExitCode {
    trace::step(|| {
        trace::spawns!("main", "fiber 1");
        trace::trace!("main", "says one");
        trace::waits!("main", "fiber 1");
        std::io::Result::Ok(())
    })
}"#,
    ),
    (
        "tells-its-descriptors",
        r#"
use std::os::fd::AsRawFd;
fn main() {
    println!("channel {:?}", std::env::var("BOOK_CHANNEL").ok());
    println!("at compile time {:?}", option_env!("BOOK_CHANNEL"));
    println!("first {}", std::fs::File::open("/dev/null").unwrap().as_raw_fd());
}"#,
    ),
    (
        "floods-its-channel",
        r#"
fn main() -> std::process::ExitCode {
    trace::step(|| {
        for _ in 0..10_000 { trace::runs!("main"); trace::ready!("main"); }
        trace::trace!("main", "is done");
        std::io::Result::Ok(())
    })
}"#,
    ),
    (
        "leaves-its-channel-to-another",
        r#"
fn main() {
    let run = "trap '' TERM HUP INT; sleep 615243 & echo left behind; wait";
    let mut child = std::process::Command::new("setsid");
    child.args(["--fork", "sh", "-c", run]).status().unwrap();
}"#,
    ),
];

static WORKBOOK: LazyLock<Fixture> = LazyLock::new(|| support::workbook(94, STEPS, &[]));

/// What a step prints, and what it states.
async fn ran(step: &str, limits: Limits) -> (Vec<String>, Vec<(f64, Value)>, Status) {
    let (events, mut coming) = mpsc::channel(8);
    let listen = async {
        let (mut said, mut stated) = (Vec::new(), Vec::new());
        while let Some(event) = coming.recv().await {
            match event {
                Event::Line {
                    stream: Stream::Out,
                    text,
                    ..
                } => said.push(text),
                Event::Channel { at_ms, line } => {
                    stated.push((at_ms, serde_json::from_str(&line).unwrap()));
                }
                _ => {}
            }
        }
        (said, stated)
    };
    let step = WORKBOOK.ws.step(step).unwrap();
    let running = run(step, &WORKBOOK.root, limits, Stop::new(), events);
    let (end, (said, stated)) = tokio::join!(running, listen);
    (said, stated, end.status)
}

#[tokio::test]
async fn statements_come_in_order_with_the_time_since_the_start() {
    let (said, stated, _) = ran("states-and-says", Limits::default()).await;
    assert_eq!(said, ["[main] says one"]);
    let does: Vec<_> = stated
        .iter()
        .map(|(_, stated)| stated["does"].as_str().unwrap())
        .collect();
    assert_eq!(does, ["spawns", "says", "waits"]);
    assert_eq!(stated[1].1["what"], "says one");
    assert!(stated.is_sorted_by(|one, next| 0.0 < one.0 && one.0 <= next.0));
}

#[tokio::test]
async fn only_the_program_has_the_channel_and_its_low_numbers_are_those_of_a_terminal() {
    let (said, _, _) = ran("tells-its-descriptors", Limits::default()).await;
    assert_eq!(
        said,
        [r#"channel Some("100")"#, "at compile time None", "first 3"]
    );
}

#[tokio::test]
async fn a_flood_of_statements_neither_ends_the_run_nor_is_kept() {
    let limits = Limits {
        statements: 10_000,
        ..Limits::default()
    };
    let (said, stated, status) = ran("floods-its-channel", limits).await;
    assert_eq!(said, ["[main] is done"]);
    assert_eq!(status, Status::Exited(0));
    let (_, last) = stated.last().unwrap();
    assert_eq!(last["does"], "dropped");
    let kept: usize = stated.iter().map(|(_, line)| line.to_string().len()).sum();
    assert!(kept < 12_000, "{kept} bytes were kept");
}

#[tokio::test]
async fn a_run_ends_although_another_process_got_its_channel() {
    let (_, _, status) = ran("leaves-its-channel-to-another", Limits::default()).await;
    assert_eq!(status, Status::Exited(0));
}
