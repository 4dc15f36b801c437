//! The contenders in alternation, and their medians as ratios: `cargo bench -p ch07 --bench ratios`.
//!
//! Below the rows: how many bytes each machine takes.
#![allow(clippy::unwrap_used, reason = "a bench that can't go on has failed")]

mod contenders;

use contenders::ROWS;
use contenders::machines::{by_hand, compilers, corofied};
use std::mem::size_of_val;

fn main() {
    testing::ratios::measure(ROWS);
    print_sizes();
}

fn print_sizes() {
    println!(
        "{:36} {:>8} {:>8} {:>8}",
        "bytes", "async fn", "corofied", "by hand"
    );
    let (a, b, c) = (
        compilers::three(0, 0),
        corofied::three(0, 0),
        by_hand::three(0, 0),
    );
    let sizes = [size_of_val(&a), size_of_val(&b), size_of_val(&c)];
    print_row("three waits", &sizes);
    let (a, b, c) = (
        compilers::rounds(0),
        corofied::rounds(0),
        by_hand::rounds(0),
    );
    let sizes = [size_of_val(&a), size_of_val(&b), size_of_val(&c)];
    print_row("a wait in a loop", &sizes);
    let (a, b) = (compilers::ten_deep(0), corofied::ten_deep(0));
    print_row("ten functions deep", &[size_of_val(&a), size_of_val(&b)]);
}

fn print_row(what: &str, sizes: &[usize]) {
    let sizes: String = sizes.iter().map(|size| format!(" {size:8}")).collect();
    println!("    {what:32}{sizes}");
}
