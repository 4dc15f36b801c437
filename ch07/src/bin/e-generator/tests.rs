//! What a generator promises, and what its adapter makes of it.

use super::countdown::countdown;
use super::generator::{Generator, GeneratorFuture, GeneratorState};
use ch07::{Future, PollState};

#[test]
fn each_turn_has_a_value_and_the_last_one_has_the_end() {
    let mut generator = countdown(2);
    assert_eq!(generator.resume(), GeneratorState::Yielded(2));
    assert_eq!(generator.resume(), GeneratorState::Yielded(1));
    assert_eq!(generator.resume(), GeneratorState::Complete("lift-off"));
    let sentence = testing::panic_of(|| generator.resume()).unwrap_err();
    assert_eq!(sentence, "a generator was resumed again after it returned");
    assert_eq!(countdown(0).resume(), GeneratorState::Complete("lift-off"));
}

/// A generator without its values: each turn yields only that it isn't the last one.
struct WithoutValues<G>(G);

impl<G: Generator> Generator for WithoutValues<G> {
    type Yield = ();
    type Return = G::Return;

    fn resume(&mut self) -> GeneratorState<(), G::Return> {
        match self.0.resume() {
            GeneratorState::Yielded(_) => GeneratorState::Yielded(()),
            GeneratorState::Complete(end) => GeneratorState::Complete(end),
        }
    }
}

#[test]
fn a_future_of_a_generator_resumes_it_once_at_each_poll() {
    let mut future = GeneratorFuture(WithoutValues(countdown(2)));
    assert_eq!(future.poll(), PollState::NotReady);
    assert_eq!(future.poll(), PollState::NotReady);
    assert_eq!(future.poll(), PollState::Ready("lift-off"));
}
