//! Files that are whole at every moment.

use anyhow::{Context, Result};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Held while something of the reader's is read, changed and written.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other thread or program holds it. The system lets go of it when its holder
    /// ends, however that may be.
    pub fn take(root: &Path) -> Result<Self> {
        let path = root.join("book").join("progress.json.lock");
        let open = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        let file = open.and_then(|file| file.lock().map(|()| file));
        let _file = file.with_context(|| format!("cannot lock {}", path.display()))?;
        Ok(Self { _file })
    }
}

/// Replaces a file's text: whatever happens meanwhile, the file holds the old text or the new.
///
/// The file's permissions stay; where a symbolic link stands for it, the file that it leads to is
/// replaced. The caller holds the [`Lock`]: the text is written beside the file first, under a name
/// that is always the same, so what a killed writer left there is gone with the next one.
pub(crate) fn replace(file: &Path, text: &str) -> io::Result<()> {
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let beside = beside(&file);
    remove(&beside)?;
    let written = write(&beside, text, &file).and_then(|()| fs::rename(&beside, &file));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = remove(&beside);
    }
    written?;
    sync_folder(&file)
}

/// Copies a file under a name that is not taken: whole, or not at all.
pub(crate) fn copy(file: &Path, copy: &Path) -> io::Result<()> {
    let copied = fs::copy(file, copy).and_then(|_| File::open(copy)?.sync_all());
    if copied.is_err() {
        // The first error is the one to tell.
        let _ = remove(copy);
    }
    copied
}

fn write(beside: &Path, text: &str, like: &Path) -> io::Result<()> {
    let mut fresh = OpenOptions::new()
        .create_new(true)
        .write(true)
        .open(beside)?;
    fresh.write_all(text.as_bytes())?;
    if let Ok(old) = fs::metadata(like) {
        fresh.set_permissions(old.permissions())?;
    }
    fresh.sync_all()
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The hidden name beside a file that its next text is written to.
fn beside(file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!(".{name}.saving"))
}

/// A rename is safe only when the folder is on disk too; not every system can say so.
fn sync_folder(file: &Path) -> io::Result<()> {
    match file.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// The first of `FILE.WORD-1`, `FILE.WORD-2`, … that is not taken.
pub(crate) fn free_name(file: &Path, word: &str) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let names = (1_u64..).map(|n| file.with_file_name(format!("{name}.{word}-{n}")));
    let mut free = names.filter(|path| fs::symlink_metadata(path).is_err());
    free.next()
        .unwrap_or_else(|| file.with_file_name(format!("{name}.{word}")))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_fails_on_its_way_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let backup = dir.path().join("timer.rs.backup-1");
        // A file that can be opened and not read: nothing is mapped at its start.
        copy(Path::new("/proc/self/mem"), &backup).unwrap_err();
        assert!(!backup.exists());
    }
}
