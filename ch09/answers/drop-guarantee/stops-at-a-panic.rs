//! not-yet: a waker panics while the bell is dropped, and waiter 3, which comes later, isn't ready

fn close(&self) {
    while self.let_go(false) {}
}
