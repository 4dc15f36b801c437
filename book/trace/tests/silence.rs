//! A process of its own, in which nobody listens until the test does.

use std::cell::Cell;
use std::fmt;

struct Counted<'a>(&'a Cell<usize>);

impl fmt::Display for Counted<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.set(self.0.get() + 1);
        Ok(())
    }
}

#[test]
fn nothing_is_formatted_while_nobody_listens() {
    let formatted = Cell::new(0);
    trace::trace!("main", "{}", Counted(&formatted));
    assert_eq!(formatted.get(), 0);
    let log = trace::Log::start();
    trace::trace!("main", "{}", Counted(&formatted));
    assert_eq!(formatted.get(), 1);
    drop(log);
    trace::trace!("main", "{}", Counted(&formatted));
    assert_eq!(formatted.get(), 1);
}
