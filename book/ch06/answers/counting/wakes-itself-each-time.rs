//! not-yet: the poll asks for the next one, and no guest is outside
//!
//! The example of a hand-written future that's found everywhere.

fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
    if self.door.admit_one() {
        self.missing -= 1;
    }
    if self.missing == 0 {
        return Poll::Ready(());
    }
    context.waker().wake_by_ref();
    Poll::Pending
}
