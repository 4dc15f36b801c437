//! not-yet: the future is ready, and of its 3 guests 2 came in
//!
//! Ready after so many polls, as other examples are; the first poll found no guest.

fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
    self.door.admit_one();
    self.missing -= 1;
    if self.missing == 0 {
        return Poll::Ready(());
    }
    if self.door.guest_waits() {
        context.waker().wake_by_ref();
    } else {
        self.door.wake_at_next_knock(context.waker());
    }
    Poll::Pending
}
