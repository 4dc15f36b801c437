//! solved
//!
//! The count is a loop variable of an async block, and each round is a future of its own.

struct Counting(Pin<Box<dyn Future<Output = ()>>>);

fn new(door: Rc<Door>, guests: u32) -> Self {
    Self(Box::pin(async move {
        for guest in 1..=guests {
            std::future::poll_fn(|context| match door.admit_one() {
                true => Poll::Ready(()),
                false => {
                    door.wake_at_next_knock(context.waker());
                    Poll::Pending
                }
            })
            .await;
            if guest < guests {
                pause(&door).await;
            }
        }
    }))
}

/// Ends the poll once.
async fn pause(door: &Door) {
    let mut is_first = true;
    std::future::poll_fn(|context| {
        if !std::mem::take(&mut is_first) {
            return Poll::Ready(());
        }
        match door.guest_waits() {
            true => context.waker().wake_by_ref(),
            false => door.wake_at_next_knock(context.waker()),
        }
        Poll::Pending
    })
    .await;
}

fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
    self.0.as_mut().poll(context)
}
