//! not-yet: the future is done, and a knock still wakes its task
//!
//! The waker is left before the future knows whether it's done.

fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
    self.door.wake_at_next_knock(context.waker());
    if self.door.admit_one() {
        self.missing -= 1;
    }
    if self.missing == 0 {
        return Poll::Ready(());
    }
    if self.door.guest_waits() {
        context.waker().wake_by_ref();
    }
    Poll::Pending
}
