//! The memory that each of many takes while it waits.
//!
//! Every measurement has a process of its own. It counts what is resident, before and after: the memory of
//! the process, the tables that map it, and what the kernel keeps for itself. The kernel's share is
//! the whole system's, so that other programs that begin or end meanwhile are in it.

mod usage;
mod wait;

use std::process::Command;
use usage::Usage;

/// The first argument of a child.
const CHILD: &str = "--measure-waiting";

const TABLE: &[(&str, usize)] = &[
    ("ch05", 1_000),
    ("ch05", 10_000),
    ("ch05", 100_000),
    ("corosensei", 1_000),
    ("corosensei", 10_000),
    ("corosensei", 100_000),
    ("threads", 1_000),
    ("threads", 10_000),
];

pub fn print_table(measured: bool) {
    println!("bytes for each that waits, on a stack of 256 KiB");
    println!(
        "    {:12} {:>8} {:>10} {:>10} {:>14} {:>12} {:>10}",
        "", "", "resident", "tables", "kernel stacks", "kernel slab", "mappings"
    );
    let program = std::env::current_exe().unwrap();
    for (who, count) in TABLE {
        let count = if measured { *count } else { 10 };
        let child = [CHILD, who, &count.to_string()];
        let status = Command::new(&program).args(child).status().unwrap();
        assert!(status.success(), "{who}: {status}");
    }
}

/// Plays the child's part if that is what this process is for.
pub fn is_child(args: &[String]) -> bool {
    let [_, first, who, count] = args else {
        return false;
    };
    if first != CHILD {
        return false;
    }
    let count = count.parse().unwrap();
    match who.as_str() {
        "ch05" => wait::fibers(count),
        "corosensei" => wait::coroutines(count),
        "threads" => wait::threads(count),
        _ => panic!("nobody knows {who}"),
    }
    true
}

/// What so many that wait have added since `before`.
fn print_row(who: &str, count: usize, before: &Usage) {
    let now = Usage::now();
    let each = |now: i64, before: i64| (now - before) as f64 / count as f64;
    println!(
        "    {who:12} {count:8} {:10.0} {:10.0} {:14.0} {:12.0} {:10.4}",
        each(now.resident, before.resident),
        each(now.tables, before.tables),
        each(now.kernel_stacks, before.kernel_stacks),
        each(now.kernel_slab, before.kernel_slab),
        each(now.mappings, before.mappings)
    );
}
