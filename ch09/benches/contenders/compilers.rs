//! The coroutine as an `async fn`.

use super::leaf::StdTurn;

/// Waits so often, and counts by a reference that it keeps meanwhile.
pub async fn sum(waits: u64) -> u64 {
    let mut sum: u64 = 0;
    let counter: &mut u64 = &mut sum;
    let mut wait: u64 = 0;
    while wait < waits {
        let one: u64 = StdTurn::default().await;
        *counter += one;
        wait += 1;
    }
    sum
}
