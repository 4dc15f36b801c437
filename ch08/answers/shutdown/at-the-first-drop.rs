//! not-yet: one of two handles is dropped, and the reactor is stopped
//!
//! Each handle ends the thread.

impl Drop for Reactor {
    fn drop(&mut self) {
        self.thread.shared.source.stop();
    }
}

fn drop(&mut self) {
    let handle = self.handle.take().expect("it's taken only here");
    if handle.thread().id() != thread::current().id() {
        handle.join().expect("the reactor's thread doesn't panic");
    }
}
