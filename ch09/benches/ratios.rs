//! A coroutine that keeps a reference to its own variable, in alternation, and the medians as ratios:
//! `cargo bench -p ch09 --bench ratios`.
//!
//! Below the rows: how many bytes each machine takes, and how many allocations it makes until it's ready.

mod contenders;

use contenders::{ROWS, allocations, sizes};

fn main() {
    testing::ratios::measure(ROWS);
    println!("{:36}{:>9}{:>9}{:>9}", "", "async fn", "pinned", "kept");
    for (what, numbers) in [("bytes", sizes()), ("allocations", allocations())] {
        let numbers: String = numbers.iter().map(|number| format!("{number:9}")).collect();
        println!("    {what:32}{numbers}");
    }
}
