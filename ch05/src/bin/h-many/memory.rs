//! What this process has of the machine's memory, as Linux tells it.

use std::fs;

// ANCHOR: memory
/// Bytes, and pieces of the address space.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Pages that are there, `Rss` of `smaps_rollup`: counted when asked for, while the sum in
    /// `status` lags behind.
    pub resident: u64,
    /// What says where they are, `VmPTE`. The kernel counts it apart.
    pub page_tables: u64,
    /// Ranges of addresses that the kernel keeps a record of. There may be `vm.max_map_count`.
    pub mappings: u64,
    /// The stacks on which threads run in the kernel, of all processes together.
    pub kernel_stacks: u64,
}
// ANCHOR_END: memory

impl Memory {
    // ANCHOR: now
    /// As it is now; `None` where the system has no such files.
    pub fn now() -> Option<Self> {
        let mappings = fs::read_to_string("/proc/self/maps").ok()?;
        Some(Self {
            resident: bytes("/proc/self/smaps_rollup", "Rss:")?,
            page_tables: bytes("/proc/self/status", "VmPTE:")?,
            mappings: mappings.lines().count() as u64,
            kernel_stacks: bytes("/proc/meminfo", "KernelStack:")?,
        })
    }
    // ANCHOR_END: now

    /// What has come to it since then.
    pub fn since(self, before: Self) -> Self {
        Self {
            resident: self.resident.saturating_sub(before.resident),
            page_tables: self.page_tables.saturating_sub(before.page_tables),
            mappings: self.mappings.saturating_sub(before.mappings),
            kernel_stacks: self.kernel_stacks.saturating_sub(before.kernel_stacks),
        }
    }
}

/// A line of such a file: a word, a number, and the unit, which is 1024 bytes.
fn bytes(file: &str, word: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(word))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}
