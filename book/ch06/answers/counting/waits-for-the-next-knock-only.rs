//! not-yet: a guest is left outside, and the task sleeps

fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
    if self.door.admit_one() {
        self.missing -= 1;
    }
    if self.missing == 0 {
        return Poll::Ready(());
    }
    self.door.wake_at_next_knock(context.waker());
    Poll::Pending
}
