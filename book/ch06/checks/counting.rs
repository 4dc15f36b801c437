//! Each poll is looked at by itself: whom it let in, and whether it asked for another one.

use super::*;
use ch06::Task;
use testing::Log;
use trace::trace;

/// A door, and a task that admits guests there.
struct Evening {
    door: Rc<Door>,
    task: Task<Counting>,
    guests: u32,
}

impl Evening {
    fn with(guests: u32) -> Self {
        let door = Rc::new(Door::default());
        let task = Task::new(Counting::new(Rc::clone(&door), guests));
        Self { door, task, guests }
    }

    /// One poll, which admits one guest if one is outside, and asks for the next poll if there's a reason. Returns
    /// whether the future is ready.
    fn poll(&mut self) -> bool {
        let (before, guest_waits) = (self.door.admitted(), self.door.guest_waits());
        let is_ready = self.task.poll().is_ready();
        let came = self.door.admitted() - before;
        assert!(
            came <= 1,
            "one poll lets in {came} guests, and one is what a poll may admit\n\
             Other tasks have no turn meanwhile."
        );
        let (is_in, guests) = (self.door.admitted(), self.guests);
        assert!(
            is_ready || is_in < guests,
            "all {guests} guests are in, and the future isn't ready"
        );
        assert!(
            !is_ready || is_in >= guests,
            "the future is ready, and of its {guests} guests {is_in} came in"
        );
        assert!(
            came == 1 || !guest_waits,
            "a guest is outside, and the poll doesn't admit one"
        );
        self.next_poll_is_asked_for_if_there_is_a_reason(is_ready);
        is_ready
    }

    fn next_poll_is_asked_for_if_there_is_a_reason(&self, is_ready: bool) {
        let (guest_waits, is_woken) = (self.door.guest_waits(), self.task.is_woken());
        assert!(
            !(is_ready && is_woken),
            "the future is ready, and asks for one more poll\n\
             An executor would poll it again, or look in vain for a task that's gone."
        );
        assert!(
            is_ready || !guest_waits || is_woken,
            "a guest is left outside, and the task sleeps\n\
             That guest knocked before this poll, and won't knock again."
        );
        assert!(
            guest_waits || !is_woken,
            "the poll asks for the next one, and no guest is outside\n\
             The next poll has nothing to do but to ask again: the task never sleeps."
        );
    }

    /// A knock that the task waits for.
    fn knock(&self) {
        self.door.knock();
        let guest = self.door.admitted() + 1;
        assert!(
            self.task.is_woken(),
            "guest {guest} knocks, and the task isn't woken\n\
             It sleeps, and its executor polls only what was woken."
        );
    }
}

#[test]
fn a_guest_who_knocks_wakes_the_task_and_comes_in() {
    let mut evening = Evening::with(3);
    evening.poll();
    for is_last in [false, false, true] {
        evening.knock();
        assert_eq!(evening.poll(), is_last);
    }
}

#[test]
fn guests_who_knock_together_come_in_one_at_a_poll() {
    // Before the first poll, and while the task sleeps.
    let mut evening = Evening::with(5);
    (0..2).for_each(|_| evening.door.knock());
    assert_eq!([(); 2].map(|()| evening.poll()), [false; 2]);
    (0..3).for_each(|_| evening.knock());
    assert_eq!([(); 3].map(|()| evening.poll()), [false, false, true]);
}

#[test]
fn nothing_wakes_the_task_when_it_is_done() {
    for together in [false, true] {
        let mut evening = Evening::with(2);
        evening.poll();
        for _ in 0..2 {
            evening.knock();
            if !together {
                evening.poll();
            }
        }
        while evening.task.is_woken() {
            evening.poll();
        }
        evening.door.knock();
        assert!(
            !evening.task.is_woken(),
            "the future is done, and a knock still wakes its task\n\
             The door was left a waker in a poll that had another reason to be polled again."
        );
    }
}

#[test]
fn polls_that_no_waker_asked_for_admit_no_guest() {
    // As in a `join!`: its other half was woken, and it polls both.
    let mut evening = Evening::with(2);
    (0..4).for_each(|_| assert!(!evening.poll()));
    evening.knock();
    assert!(!evening.poll());
    (0..4).for_each(|_| assert!(!evening.poll()));
    evening.knock();
    assert!(evening.poll());
}

#[test]
fn the_future_may_go_to_another_task() {
    let door = Rc::new(Door::default());
    let mut first = Task::new(Counting::new(Rc::clone(&door), 2));
    assert!(first.poll().is_pending());
    let mut second = Task::new(first.into_future());
    assert!(second.poll().is_pending());
    door.knock();
    assert!(
        second.is_woken(),
        "the future went to another task, and the knock wakes the one that it came from\n\
         Each poll brings the waker of the task that polls."
    );
    assert!(second.poll().is_pending());
    door.knock();
    door.knock();
    assert!(second.is_woken() && second.poll().is_ready());
}

#[test]
fn the_whole_evening() {
    let log = Log::start();
    let mut evening = Evening::with(5);
    evening.poll();
    evening.knock();
    evening.poll();
    (0..3).for_each(|_| evening.knock());
    evening.poll();
    trace!("main", "has two guests outside, and sees a third one come");
    evening.door.knock();
    while evening.task.is_woken() {
        if evening.poll() {
            trace!("executor", "is done with the task");
        }
    }
    trace!("main", "sees a guest come too late");
    evening.door.knock();
    testing::pin_exercise!("counting", log);
}
