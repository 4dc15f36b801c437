//! Two ABIs' lists beside each other.

use crate::context::{Context, SAVED};
use std::fmt::Write;

// ANCHOR: system-v
/// What c-fibers' context for x86-64 holds, eight bytes each.
const SYSTEM_V: [&str; 7] = ["rsp", "rbx", "rbp", "r12", "r13", "r14", "r15"];
// ANCHOR_END: system-v

// ANCHOR: side-by-side
/// A line for each value on the Windows list: what is on the other one is there too.
pub fn side_by_side() -> String {
    let mut text = String::from("System V | Windows x64, in bytes:");
    for saved in SAVED {
        let left = SYSTEM_V.iter().find(|name| **name == saved.name);
        let left = left.map_or("-".into(), |name| format!("{name}    8"));
        let (name, what) = match saved.place {
            Some(place) => (format!("gs:[{place:#x}]"), saved.name.replace('_', " ")),
            None => (saved.name.into(), String::new()),
        };
        let line = format!("{left:>8} | {name:11} {:4}  {what}", saved.bytes);
        text = text + "\n" + line.trim_end();
    }
    let total: usize = SAVED.iter().map(|saved| saved.bytes).sum();
    let context = size_of_val(&Context::default());
    let _ = write!(
        text,
        "\nall {:>4} | {:11} {total:4}  in a context of {context}, aligned to {}",
        8 * SYSTEM_V.len(),
        "all",
        align_of::<Context>()
    );
    text
}
// ANCHOR_END: side-by-side
