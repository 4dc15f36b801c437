//! What a chain promises.

use super::combinators::{Combinators, Value, value};
use ch07::{Future, PollState};
use std::cell::RefCell;
use std::rc::Rc;

type Diary = Rc<RefCell<Vec<String>>>;

/// A future that is ready at its second poll, and writes down its end.
struct Second {
    output: Option<Result<u32, String>>,
    is_polled: bool,
    diary: Diary,
}

impl Future for Second {
    type Output = Result<u32, String>;

    fn poll(&mut self) -> PollState<Result<u32, String>> {
        match std::mem::replace(&mut self.is_polled, true) {
            true => PollState::Ready(self.output.take().expect("ready once")),
            false => PollState::NotReady,
        }
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        self.diary.borrow_mut().push("drop".to_owned());
    }
}

fn second(output: Result<u32, &str>, diary: &Diary) -> Second {
    Second {
        output: Some(output.map_err(str::to_owned)),
        is_polled: false,
        diary: Rc::clone(diary),
    }
}

#[test]
fn the_second_begins_after_the_first_has_ended_and_is_dropped() {
    let diary = Diary::default();
    let mut chain = second(Ok(1), &diary).and_then(|one| {
        diary.borrow_mut().push(format!("then {one}"));
        second(Ok(one + 1), &diary).map(|two| two * 10)
    });
    for expected in [&[][..], &["drop", "then 1"]] {
        assert_eq!(chain.poll(), PollState::NotReady);
        assert_eq!(diary.take(), expected);
    }
    assert_eq!(chain.poll(), PollState::Ready(Ok(20)));
    assert_eq!(diary.take(), ["drop"]);
    let sentence = testing::panic_of(|| chain.poll()).unwrap_err();
    assert_eq!(sentence, "a chain was polled again after it was ready");
}

#[test]
fn an_error_ends_the_chain() {
    let diary = Diary::default();
    let mut chain = second(Err("no"), &diary)
        .map(|_| unreachable!("there's no value"))
        .and_then(|()| -> Value<u32, String> { unreachable!("there's no value") });
    assert_eq!(chain.poll(), PollState::NotReady);
    assert_eq!(chain.poll(), PollState::Ready(Err("no".to_owned())));
}

#[test]
fn no_function_runs_before_the_first_poll() {
    let is_called = RefCell::new(false);
    let mut chain = value::<(), String>(()).map(|()| is_called.replace(true));
    assert!(!*is_called.borrow());
    assert_eq!(chain.poll(), PollState::Ready(Ok(false)));
    assert!(*is_called.borrow());
}
