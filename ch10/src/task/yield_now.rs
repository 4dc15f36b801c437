//! One turn for the others.

use std::future::poll_fn;
use std::task::Poll;

/// Lets the other tasks that are ready have their turn first.
///
/// # Cancel safety
///
/// Nothing is lost when it's dropped.
pub async fn yield_now() {
    let mut yielded = false;
    poll_fn(|context| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
