//! A poll that finds nothing new, in the third of three waits.

use super::machines::{by_hand, compilers, corofied};
use super::{Row, poll_ours, poll_std};

pub fn row() -> Row {
    Row {
        task: "a poll that isn't ready",
        contenders: vec![
            ("async fn", poll_std(compilers::three(0, u64::MAX))),
            ("corofied", poll_ours(corofied::three(0, u64::MAX))),
            ("by hand", poll_ours(by_hand::three(0, u64::MAX))),
        ],
    }
}
