//! solved
//!
//! A waker's panic is caught, and goes on when all waiters have gone. Of two panics, the last one does.

fn close(&self) {
    let mut panic = None;
    loop {
        let run = std::panic::AssertUnwindSafe(|| self.let_go(false));
        match std::panic::catch_unwind(run) {
            Ok(true) => {}
            Ok(false) => break,
            Err(words) => panic = Some(words),
        }
    }
    if let Some(words) = panic
        && !std::thread::panicking()
    {
        std::panic::resume_unwind(words);
    }
}
