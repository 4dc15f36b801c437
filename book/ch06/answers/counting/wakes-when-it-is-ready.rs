//! not-yet: the future is ready, and asks for one more poll
//!
//! To wake is taken for "tell the executor that it's done".

fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
    if self.door.admit_one() {
        self.missing -= 1;
    }
    if self.missing == 0 {
        context.waker().wake_by_ref();
        return Poll::Ready(());
    }
    if self.door.guest_waits() {
        context.waker().wake_by_ref();
    } else {
        self.door.wake_at_next_knock(context.waker());
    }
    Poll::Pending
}
