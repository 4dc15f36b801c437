//! What the steps' main function says of its other work doesn't depend on how often it polls.

use ch07::{goes_on, other_work};

#[test]
fn other_work_is_told_once_after_each_poll_that_let_the_coroutine_go_on() {
    let log = testing::Log::start();
    other_work();
    assert_eq!(log.text(), "");
    goes_on();
    other_work();
    let line = "[main] does other work, and polls ten times a second\n";
    assert_eq!(log.text(), line);
    other_work();
    assert_eq!(log.text(), line);
    goes_on();
    other_work();
    assert_eq!(log.text(), line.repeat(2));
}
