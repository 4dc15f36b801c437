//! Several futures that wait at the same time.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use ch07::{Future, PollState, join_all};
use std::cell::RefCell;
use std::rc::Rc;

type Diary = Rc<RefCell<Vec<String>>>;

/// A future that is ready at a certain poll, and writes down its polls and its end.
struct Counts {
    name: &'static str,
    polls_left: u32,
    diary: Diary,
}

impl Future for Counts {
    type Output = String;

    fn poll(&mut self) -> PollState<String> {
        self.diary
            .borrow_mut()
            .push(format!("{} is polled", self.name));
        self.polls_left = self.polls_left.checked_sub(1).expect("it was ready before");
        match self.polls_left {
            0 => PollState::Ready(self.name.to_uppercase()),
            _ => PollState::NotReady,
        }
    }
}

impl Drop for Counts {
    fn drop(&mut self) {
        self.diary
            .borrow_mut()
            .push(format!("{} is dropped", self.name));
    }
}

/// One future for each name, which is ready at so many polls.
fn counts(futures: &[(&'static str, u32)]) -> (Vec<Counts>, Diary) {
    let diary = Diary::default();
    let futures = futures.iter().map(|&(name, polls_left)| {
        let diary = Rc::clone(&diary);
        Counts {
            name,
            polls_left,
            diary,
        }
    });
    (futures.collect(), diary)
}

/// Polls once, and says what came of it.
fn poll<F: Future>(future: &mut F, diary: &Diary) -> (Option<F::Output>, Vec<String>) {
    let output = match future.poll() {
        PollState::Ready(output) => Some(output),
        PollState::NotReady => None,
    };
    (output, diary.take())
}

#[test]
fn nothing_is_polled_before_the_first_poll() {
    let (futures, diary) = counts(&[("a", 1)]);
    let _all = join_all(futures);
    assert!(diary.borrow().is_empty());
}

/// The trap: everything is polled each time, and what was ready is lost.
#[test]
fn only_what_is_not_ready_is_polled_and_outputs_come_in_the_order_of_the_futures() {
    let (futures, diary) = counts(&[("a", 2), ("b", 1), ("c", 3)]);
    let mut all = join_all(futures);
    let (output, first) = poll(&mut all, &diary);
    assert_eq!(output, None);
    assert_eq!(
        first,
        ["a is polled", "b is polled", "b is dropped", "c is polled"]
    );
    let (output, second) = poll(&mut all, &diary);
    assert_eq!(output, None);
    assert_eq!(second, ["a is polled", "a is dropped", "c is polled"]);
    let (output, third) = poll(&mut all, &diary);
    assert_eq!(output.unwrap(), ["A", "B", "C"]);
    assert_eq!(third, ["c is polled", "c is dropped"]);
}

#[test]
fn no_futures_are_ready_at_once() {
    let (futures, diary) = counts(&[]);
    let (output, _) = poll(&mut join_all(futures), &diary);
    assert_eq!(output, Some(vec![]));
}

/// The trap: a machine that starts anew when it's polled again after it was done.
#[test]
fn polled_after_it_was_ready_it_panics_with_a_sentence() {
    for futures in [&[][..], &[("a", 1)]] {
        let (futures, diary) = counts(futures);
        let mut all = join_all(futures);
        assert!(poll(&mut all, &diary).0.is_some());
        let sentence = testing::panic_of(|| drop(all.poll())).unwrap_err();
        assert_eq!(sentence, "a `join_all` was polled again after it was ready");
    }
}

#[test]
fn what_is_not_ready_is_dropped_with_it() {
    let (futures, diary) = counts(&[("a", 1), ("b", 2)]);
    let mut all = join_all(futures);
    poll(&mut all, &diary);
    drop(all);
    assert_eq!(diary.take(), ["b is dropped"]);
}

#[test]
fn a_borrowed_and_a_boxed_future_are_futures() {
    let (mut futures, diary) = counts(&[("a", 1), ("b", 1)]);
    let boxed: Box<dyn Future<Output = String>> = Box::new(futures.pop().unwrap());
    let borrowed: Box<dyn Future<Output = String> + '_> = Box::new(&mut futures[0]);
    let (output, _) = poll(&mut join_all([boxed, borrowed]), &diary);
    assert_eq!(output.unwrap(), ["B", "A"]);
}
