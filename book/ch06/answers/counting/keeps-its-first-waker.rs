//! not-yet: the future went to another task, and the knock wakes the one that it came from

struct Counting {
    door: Rc<Door>,
    missing: u32,
    waker: Option<std::task::Waker>,
}

fn new(door: Rc<Door>, guests: u32) -> Self {
    Self {
        door,
        missing: guests,
        waker: None,
    }
}

fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
    let waker = self
        .waker
        .get_or_insert_with(|| context.waker().clone())
        .clone();
    if self.door.admit_one() {
        self.missing -= 1;
    }
    if self.missing == 0 {
        return Poll::Ready(());
    }
    if self.door.guest_waits() {
        waker.wake();
    } else {
        self.door.wake_at_next_knock(&waker);
    }
    Poll::Pending
}
