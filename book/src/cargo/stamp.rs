//! Whether what cargo takes for fresh was built from the text on disk.
//!
//! Cargo goes by modification times: it takes a file for unchanged that was restored with an old one, and every file if
//! what it built is dated in the future, after a clock was set back. So a stamp next to each program and library says
//! from which text it was built, and what doesn't have the right one is removed, for cargo to build again.

use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A program or a library of the workspace that cargo has built, or found fresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    /// The program or library.
    pub path: PathBuf,
    /// Whether cargo found it fresh.
    pub is_fresh: bool,
    /// Whether it's a program.
    pub is_program: bool,
}

/// Removes what was built from another text, so that cargo builds it again, while no cargo is at work there. Whether
/// there was any.
pub(super) fn remove_stale(root: &Path, outputs: &[Output]) -> bool {
    let stale: Vec<_> = outputs.iter().filter(|it| it.is_stale(root)).collect();
    for output in &stale {
        // Cargo's own lock on the folder; it's let go when it's dropped.
        let lock = output
            .folder()
            .and_then(|it| File::open(it.join(".cargo-lock")).ok());
        let _held = lock.filter(|lock| lock.lock().is_ok());
        output.remove();
    }
    !stale.is_empty()
}

impl Output {
    /// Whether it was built from another text. What has no stamp, or was built by hand or by another check since it got
    /// one, is believed if all its sources were last changed before it was made, which no tool can set back.
    fn is_stale(&self, root: &Path) -> bool {
        if !self.is_fresh {
            return false;
        }
        let (Some(text), Some(made)) = (self.text(root), self.made()) else {
            return false;
        };
        let stamp = fs::read_to_string(self.stamp()).unwrap_or_default();
        match stamp.split_once(' ') {
            Some((of, from)) if of == made => from != text,
            _ => !self.is_newer_than_its_sources(root),
        }
    }

    fn is_newer_than_its_sources(&self, root: &Path) -> bool {
        let modified = fs::metadata(&self.path).and_then(|it| it.modified());
        let Ok(modified) = modified else { return false };
        let sources = self.sources().unwrap_or_default();
        let is_older = |source: &PathBuf| {
            let changed = fs::metadata(root.join(source))
                .ok()
                .as_ref()
                .and_then(last_change);
            changed.is_some_and(|changed| changed < modified)
        };
        modified <= SystemTime::now() && sources.iter().all(is_older)
    }

    /// The folder of cargo's that it's in.
    fn folder(&self) -> Option<&Path> {
        let folder = self.path.parent()?;
        match folder.ends_with("deps") {
            true => folder.parent(),
            false => Some(folder),
        }
    }

    /// What tells the file from one that another build put in its place.
    fn made(&self) -> Option<String> {
        let made = fs::metadata(&self.path).ok()?;
        let since = made.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(format!("{}-{}", made.len(), since.as_nanos()))
    }

    /// Says that it was built from the text on disk, if it was built now.
    pub fn put_stamp(&self, root: &Path) {
        if !self.is_fresh
            && let (Some(text), Some(made)) = (self.text(root), self.made())
        {
            // Without a stamp it's built again, which does no harm.
            let _ = fs::write(self.stamp(), format!("{made} {text}"));
        }
    }

    fn remove(&self) {
        for twin in twins(&self.path) {
            let _ = fs::remove_file(twin);
        }
        let _ = fs::remove_file(&self.path);
        let _ = fs::remove_file(self.stamp());
    }

    fn stamp(&self) -> PathBuf {
        let mut name = OsString::from(&self.path);
        name.push(".text");
        name.into()
    }

    /// A number for the text of all its sources, which the compiler has listed.
    fn text(&self, root: &Path) -> Option<String> {
        let mut hasher = DefaultHasher::new();
        for source in self.sources()? {
            hasher.write(source.as_os_str().as_encoded_bytes());
            // A source that is gone is another text, too.
            let bytes = fs::read(root.join(source)).unwrap_or_default();
            hasher.write_usize(bytes.len());
            hasher.write(&bytes);
        }
        Some(format!("{:016x}", hasher.finish()))
    }

    fn sources(&self) -> Option<Vec<PathBuf>> {
        sources(&fs::read_to_string(self.list()?).ok()?)
    }

    /// The compiler's list of sources: `waker-0123.d` for `waker-0123` and for `libwaker-0123.rmeta`.
    fn list(&self) -> Option<PathBuf> {
        let name = self.path.file_stem()?.to_str()?;
        let name = match self.is_program {
            true => name,
            false => name.strip_prefix("lib")?,
        };
        Some(self.path.with_file_name(format!("{name}.d")))
    }
}

/// The sources in a list for `make`: `PROGRAM: SOURCE SOURCE …`, where a space in a name has a backslash before it.
fn sources(list: &str) -> Option<Vec<PathBuf>> {
    let (_, sources) = list.lines().next()?.split_once(": ")?;
    let spaced = sources.replace("\\ ", "\0");
    let names = spaced.split(' ').filter(|name| !name.is_empty());
    Some(names.map(|name| name.replace('\0', " ").into()).collect())
}

/// When a file's text, name or times were last changed.
#[cfg(unix)]
fn last_change(file: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    let (seconds, nanos) = (
        file.ctime().try_into().ok()?,
        file.ctime_nsec().try_into().ok()?,
    );
    UNIX_EPOCH.checked_add(Duration::new(seconds, nanos))
}

/// When a file's text was last changed, if its times are true.
#[cfg(not(unix))]
fn last_change(file: &Metadata) -> Option<SystemTime> {
    file.modified().ok()
}

/// The other names of a file below its folder: cargo keeps a step's program among its parts under a second name, and
/// gives it the first one again if only that is missing.
#[cfg(unix)]
fn twins(path: &Path) -> Vec<PathBuf> {
    use std::os::unix::fs::MetadataExt;
    let number = |path: &Path| fs::metadata(path).map(|it| (it.dev(), it.ino())).ok();
    let (Some(own), Some(folder)) = (number(path), path.parent()) else {
        return Vec::new();
    };
    let parts = fs::read_dir(folder.join("deps")).into_iter().flatten();
    let paths = parts.flatten().map(|entry| entry.path());
    paths.filter(|path| number(path) == Some(own)).collect()
}

/// They are copies there.
#[cfg(not(unix))]
fn twins(_: &Path) -> Vec<PathBuf> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_in_a_name_does_not_end_it() {
        let list = "/t/a-1.d: src/a\\ b.rs src/c.rs\n\n/t/a-1: src/d.rs\n";
        let expected = [Path::new("src/a b.rs"), Path::new("src/c.rs")];
        assert_eq!(sources(list).unwrap(), expected);
    }

    #[test]
    fn a_stamp_is_for_one_text() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::write(root.join("a.rs"), "one").unwrap();
        fs::write(root.join("a-1.d"), "a-1: a.rs\n").unwrap();
        fs::write(root.join("a-1"), "").unwrap();
        let built = Output {
            path: root.join("a-1"),
            is_fresh: false,
            is_program: true,
        };
        let found = Output {
            is_fresh: true,
            ..built.clone()
        };
        built.put_stamp(root);
        assert!(!found.is_stale(root));
        fs::write(root.join("a.rs"), "two").unwrap();
        assert!(found.is_stale(root));
        assert!(!built.is_stale(root), "it was built just now");
        assert!(remove_stale(root, &[found]));
        assert!(!root.join("a-1").exists());
    }

    #[test]
    fn without_a_stamp_it_must_be_newer_than_its_sources() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::write(root.join("a.rs"), "one").unwrap();
        fs::write(root.join("a-1.d"), "a-1: a.rs\n").unwrap();
        fs::write(root.join("a-1"), "built").unwrap();
        let output = Output {
            path: root.join("a-1"),
            is_fresh: true,
            is_program: true,
        };
        let made_at = |time| {
            let file = File::options().append(true).open(root.join("a-1"));
            file.unwrap().set_modified(time).unwrap();
        };
        let source = fs::metadata(root.join("a.rs")).unwrap();
        let changed = last_change(&source).unwrap();
        for (time, is_stale) in [
            (changed + Duration::from_nanos(1), false),
            (changed, true),
            (SystemTime::now() + Duration::from_secs(3600), true),
        ] {
            made_at(time);
            assert_eq!(output.is_stale(root), is_stale, "{time:?}");
        }
    }
}
