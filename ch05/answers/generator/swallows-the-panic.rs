//! not-yet: the body panicked, and `next` returned None

fn next(&mut self) -> Option<T> {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    if self.body.is_finished() {
        return None;
    }
    match catch_unwind(AssertUnwindSafe(|| self.body.resume())) {
        Ok(State::Suspended(value)) => Some(value),
        Ok(State::Finished(())) | Err(_) => None,
    }
}
