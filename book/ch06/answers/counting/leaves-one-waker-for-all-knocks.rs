//! not-yet: guest 2 knocks, and the task isn't woken
//!
//! The door forgets a waker as soon as it has woken it.

struct Counting {
    door: Rc<Door>,
    missing: u32,
    is_known: bool,
}

fn new(door: Rc<Door>, guests: u32) -> Self {
    Self {
        door,
        missing: guests,
        is_known: false,
    }
}

fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
    if self.door.admit_one() {
        self.missing -= 1;
    }
    if self.missing == 0 {
        return Poll::Ready(());
    }
    if self.door.guest_waits() {
        context.waker().wake_by_ref();
    } else if !self.is_known {
        self.is_known = true;
        self.door.wake_at_next_knock(context.waker());
    }
    Poll::Pending
}
