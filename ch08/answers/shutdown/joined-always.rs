//! not-yet: a waker drops the last handle on the reactor's own thread, and that panics

fn drop(&mut self) {
    self.shared.source.stop();
    let handle = self.handle.take().expect("it's taken only here");
    handle.join().expect("the reactor's thread doesn't panic");
}
