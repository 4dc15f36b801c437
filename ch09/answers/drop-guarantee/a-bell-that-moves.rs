//! not-yet: a `Bell` is `Unpin`, and its waiters have pointers to it

#[derive(Default)]
struct Bell {
    first: Cell<Option<NonNull<Waiter>>>,
    last: Cell<Option<NonNull<Waiter>>>,
}
