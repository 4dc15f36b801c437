//! not-yet: the poll asks for the next one, and no guest is outside
//!
//! It checks whether there was a guest, and not whether another guest is outside.

fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
    if self.door.admit_one() {
        self.missing -= 1;
        if self.missing == 0 {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
    } else {
        self.door.wake_at_next_knock(context.waker());
    }
    Poll::Pending
}
