//! What many of a kind take, for each of them.

use crate::memory::Memory;
use std::env;
use std::time::Instant;
use trace::trace;

/// How things were before.
#[derive(Debug)]
pub struct Meter {
    before: Option<Memory>,
    start: Instant,
}

impl Meter {
    pub fn start() -> Self {
        Self {
            before: Memory::now(),
            start: Instant::now(),
        }
    }

    // ANCHOR: report
    /// Says what has come to it since the start, which `count` of a kind share.
    pub fn report(&self, who: &str, count: u64) {
        let passed = self.start.elapsed();
        let (Some(before), Some(now)) = (self.before, Memory::now()) else {
            trace!(
                "{who}",
                "are not measured: only Linux has the files in /proc that tell"
            );
            return;
        };
        let grown = now.since(before);
        let (resident, tables) = (grown.resident / count, grown.page_tables / count);
        trace!("{who}", "take {} of memory each", class(resident));
        trace!("{who}", "take {} each of page tables beside", class(tables));
        match grown.mappings {
            0..100 => trace!("{who}", "take fewer than 100 mappings together"),
            // How many a thread takes depends on the C library.
            many if many / count >= 2 => trace!("{who}", "take 2 or more mappings each"),
            _ => trace!("{who}", "take about one mapping each"),
        }
        if env::args().any(|argument| argument == "exact") {
            let (mappings, kernel) = (grown.mappings, grown.kernel_stacks / count);
            trace!(
                "{who}",
                "exactly: {resident} bytes each, {tables} of page tables, {mappings} mappings; \
                 in the kernel {kernel} bytes each of stacks, if no other program began or ended \
                 threads meanwhile; all this in {passed:.1?}"
            );
        }
    }
    // ANCHOR_END: report
}

// ANCHOR: class
/// The next larger of a few sizes: a page more or less somewhere must not change what is printed.
fn class(bytes: u64) -> String {
    let sizes = [1, 5, 8];
    match sizes.into_iter().find(|kib| bytes <= kib * 1024) {
        Some(kib) => format!("at most {kib} KiB"),
        None => "more than 8 KiB".to_owned(),
    }
}
// ANCHOR_END: class
