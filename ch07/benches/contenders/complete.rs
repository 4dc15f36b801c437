//! A machine from its making to its output.

use super::machines::{by_hand, compilers, corofied};
use super::{Row, finish_ours, finish_std};
use std::hint::black_box;

pub fn three() -> Row {
    Row {
        task: "three waits, six polls, to the output",
        contenders: vec![
            ("async fn", finish_std(|| compilers::three(black_box(0), 1))),
            ("corofied", finish_ours(|| corofied::three(black_box(0), 1))),
            ("by hand", finish_ours(|| by_hand::three(black_box(0), 1))),
        ],
    }
}

pub fn rounds() -> Row {
    Row {
        task: "100 waits in a loop, to the output",
        contenders: vec![
            ("async fn", finish_std(|| compilers::rounds(black_box(100)))),
            ("corofied", finish_ours(|| corofied::rounds(black_box(100)))),
            ("by hand", finish_ours(|| by_hand::rounds(black_box(100)))),
        ],
    }
}
