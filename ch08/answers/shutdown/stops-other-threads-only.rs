//! not-yet: a waker drops the last handle on the reactor's own thread, and nothing stops that thread

fn drop(&mut self) {
    let handle = self.handle.take().expect("it's taken only here");
    if handle.thread().id() == thread::current().id() {
        return;
    }
    self.shared.source.stop();
    handle.join().expect("the reactor's thread doesn't panic");
}
