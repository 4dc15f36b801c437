//! hangs: the check “when the last handle is dropped the thread ends” is asleep

fn drop(&mut self) {
    let handle = self.handle.take().expect("it's taken only here");
    if handle.thread().id() != thread::current().id() {
        handle.join().expect("the reactor's thread doesn't panic");
    }
    self.shared.source.stop();
}
