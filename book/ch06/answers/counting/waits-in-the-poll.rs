//! not-yet: a loop opens the door, and no guest is there, a thousand times and more

fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
    while self.missing > 0 {
        while !self.door.admit_one() {}
        self.missing -= 1;
    }
    Poll::Ready(())
}
