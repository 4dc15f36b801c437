//! What `/proc` says about memory.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};

/// In bytes; the mappings are counted.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    pub resident: i64,
    /// The page tables of this process.
    pub tables: i64,
    /// The stacks that the kernel has for all threads of the system.
    pub kernel_stacks: i64,
    /// The kernel's own objects, such as a thread's and a mapping's, of all processes.
    pub kernel_slab: i64,
    pub mappings: i64,
}

impl Usage {
    pub fn now() -> Self {
        Self {
            // Exact, where `status` may lag behind.
            resident: bytes("/proc/self/smaps_rollup", "Rss:"),
            tables: bytes("/proc/self/status", "VmPTE:"),
            kernel_stacks: bytes("/proc/meminfo", "KernelStack:"),
            kernel_slab: bytes("/proc/meminfo", "SUnreclaim:"),
            mappings: lines("/proc/self/maps"),
        }
    }
}

/// The number of kilobytes on the line that begins with `key`.
fn bytes(file: &str, key: &str) -> i64 {
    let text = fs::read_to_string(file).unwrap();
    let value = text
        .lines()
        .find_map(|line| line.strip_prefix(key))
        .unwrap();
    let kilobytes = value.trim().strip_suffix("kB").unwrap().trim();
    kilobytes.parse::<i64>().unwrap() * 1024
}

/// Counts them piece by piece: a process that has as many mappings as it may cannot hold the whole file.
fn lines(file: &str) -> i64 {
    let mut lines = BufReader::new(File::open(file).unwrap()).split(b'\n');
    lines
        .try_fold(0, |count, line| line.map(|_| count + 1))
        .unwrap()
}
