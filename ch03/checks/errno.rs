//! A kernel with prepared answers, of which each call takes the next one.

use super::*;
use ch03::raw;
use std::io::ErrorKind;
use testing::Log;
use trace::trace;

const EINTR: isize = 4;
const EBADF: isize = 9;
const EAGAIN: isize = if cfg!(target_os = "linux") { 11 } else { 35 };

/// What `lseek` answers in `/proc/self/mem` for the page of x86-64 that starts there.
const POSITION: isize = 0xffff_ffff_ff60_0000_u64 as isize;

/// A number as the kernel's sources write it.
fn named(answer: isize) -> String {
    match -answer {
        EINTR => "-EINTR".to_owned(),
        EBADF => "-EBADF".to_owned(),
        EAGAIN => "-EAGAIN".to_owned(),
        _ => answer.to_string(),
    }
}

/// What `ask` came to: a value, nothing, or an error's number.
type Outcome = Result<Option<usize>, Option<i32>>;

fn described(outcome: Outcome) -> String {
    match outcome {
        Ok(Some(value)) => value.to_string(),
        Ok(None) => "nothing now".to_owned(),
        Err(Some(number)) => format!("the error {number}"),
        Err(None) => "an error without a number".to_owned(),
    }
}

/// Gives these answers to `ask`, which has to take them all and no more.
fn play(answers: &[isize]) -> Outcome {
    let mut left = answers.iter();
    let outcome = ask(|| {
        let Some(&answer) = left.next() else {
            panic!(
                "the kernel was asked again after it had answered {}\n\
                 Only an interrupted call is made again at once.",
                named(answers[answers.len() - 1])
            );
        };
        trace!("kernel", "answers {}", named(answer));
        answer
    });
    outcome.map_err(|error| error.raw_os_error())
}

#[test]
fn a_call_is_told_what_the_kernel_meant() {
    let log = Log::start();
    let cases: [(&str, &[isize], _); 7] = [
        ("writes 61 bytes", &[61], Ok(Some(61))),
        ("reads at the end of a file", &[0], Ok(Some(0))),
        ("writes to a closed descriptor", &[-EBADF], Err(Some(9))),
        (
            "seeks a position in /proc/self/mem",
            &[POSITION],
            Ok(Some(POSITION as usize)),
        ),
        (
            "reads, and two signals arrive",
            &[-EINTR, -EINTR, 5],
            Ok(Some(5)),
        ),
        ("reads from an empty pipe", &[-EAGAIN], Ok(None)),
        (
            "reads, a signal arrives, and the pipe is empty",
            &[-EINTR, -EAGAIN],
            Ok(None),
        ),
    ];
    let mut misunderstood = None;
    for (what, answers, expected) in cases {
        trace!("main", "{what}");
        let outcome = play(answers);
        trace!("main", "has {}", described(outcome));
        if outcome != expected && misunderstood.is_none() {
            misunderstood = Some((what, answers, expected, outcome));
        }
    }
    if let Some((what, answers, expected, outcome)) = misunderstood {
        testing::report(&log.text());
        let answer = named(answers[0]);
        let (expected, outcome) = (described(expected), described(outcome));
        panic!(
            "main {what}, and {answer} is misunderstood\n\
             It has {outcome} in the end, and should have {expected}."
        );
    }
    testing::pin_exercise!("errno", log);
}

#[test]
fn the_4095_numbers_below_zero_are_errors() {
    for number in 1..=4095 {
        let decoded = decode(-(number as isize)).map_err(|error| error.raw_os_error());
        assert_eq!(
            decoded,
            Err(Some(number)),
            "-{number} is the error {number}, and it was decoded as something else"
        );
    }
}

#[test]
fn everything_else_is_a_value() {
    let values = [
        0,
        1,
        4095,
        isize::MAX,
        -4096,
        -4097,
        POSITION,
        i32::MIN as isize,
        isize::MIN,
    ];
    for value in values {
        let decoded = decode(value).map_err(|error| error.raw_os_error());
        assert_eq!(
            decoded,
            Ok(value as usize),
            "{value} is no error: those are -4095 to -1"
        );
    }
}

#[test]
fn an_error_has_the_kind_that_std_gives_its_number() {
    let table = [
        (2, ErrorKind::NotFound),
        (EINTR, ErrorKind::Interrupted),
        (EAGAIN, ErrorKind::WouldBlock),
        (22, ErrorKind::InvalidInput),
        (32, ErrorKind::BrokenPipe),
    ];
    for (number, kind) in table {
        let decoded = decode(-number).map_err(|error| error.kind());
        assert_eq!(decoded, Err(kind), "-{number} is of another kind");
    }
}

#[test]
fn an_interrupted_call_is_made_again_however_often() {
    let mut answers = vec![-EINTR; 1000];
    answers.push(7);
    assert_eq!(
        play(&answers),
        Ok(Some(7)),
        "a signal is no reason to give up"
    );
}

#[test]
fn what_would_block_is_not_asked_again() {
    assert_eq!(play(&[-EAGAIN]), Ok(None), "nothing now is no error");
}

#[test]
fn a_real_kernel_answers_in_the_same_way() {
    let outcome = ask(|| raw::write(-1, b"x")).map_err(|error| error.raw_os_error());
    assert_eq!(outcome, Err(Some(9)), "nobody has descriptor -1 open");
}
