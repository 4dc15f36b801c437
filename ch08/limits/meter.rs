//! The memory of this process.

use std::fs::File;
use std::io::{self, Read, Seek};

/// Reads what the system says about this process, from files that are opened in time: later there may be no
/// descriptor left.
#[derive(Debug)]
pub(crate) struct Meter {
    /// None where the system has no such files.
    files: Option<[File; 2]>,
}

impl Meter {
    pub(crate) fn new() -> Self {
        let open = |name| File::open(name).ok();
        let files = open("/proc/self/smaps_rollup").zip(open("/proc/self/status"));
        Self {
            files: files.map(|(rollup, status)| [rollup, status]),
        }
    }

    // ANCHOR: bytes
    /// Bytes of resident memory and of page tables: the pages that are there, and what says where they are.
    pub(crate) fn bytes(&mut self) -> io::Result<Option<u64>> {
        let Some([rollup, status]) = &mut self.files else {
            return Ok(None);
        };
        let resident = kibibytes(rollup, "Rss:")?;
        let page_tables = kibibytes(status, "VmPTE:")?;
        Ok(Some((resident + page_tables) * 1024))
    }
    // ANCHOR_END: bytes
}

/// The number on the line that begins with this word.
fn kibibytes(file: &mut File, word: &str) -> io::Result<u64> {
    let mut text = String::new();
    file.rewind()?;
    file.read_to_string(&mut text)?;
    let line = text.lines().find_map(|line| line.strip_prefix(word));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
    number.ok_or_else(|| io::Error::other(format!("/proc says nothing about {word}")))
}
