//! not-yet: the drop of the last handle returns, and the reactor's thread is still there

fn drop(&mut self) {
    self.shared.source.stop();
}
