//! A crate below the target folder for a program from a page: compiled and run by itself, whoever
//! else does the same at that moment.

use crate::exercise::replace::replace;
use crate::model::Snippet;
use anyhow::{Context, Result, bail};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// The largest program that is taken: many times what a page holds.
pub const LONGEST: usize = 64 << 10;

/// How many servers may run one program at once.
const AT_ONCE: u32 = 16;

/// A program's crate. It is nobody else's until this is dropped or its process ends.
#[derive(Debug)]
pub(crate) struct Scratch {
    /// The folder with its manifest.
    pub dir: PathBuf,
    /// The name of its only program.
    pub bin: String,
    _lock: File,
}

impl Scratch {
    /// The name of every such package.
    pub const PACKAGE: &str = "snippet";

    /// Puts a program's text, the page's or what a reader made of it, into a crate. What was compiled
    /// there the last time is still there.
    pub fn new(root: &Path, snippet: &Snippet, text: &str) -> Result<Self> {
        let bin = format!("{}-{}", snippet.chapter, snippet.name);
        let (dir, _, lock) = claim(&root.join("target/book/snippets"), &bin)?;
        // The compiler names the file as the page does: from the folder that it runs in.
        let file = format!("{}.rs", snippet.id());
        let manifest = manifest(&bin, &file);
        put(&dir.join("Cargo.toml"), &manifest)?;
        put(&dir.join(&file), text)?;
        Ok(Self {
            dir,
            bin,
            _lock: lock,
        })
    }
}

/// The first folder of this name that no one else works in, and its number from 1 on. The system lets
/// go of it when its holder ends, however that may be.
pub(crate) fn claim(folder: &Path, name: &str) -> Result<(PathBuf, u32, File)> {
    for number in 1..=AT_ONCE {
        let dir = match number {
            1 => folder.join(name),
            number => folder.join(format!("{name}.{number}")),
        };
        let cannot = || format!("cannot write in {}", dir.display());
        fs::create_dir_all(&dir).with_context(cannot)?;
        let lock = File::create(dir.join(".lock")).with_context(cannot)?;
        match lock.try_lock() {
            Ok(()) => return Ok((dir, number, lock)),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error).with_context(cannot),
        }
    }
    bail!("{AT_ONCE} others run {name} at this moment")
}

/// A package of its own, part of no workspace, that needs nothing from a registry.
fn manifest(bin: &str, file: &str) -> String {
    let package = Scratch::PACKAGE;
    format!(
        "[workspace]\n\n\
         [package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [[bin]]\nname = \"{bin}\"\npath = \"{file}\"\n\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n"
    )
}

/// Writes a file whole; one that is the same already stays as old as it is, so that cargo finds what
/// it made of it.
fn put(path: &Path, text: &str) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| replace(path, text))
        .with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snippet() -> Snippet {
        Snippet {
            chapter: "ch90".into(),
            name: "one".into(),
            page: "ch90/x.md".into(),
            page_title: "X".into(),
            line: 1,
            own: String::new(),
            program: String::new(),
            snapshot: PathBuf::new(),
            any_order: false,
            unpinned: false,
        }
    }

    #[test]
    fn two_at_once_get_a_folder_each_and_the_next_finds_the_first() {
        let root = tempfile::tempdir().unwrap();
        let first = Scratch::new(root.path(), &snippet(), "one").unwrap();
        let second = Scratch::new(root.path(), &snippet(), "two").unwrap();
        assert_ne!(first.dir, second.dir);
        let read = |scratch: &Scratch| fs::read_to_string(scratch.dir.join("ch90/one.rs")).unwrap();
        assert_eq!((read(&first), read(&second)), ("one".into(), "two".into()));
        let dir = first.dir.clone();
        drop(first);
        assert_eq!(Scratch::new(root.path(), &snippet(), "").unwrap().dir, dir);
    }

    #[test]
    fn a_text_that_is_there_already_is_left_as_it_is() {
        let root = tempfile::tempdir().unwrap();
        let age = |text| {
            let scratch = Scratch::new(root.path(), &snippet(), text).unwrap();
            let file = File::options()
                .write(true)
                .open(scratch.dir.join("ch90/one.rs"))
                .unwrap();
            let modified = file.metadata().unwrap().modified().unwrap();
            file.set_modified(std::time::UNIX_EPOCH).unwrap();
            modified
        };
        age("one");
        assert_eq!(age("one"), std::time::UNIX_EPOCH);
        assert_ne!(age("two"), std::time::UNIX_EPOCH);
    }
}
