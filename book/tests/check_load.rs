//! Solved exercises with a reader's own prints, panics, threads and tests in them, again and again on a busy machine.
//! By hand: `cargo test -p book --test check_load -- --ignored --nocapture`; `BOOK_RUNS=20` for fewer.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::check::Outcome;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use support::chapters::{copy, verdict};

/// How often each is checked.
fn runs() -> usize {
    let runs = std::env::var("BOOK_RUNS").ok();
    runs.map_or(200, |runs| runs.parse().unwrap())
}

/// What a reader may have in a file beside the answer.
const OWN: &str = r#"
#[cfg(test)]
mod own {
    #[test]
    fn it_prints() {
        println!("FAILED\ntest result: FAILED. 0 passed; 9 failed");
        eprintln!("thread 'check::x' (1) panicked at a.rs:1:2:\nnothing");
    }

    #[test]
    #[should_panic = "on purpose"]
    fn it_panics() {
        panic!("on purpose");
    }

    #[test]
    fn it_catches_panics_of_threads() {
        for number in 0..4 {
            std::thread::spawn(move || panic!("{number}")).join().unwrap_err();
        }
        std::panic::catch_unwind(|| panic!("and its own")).unwrap_err();
    }

    #[test]
    fn it_leaves_a_thread_behind() {
        std::thread::spawn(|| loop { std::thread::park() });
    }
}

"#;

/// The reference with prints where it does something, and with the tests above.
fn noisy(reference: &str) -> String {
    let noise = "println!(\"FAILED\"); eprintln!(\"test check::x ... FAILED\");";
    let panics = "std::panic::catch_unwind(|| panic!(\"caught\")).unwrap_err();";
    let footer = reference.find("\n#[cfg(test)]").unwrap();
    let (text, footer) = reference.split_at(footer);
    // In the first function whose body starts on the next line.
    let body = text.find("{\n        ").unwrap() + 2;
    let (before, after) = text.split_at(body);
    assert!(before.contains("fn "), "{before}");
    format!("{before}        {noise}\n        {panics}\n{after}\n{OWN}{footer}")
}

#[tokio::test]
#[ignore = "it takes minutes"]
async fn a_right_answer_is_solved_every_time_on_a_busy_machine() {
    let (ws, _lock) = copy();
    let busy = Arc::new(AtomicBool::new(true));
    let load: Vec<_> = (0..4)
        .map(|_| {
            let busy = Arc::clone(&busy);
            std::thread::spawn(move || while busy.load(Ordering::Relaxed) {})
        })
        .collect();
    let mut slowest = 0.0_f64;
    for id in ["ch04/waker", "ch04/oneshot-rearm", "ch05/generator"] {
        let exercise = ws.exercise(id).unwrap();
        let text = noisy(&exercise.reference().unwrap());
        let runs = runs();
        for run in 0..runs {
            let found = verdict(&ws, exercise, &text).await;
            assert_eq!(
                found.outcome,
                Outcome::Solved,
                "{id}, run {run}: {found:#?}"
            );
            slowest = slowest.max(found.seconds);
        }
        println!(
            "{id}: solved {runs} times of {runs}; the slowest verdict so far took {slowest:.1} s"
        );
    }
    busy.store(false, Ordering::Relaxed);
    load.into_iter().for_each(|thread| thread.join().unwrap());
}
