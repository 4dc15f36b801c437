//! not-yet: after the end of its body, `next` resumes the body once more

fn next(&mut self) -> Option<T> {
    match self.body.resume() {
        State::Suspended(value) => Some(value),
        State::Finished(()) => None,
    }
}
