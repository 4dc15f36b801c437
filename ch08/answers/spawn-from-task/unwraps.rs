//! not-yet: `spawn` is called on a thread that runs no executor, and its panic doesn't say so
//!
//! "Called `Option::unwrap()` on a `None` value" helps only the author of the executor.

fn spawn(future: impl Future<Output = ()> + 'static) {
    let current = CURRENT.with_borrow(Option::clone);
    current.unwrap().add(Box::new(future));
}
