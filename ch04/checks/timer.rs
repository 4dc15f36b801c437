//! Timers that are due together, one after the other, or not for an hour; and what they cost.

use super::*;
use ch04::{Events, Poll};
use testing::Log;

const HOUR: Duration = Duration::from_secs(3600);

fn timers() -> (Poll, Timers) {
    let poll = Poll::new().unwrap();
    let timers = Timers::new(poll.registry(), Token(0)).unwrap();
    (poll, timers)
}

/// One wait and what it fires. Timers in these tests are due within milliseconds, or never.
fn turn(poll: &mut Poll, timers: &mut Timers) -> Vec<String> {
    let mut events = Events::with_capacity(1);
    poll.poll(&mut events, Some(Duration::from_secs(5)))
        .unwrap();
    assert!(
        !events.is_empty(),
        "a timer is due, but the clock has not gone off for 5 seconds\n\
         Is it set to the earliest timer that is left?"
    );
    timers.fire().unwrap()
}

#[test]
fn a_batch_that_is_due_fires_together_in_its_order() {
    let log = Log::start();
    let (mut poll, mut timers) = timers();
    let noon = Instant::now();
    let past = |milliseconds| noon - Duration::from_millis(milliseconds);
    for (name, at, when) in [
        ("egg", past(3), "is due"),
        ("tea", past(5), "was due before the egg"),
        ("rice", noon, "is due"),
        ("bell", noon, "is due with the rice"),
        ("bread", noon + HOUR, "is due in an hour"),
    ] {
        trace!("main", "inserts {name}, which {when}");
        timers.insert(at, name).unwrap();
    }
    let mut fired = turn(&mut poll, &mut timers);
    let together = fired.len();
    while fired.len() < 4 {
        fired.extend(turn(&mut poll, &mut timers));
    }
    let mut events = Events::with_capacity(1);
    poll.poll(&mut events, Some(Duration::ZERO)).unwrap();
    let in_order = fired == ["tea", "egg", "rice", "bell"];
    if !in_order || together != 4 || !events.is_empty() {
        testing::report(&log.text());
    }
    assert!(
        in_order,
        "the timers fire in another order than they are due\n{fired:?}"
    );
    assert_eq!(
        together, 4,
        "four timers were due at once, and the first report did not fire all of them\nIt fired:"
    );
    assert!(
        events.is_empty(),
        "what is left is due in an hour, but the clock goes off now"
    );
    testing::pin_exercise!("timer", log);
}

#[test]
fn a_hundred_due_timers_cost_one_wait() {
    let (mut poll, mut timers) = timers();
    let now = Instant::now();
    for n in 0..100 {
        timers.insert(now, &format!("timer {n}")).unwrap();
    }
    let log = Log::start();
    let mut fired = Vec::new();
    while fired.len() < 100 {
        fired.extend(turn(&mut poll, &mut timers));
    }
    assert!(
        fired
            .iter()
            .eq(&Vec::from_iter((0..100).map(|n| format!("timer {n}"))))
    );
    assert_eq!(
        log.counted("epoll_wait"),
        1,
        "a hundred timers that are due cost one wait"
    );
    assert_eq!(
        log.counted("timerfd_settime"),
        0,
        "nothing is left to wait for, and yet the clock was set\nSo often:"
    );
}

#[test]
fn a_later_timer_does_not_set_the_clock_and_an_earlier_one_does() {
    let (_poll, mut timers) = timers();
    let log = Log::start();
    let hour = Instant::now() + HOUR;
    for n in 0..100 {
        timers
            .insert(hour + Duration::from_secs(n), "later")
            .unwrap();
    }
    assert_eq!(
        log.counted("timerfd_settime"),
        1,
        "a timer that is later than the earliest does not set the clock\n\
         Calls for a hundred timers, of which the first was the earliest:"
    );
    timers.insert(hour, "at the same time").unwrap();
    assert_eq!(
        log.counted("timerfd_settime"),
        1,
        "an equal time is no earlier one"
    );
    timers
        .insert(hour - Duration::from_secs(1), "earlier")
        .unwrap();
    assert_eq!(
        log.counted("timerfd_settime"),
        2,
        "an earlier timer has to set the clock"
    );
}

#[test]
fn each_timer_fires_after_its_time_and_the_next_one_still_comes() {
    let (mut poll, mut timers) = timers();
    let log = Log::start();
    let begin = Instant::now();
    let time = |n: u64| begin + Duration::from_millis(3 * n);
    for n in [3, 1, 2] {
        timers.insert(time(n), &n.to_string()).unwrap();
    }
    let (mut fired, mut turns) = (Vec::new(), 0);
    while fired.len() < 3 {
        turns += 1;
        fired.extend(turn(&mut poll, &mut timers));
        if let Some(last) = fired.last() {
            let due = time(last.parse().unwrap());
            assert!(
                Instant::now() >= due,
                "timer {last} has fired before its time"
            );
        }
    }
    assert_eq!(fired, ["1", "2", "3"]);
    // Number 3 was the earliest when it came, then number 1 was; and so each turn but the last sets it.
    assert_eq!(
        log.counted("timerfd_settime"),
        2 + turns - 1,
        "the clock is set for an earlier timer, and for the next one while one is left\n\
         Calls, and how many these were:"
    );
}
