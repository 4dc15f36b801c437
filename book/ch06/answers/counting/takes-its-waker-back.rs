//! solved
//!
//! It always leaves a waker, and puts one that does nothing in its place when it's done.

fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
    self.door.wake_at_next_knock(context.waker());
    if self.door.admit_one() {
        self.missing -= 1;
    }
    if self.missing == 0 {
        self.door.wake_at_next_knock(std::task::Waker::noop());
        return Poll::Ready(());
    }
    if self.door.guest_waits() {
        context.waker().wake_by_ref();
    }
    Poll::Pending
}
