//! A kernel whose answers are prepared, and then a real one, with a real signal.

use super::*;
use std::io::ErrorKind;
use testing::Log;
use trace::trace;

const TEXT: &str = "one after another";

#[derive(Clone, Copy)]
enum Answer {
    Takes(usize),
    Fails(ErrorKind),
}
use Answer::{Fails, Takes};

/// What `write_all` has come to: everything, or how much and why not more.
type Outcome = Result<(), (usize, ErrorKind)>;

/// Lets `write_all` write to a kernel that gives these answers, and holds it to the rules.
fn play(text: &str, answers: &[Answer]) -> Result<Outcome, String> {
    let (mut left, mut taken) = (answers.iter(), 0);
    let mut objection = None;
    let outcome = write_all(
        |offered| {
            let rest = &text.as_bytes()[taken..];
            let shown = String::from_utf8_lossy(offered);
            if objection.is_none() && offered != rest {
                objection = Some(object(offered, rest));
            }
            let Some(answer) = left.next() else {
                // Whoever asks for ever would never come to the end of the check.
                trace!("kernel", "is offered {shown:?} after all was said and done");
                panic!(
                    "{}",
                    objection
                        .take()
                        .unwrap_or_else(|| one_too_many(rest, answers.last()))
                );
            };
            match *answer {
                Takes(count) => {
                    taken += count;
                    trace!("kernel", "is offered {shown:?} and takes {count}");
                    Ok(count)
                }
                Fails(kind) => {
                    trace!("kernel", "is offered {shown:?} and says {kind:?}");
                    Err(kind.into())
                }
            }
        },
        text.as_bytes(),
    );
    let outcome = outcome.map_err(|Unfinished { written, error }| (written, error.kind()));
    match (objection, left.len(), outcome) {
        (Some(objection), ..) => Err(objection),
        (None, 0, outcome) => Ok(outcome),
        (None, _, Ok(())) => Err(format!(
            "write_all has returned Ok, and the kernel has {taken} of {} bytes\n\
             To take a part is no error, and says: come again with the rest.",
            text.len()
        )),
        (None, _, Err((_, kind))) => Err(too_early(kind)),
    }
}

fn too_early(kind: ErrorKind) -> String {
    let why = match kind {
        ErrorKind::Interrupted => {
            "A signal that comes while a call waits ends the call, and not the work."
        }
        _ => "The kernel has refused nothing: it would have taken the rest.",
    };
    format!("write_all has given up at {kind:?}\n{why}")
}

fn object(offered: &[u8], rest: &[u8]) -> String {
    if rest.is_empty() || offered.is_empty() {
        "a call was made with nothing left to write\nIt costs as much as any other.".into()
    } else if rest.starts_with(offered) {
        "a call offered less than all that is left\nThe kernel takes no more than it is offered, so that costs calls.".into()
    } else if offered.len() >= rest.len() {
        "the kernel was offered again what it had taken\nIt would be written twice.".into()
    } else {
        "the kernel was offered what comes after bytes that it has not taken\nThose are lost."
            .into()
    }
}

fn one_too_many(rest: &[u8], last: Option<&Answer>) -> String {
    match last {
        _ if rest.is_empty() => object(&[], rest),
        Some(Takes(0)) => "a call was made after one that had taken nothing\n\
             It will take nothing either, and so on for ever: the error is WriteZero."
            .into(),
        _ => "a call was made after one that had failed\n\
             Only an interrupted call is made again: everything else is for the caller to decide."
            .into(),
    }
}

#[test]
fn every_byte_is_written_once_whatever_the_kernel_answers() {
    use ErrorKind::{BrokenPipe, Interrupted, WouldBlock, WriteZero};
    let log = Log::start();
    let all = TEXT.len();
    let cases: [(&str, &str, &[Answer], Outcome); 7] = [
        ("to a file", TEXT, &[Takes(all)], Ok(())),
        (
            "to a pipe that is nearly full",
            TEXT,
            &[Takes(4), Takes(6), Takes(all - 10)],
            Ok(()),
        ),
        (
            "while signals arrive",
            TEXT,
            &[
                Fails(Interrupted),
                Takes(4),
                Fails(Interrupted),
                Fails(Interrupted),
                Takes(all - 4),
            ],
            Ok(()),
        ),
        (
            "to a pipe that does not wait",
            TEXT,
            &[Takes(10), Fails(WouldBlock)],
            Err((10, WouldBlock)),
        ),
        (
            "to a reader who goes away",
            TEXT,
            &[Takes(4), Fails(Interrupted), Takes(6), Fails(BrokenPipe)],
            Err((10, BrokenPipe)),
        ),
        (
            "to something that has no room and never will",
            TEXT,
            &[Takes(4), Takes(0)],
            Err((4, WriteZero)),
        ),
        ("nothing at all", "", &[], Ok(())),
    ];
    for (what, text, answers, expected) in cases {
        trace!("main", "writes {what}");
        let outcome = play(text, answers).unwrap_or_else(|objection| {
            testing::report(&log.text());
            panic!("{objection}");
        });
        match &outcome {
            Ok(()) => trace!("main", "has written everything"),
            Err((written, kind)) => trace!("main", "has written {written} bytes, then {kind:?}"),
        }
        if outcome != expected {
            testing::report(&log.text());
            panic!(
                "main writes {what}, and is told something else than what happened\n\
                 What happened: {expected:?}. What it is told: {outcome:?}."
            );
        }
    }
    testing::pin_exercise!("write-all", log);
}

#[test]
fn one_byte_at_a_time_is_enough() {
    writes_everything(&[Takes(1); TEXT.len()]);
}

#[test]
fn signals_by_the_thousand_cost_calls_and_nothing_else() {
    let mut answers = vec![Fails(ErrorKind::Interrupted); 1000];
    answers.push(Takes(TEXT.len()));
    writes_everything(&answers);
}

fn writes_everything(answers: &[Answer]) {
    match play(TEXT, answers) {
        Ok(outcome) => assert_eq!(outcome, Ok(()), "everything was written, and it says:"),
        Err(objection) => panic!("{objection}"),
    }
}

/// A write to a pipe waits for room. Signals come while it does: the first one cuts it short, since
/// the pipe has taken a part by then, and the next ones interrupt it.
#[test]
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn real_signals_lose_nothing_on_a_real_pipe() {
    use ch03::{c, os::Handler};
    use std::io::Read;
    use std::os::fd::AsRawFd;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    let handler = Handler::install().unwrap();
    let (mut reader, pipe) = io::pipe().unwrap();
    // More than any system keeps in a pipe.
    let bytes: Vec<u8> = (0..4 << 20).map(|n| (n / 64 % 251) as u8).collect();
    let (sent, interrupted) = (bytes.clone(), Arc::new(AtomicBool::new(false)));
    let seen = Arc::clone(&interrupted);
    let writer = thread::spawn(move || {
        let write = |bytes: &[u8]| {
            let result = c::write(pipe.as_raw_fd(), bytes);
            if let Err(error) = &result
                && error.kind() == ErrorKind::Interrupted
            {
                seen.store(true, Ordering::Relaxed);
            }
            result
        };
        write_all(write, &sent).map_err(|unfinished| (unfinished.written, unfinished.error.kind()))
    });
    while !interrupted.load(Ordering::Relaxed) && !writer.is_finished() {
        handler.interrupt(&writer);
        thread::yield_now();
    }
    let mut arrived = Vec::new();
    reader.read_to_end(&mut arrived).unwrap();
    if let Err((written, kind)) = writer.join().unwrap() {
        panic!(
            "a signal came while a pipe was full, and write_all has given up: {kind:?}\n\
             {written} bytes were written by then, and the rest could have been."
        );
    }
    assert!(
        arrived == bytes,
        "{} of {} bytes came through a real pipe, or not as they were sent\n\
         A pipe takes what it has room for, and a signal may end a write in the middle.",
        arrived.len(),
        bytes.len()
    );
}
