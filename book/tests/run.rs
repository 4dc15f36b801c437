//! Runs of steps: what they say, how they end, and that nothing of them is left.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::cargo::{self, Target};
use book::run::{End, Event, Limits, Status, Stop, Stream, run};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;
use support::{Fixture, eventually, pass};
use tokio::sync::mpsc;

const STEPS: &[(&str, &str)] = &[
    (
        "says-and-fails",
        r#"fn main() { println!("[main] asks"); eprintln!("oh"); std::process::exit(3) }"#,
    ),
    ("aborts", "fn main() { std::process::abort() }"),
    (
        "waits-often",
        r#"
fn main() {
    for turn in 0..50 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        println!("[main] turn {turn}");
    }
}"#,
    ),
    (
        "prints-for-ever",
        r#"fn main() { loop { println!("[main] again and again") } }"#,
    ),
    (
        "sleeps-for-ever",
        r#"fn main() { println!("[main] sleeps"); loop { std::thread::park() } }"#,
    ),
    (
        "asks-and-waits",
        r#"
use std::io::Write;
fn main() {
    print!("[main] asks\nyour name: ");
    std::io::stdout().flush().unwrap();
    eprintln!("has asked");
    loop { std::thread::park() }
}"#,
    ),
    (
        "rests-for-ever",
        r#"fn main() { println!("[main] rests"); loop { std::thread::park() } }"#,
    ),
    (
        "waits-for-ever",
        r#"fn main() { println!("[main] waits"); loop { std::thread::park() } }"#,
    ),
    (
        "closes-its-streams",
        r#"
use std::os::unix::process::CommandExt;
fn main() {
    panic!("{}", std::process::Command::new("sh").args(["-c", "exec >&- 2>&-; exit 4"]).exec())
}"#,
    ),
    (
        "leaves-others-behind",
        r#"
fn main() {
    let run = "trap '' TERM HUP INT; sleep 918273 & sleep 918273 & echo left behind; wait";
    let mut child = std::process::Command::new("setsid");
    child.args(["--fork", "sh", "-c", run]).status().unwrap();
}"#,
    ),
    (
        "forks-and-stays",
        r#"
fn main() {
    let run = "trap '' TERM HUP INT; setsid --fork sleep 817263; sleep 817263 & echo forked; wait";
    let mut child = std::process::Command::new("setsid");
    child.args(["--fork", "sh", "-c", run]).status().unwrap();
    loop { std::thread::park() }
}"#,
    ),
    (
        "forks-for-ever",
        r#"
fn main() {
    let run = "while true; do setsid --fork sleep 716253; echo another; done";
    let mut child = std::process::Command::new("setsid");
    child.args(["--fork", "sh", "-c", run]).status().unwrap();
    loop { std::thread::park() }
}"#,
    ),
    (
        "writes-bytes",
        r#"
use std::io::Write;
fn main() {
    let mut out = std::io::stdout();
    out.write_all(b"caf\xe9 \xc3\xa9\n").unwrap();
    out.write_all(&[b'x'; 100_000]).unwrap();
    out.write_all(b"\nno end of line").unwrap();
}"#,
    ),
    (
        "does-not-compile",
        r#"fn main() { let number: u32 = "text"; }"#,
    ),
    ("warns", "fn main() { let unused = 1; }"),
    (
        "tells-its-variables",
        r#"
fn main() {
    for name in ["NO_COLOR", "CARGO_MANIFEST_DIR", "CARGO_PKG_NAME"] {
        println!("{name} {:?}", std::env::var(name).ok());
    }
}"#,
    ),
];

static WORKBOOK: LazyLock<Fixture> = LazyLock::new(|| support::workbook(90, STEPS, &[]));

/// Runs a step to its end; a line that holds `stop_at` stops it.
async fn ran(step: &str, limits: Limits, stop_at: Option<&str>) -> (Vec<Event>, End) {
    let (events, mut coming) = mpsc::channel(64);
    let stop = Stop::new();
    let listen = async {
        let mut heard = Vec::new();
        while let Some(event) = coming.recv().await {
            if let (Event::Line { text, .. }, Some(at)) = (&event, stop_at)
                && text.contains(at)
            {
                stop.cancel();
            }
            heard.push(event);
        }
        heard
    };
    let step = WORKBOOK.ws.step(step).unwrap();
    let (end, heard) = tokio::join!(
        run(step, &WORKBOOK.root, limits, stop.clone(), events),
        listen
    );
    assert_eq!(heard.last(), Some(&Event::Ended(end.clone())));
    (heard, end)
}

async fn ran_to_its_end(step: &str) -> (Vec<Event>, End) {
    ran(step, Limits::default(), None).await
}

fn lines(events: &[Event], from: Stream) -> Vec<&str> {
    let lines = events.iter().filter_map(|event| match event {
        Event::Line { stream, text, .. } if *stream == from => Some(text.as_str()),
        _ => None,
    });
    lines.collect()
}

#[tokio::test]
async fn lines_come_with_their_stream_and_time_and_then_the_exit_status() {
    let (events, end) = ran_to_its_end("says-and-fails").await;
    assert_eq!(lines(&events, Stream::Out), ["[main] asks"]);
    assert_eq!(lines(&events, Stream::Err), ["oh"]);
    assert_eq!(end.status, Status::Exited(3));
    let started = events
        .iter()
        .position(|event| *event == Event::Started)
        .unwrap();
    let rest = &events[started + 1..];
    assert!(
        rest.iter()
            .all(|event| matches!(event, Event::Line { .. } | Event::Ended(_)))
    );
    for event in rest {
        if let Event::Line { at_ms, .. } = event {
            assert!(
                *at_ms >= 0.0 && *at_ms <= end.at_ms,
                "{at_ms} is not before {}",
                end.at_ms
            );
        }
    }
}

#[tokio::test]
async fn a_signal_is_told_by_name() {
    let (_, end) = ran_to_its_end("aborts").await;
    assert_eq!(end.status, Status::Signalled(6, "SIGABRT".into()));
    assert_eq!(end.status.sentence(), "It was ended by signal 6, SIGABRT.");
}

#[tokio::test]
async fn a_program_may_close_its_streams_before_it_ends() {
    let (_, end) = ran_to_its_end("closes-its-streams").await;
    assert_eq!(end.status, Status::Exited(4));
}

#[tokio::test]
async fn whoever_prints_for_ever_is_stopped() {
    let limits = Limits {
        bytes: 50_000,
        ..Limits::default()
    };
    let (events, end) = ran("prints-for-ever", limits, None).await;
    assert_eq!(end.status, Status::TooMuchOutput(50_000));
    let said = lines(&events, Stream::Out).join("\n").len();
    assert!(said <= 50_000, "{said} bytes were let through");
    assert_eq!(WORKBOOK.processes("debug/prints-for-ever"), [""; 0]);
}

#[tokio::test]
async fn whoever_sleeps_for_ever_is_stopped() {
    let limits = Limits {
        time: Duration::from_millis(300),
        ..Limits::default()
    };
    let (_, end) = ran("sleeps-for-ever", limits, None).await;
    assert_eq!(end.status, Status::TimedOut(limits.time));
    assert!(end.at_ms >= 300.0);
    assert_eq!(
        end.status.sentence(),
        "It was still running after 0.3 s and was stopped."
    );
    assert_eq!(WORKBOOK.processes("debug/sleeps-for-ever"), [""; 0]);
}

/// It waits far longer than it may sleep, and computes less than the clock's resolution, but it says something in between.
#[tokio::test]
async fn a_program_that_waits_often_and_goes_on_is_not_asleep() {
    let limits = Limits {
        asleep: Duration::from_millis(100),
        ..Limits::default()
    };
    let (events, end) = ran("waits-often", limits, None).await;
    assert_eq!(end.status, Status::Exited(0));
    assert!(end.at_ms >= 2500.0);
    assert_eq!(lines(&events, Stream::Out).len(), 50);
}

#[tokio::test]
async fn the_line_that_a_program_was_at_when_it_was_ended_is_told() {
    let limits = Limits {
        time: Duration::from_secs(3600),
        ..Limits::default()
    };
    let (events, mut coming) = mpsc::channel(64);
    let listen = async {
        let mut heard = Vec::new();
        while let Some(event) = coming.recv().await {
            let has_asked = matches!(&event, Event::Line { text, .. } if text == "has asked");
            heard.push(event);
            if has_asked {
                pass(limits.time).await;
            }
        }
        heard
    };
    let step = WORKBOOK.ws.step("asks-and-waits").unwrap();
    let running = run(step, &WORKBOOK.root, limits, Stop::new(), events);
    let (end, heard) = tokio::join!(running, listen);
    assert_eq!(end.status, Status::TimedOut(limits.time));
    assert_eq!(lines(&heard, Stream::Out), ["[main] asks", "your name: "]);
}

#[tokio::test]
async fn what_a_program_leaves_behind_ends_with_it() {
    let (_, end) = ran_to_its_end("leaves-others-behind").await;
    assert_eq!(end.status, Status::Exited(0));
    assert_eq!(WORKBOOK.processes("918273"), [""; 0]);
}

#[tokio::test]
async fn a_stop_reaches_those_that_left_the_group_and_ignore_signals() {
    let (_, end) = ran("forks-and-stays", Limits::default(), Some("forked")).await;
    assert_eq!(end.status, Status::Stopped);
    assert_eq!(WORKBOOK.processes("817263"), [""; 0]);
}

#[tokio::test]
async fn a_stop_reaches_whoever_forks_for_ever() {
    let (_, end) = ran("forks-for-ever", Limits::default(), Some("another")).await;
    assert_eq!(end.status, Status::Stopped);
    assert_eq!(WORKBOOK.processes("716253"), [""; 0]);
}

#[tokio::test]
async fn a_run_ends_when_nobody_listens_any_more() {
    let (events, mut coming) = mpsc::channel(64);
    let step = WORKBOOK.ws.step("rests-for-ever").unwrap();
    let listen = async move {
        while let Some(event) = coming.recv().await {
            if matches!(event, Event::Line { .. }) {
                return;
            }
        }
    };
    let running = run(step, &WORKBOOK.root, Limits::default(), Stop::new(), events);
    let (end, ()) = tokio::join!(running, listen);
    assert_eq!(end.status, Status::Stopped);
    assert_eq!(WORKBOOK.processes("debug/rests-for-ever"), [""; 0]);
}

#[tokio::test]
async fn a_run_that_is_dropped_ends_soon_after() {
    let (events, mut coming) = mpsc::channel(64);
    let step = WORKBOOK.ws.step("waits-for-ever").unwrap();
    let mut running = Box::pin(run(
        step,
        &WORKBOOK.root,
        Limits::default(),
        Stop::new(),
        events,
    ));
    loop {
        tokio::select! {
            end = &mut running => panic!("it ended by itself: {end:?}"),
            event = coming.recv() => if matches!(event, Some(Event::Line { .. })) { break },
        }
    }
    assert!(!WORKBOOK.processes("debug/waits-for-ever").is_empty());
    drop(running);
    eventually("it has ended", || {
        WORKBOOK.processes("debug/waits-for-ever").is_empty()
    });
}

#[tokio::test]
async fn bytes_that_are_no_text_and_long_lines_are_made_readable() {
    let (events, _) = ran_to_its_end("writes-bytes").await;
    let lines = lines(&events, Stream::Out);
    assert_eq!(lines[0], "caf\u{fffd} é");
    assert_eq!(lines[1].len(), 8192 + "…".len());
    assert!(lines[1].ends_with("x…"));
    assert_eq!(lines[2..], ["no end of line"]);
}

#[tokio::test]
async fn a_program_that_does_not_compile_gives_the_compilers_words() {
    let (events, end) = ran_to_its_end("does-not-compile").await;
    assert_eq!(end.status, Status::DidNotCompile);
    let compiler = events.iter().find_map(|event| match event {
        Event::Compiler(text) => Some(text),
        _ => None,
    });
    let compiler = compiler.unwrap();
    assert!(
        compiler.starts_with("error[E0308]: mismatched types\n"),
        "{compiler}"
    );
    assert!(compiler.contains("does-not-compile.rs:1:31"), "{compiler}");
    assert!(!compiler.contains('\u{1b}'));
    assert!(!compiler.contains("aborting"));
    assert!(!events.contains(&Event::Started));
}

#[tokio::test]
async fn warnings_are_shown_and_the_program_runs() {
    for _ in ["compiled", "found fresh"] {
        let (events, end) = ran_to_its_end("warns").await;
        assert_eq!(end.status, Status::Exited(0));
        let is_warning =
            |event: &Event| matches!(event, Event::Compiler(text) if text.contains("unused"));
        assert!(events.iter().any(is_warning), "{events:?}");
    }
}

#[tokio::test]
async fn a_program_does_not_see_what_cargo_told_the_tool() {
    let (events, _) = ran_to_its_end("tells-its-variables").await;
    let expected = [
        r#"NO_COLOR Some("1")"#,
        "CARGO_MANIFEST_DIR None",
        "CARGO_PKG_NAME None",
    ];
    assert_eq!(lines(&events, Stream::Out), expected);
}

#[tokio::test]
async fn a_step_that_is_gone_is_a_failure_in_cargos_words() {
    let mut step = WORKBOOK.ws.step("warns").unwrap().clone();
    step.name = "gone".into();
    let (events, mut coming) = mpsc::channel(64);
    let running = run(
        &step,
        &WORKBOOK.root,
        Limits::default(),
        Stop::new(),
        events,
    );
    let listen = async {
        let mut words = String::new();
        while let Some(event) = coming.recv().await {
            if let Event::Compiler(text) = event {
                words = text;
            }
        }
        words
    };
    let (end, words) = tokio::join!(running, listen);
    assert_eq!(end.status, Status::DidNotCompile);
    assert!(words.contains("no bin target named `gone`"), "{words}");
}

#[tokio::test]
async fn the_build_in_the_background_leaves_nothing_for_the_first_click() {
    let (events, mut coming) = mpsc::channel(64);
    let all = async {
        let broken = cargo::build_all(&WORKBOOK.ws, &Stop::new(), &events).await;
        drop(events);
        broken.unwrap()
    };
    let drain = async { while coming.recv().await.is_some() {} };
    let (broken, ()) = tokio::join!(all, drain);
    assert_eq!(broken, ["ch90"], "one of its steps does not compile");
    let output = Command::new(env!("CARGO"))
        .args([
            "build",
            "-p",
            "ch90",
            "--bin",
            "warns",
            "--message-format=json",
        ])
        .current_dir(&WORKBOOK.root)
        .output()
        .unwrap();
    let messages = String::from_utf8(output.stdout).unwrap();
    let artifacts: Vec<_> = messages
        .lines()
        .filter(|line| line.contains("\"fresh\""))
        .collect();
    assert!(!artifacts.is_empty());
    for artifact in artifacts {
        assert!(artifact.contains("\"fresh\":true"), "{artifact}");
    }
}

#[tokio::test]
async fn a_build_tells_how_far_it_is_and_can_be_stopped() {
    let (events, mut coming) = mpsc::channel(64);
    let stop = Stop::new();
    stop.cancel();
    let target = Target::Step("says-and-fails".into());
    let built = cargo::build(
        &WORKBOOK.root,
        "ch90",
        &target,
        Duration::MAX,
        &stop,
        &events,
    )
    .await
    .unwrap();
    assert_eq!(built, cargo::Built::Stopped);
    drop(events);
    while coming.recv().await.is_some() {}

    let (events, end) = ran_to_its_end("does-not-compile").await;
    assert_eq!(end.status, Status::DidNotCompile);
    assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::Progress { total: 1.., .. })),
        "{events:?}"
    );
}

#[test]
fn in_a_terminal_a_step_ends_as_it_would_by_itself() {
    use std::os::unix::process::ExitStatusExt;
    let book = |step: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
        command
            .args(["run", step])
            .env("BOOK_ROOT", &WORKBOOK.root)
            .output()
            .unwrap()
    };
    let failed = book("ch90/says-and-fails");
    assert_eq!(failed.stdout, b"[main] asks\n");
    assert!(String::from_utf8_lossy(&failed.stderr).ends_with("oh\n"));
    assert_eq!(failed.status.code(), Some(3));
    assert_eq!(book("aborts").status.signal(), Some(6));
}
