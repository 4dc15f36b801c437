//! not-yet: `spawn` is called on a thread that runs no executor, and it returns

fn spawn(future: impl Future<Output = ()> + 'static) {
    if let Some(current) = CURRENT.with_borrow(Option::clone) {
        current.add(Box::new(future));
    }
}
