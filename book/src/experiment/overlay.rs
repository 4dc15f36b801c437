//! A copy of the workspace's crates below the target folder, in which an experiment's change is made.
//!
//! The copy's crates get a version of their own. To cargo they are different crates then, so they share
//! what they depend on with the reader's, and nothing that is compiled from the copy replaces anything
//! that is compiled from the original. Only finished programs have names that would collide, so
//! those go to a folder in the copy.

use crate::cargo::Place;
use crate::model::{Changed, Workspace};
use crate::scratch::claim;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The copy. No one else has it until this is dropped or its process ends.
#[derive(Debug)]
pub(super) struct Overlay {
    /// The folder with the workspace's manifest.
    pub root: PathBuf,
    /// The version of its crates.
    version: String,
    /// Where cargo keeps what it compiles.
    shared: PathBuf,
    /// The folder of the crate that is copied without its programs, if any.
    without_programs: Option<String>,
    _lock: File,
}

impl Overlay {
    /// Copies the crates as they are now, with these texts changed. What is the same as before stays as
    /// old as it is, so that cargo compiles only what differs.
    ///
    /// With a test, cargo compiles all programs of its crate. One crate, by its folder, may be `without_programs`.
    pub fn new(
        ws: &Workspace,
        texts: &[Changed],
        without_programs: Option<String>,
    ) -> Result<Self> {
        let (root, number, lock) = claim(&ws.root.join("target/book"), "try")?;
        let overlay = Self {
            root,
            version: version(&ws.root, number),
            shared: shared_folder(&ws.root),
            without_programs,
            _lock: lock,
        };
        overlay
            .copy(ws, texts)
            .with_context(|| format!("cannot copy the chapters to {}", overlay.root.display()))?;
        Ok(overlay)
    }

    /// Where cargo builds a crate of the copy.
    pub fn place(&self, package: &str, release: bool) -> Place {
        Place {
            root: self.root.clone(),
            package: package.to_owned(),
            release,
            set: vec![
                ("CARGO_BUILD_BUILD_DIR", self.shared.clone().into()),
                ("CARGO_TARGET_DIR", self.root.join("target").into()),
            ],
        }
    }

    fn copy(&self, ws: &Workspace, texts: &[Changed]) -> Result<()> {
        let manifest = fs::read_to_string(ws.root.join("Cargo.toml"))?;
        let members = members(&manifest)?;
        put(
            &self.root.join("Cargo.toml"),
            root_manifest(&manifest, &members).as_bytes(),
        )?;
        self.copy_lock(&ws.root)?;
        let mut copied = BTreeSet::new();
        let changed = |file: &Path| texts.iter().find(|text| is_file(text, file));
        for member in &members {
            let mut files = Vec::new();
            list(&ws.root, Path::new(member), &members, &mut files)?;
            for file in files {
                let (from, to) = (ws.root.join(&file), self.root.join(&file));
                match changed(&file) {
                    Some(text) => put(&to, text.after.as_bytes())?,
                    None if file.ends_with("Cargo.toml") => {
                        let text = self.manifest(member, &fs::read_to_string(from)?);
                        put(&to, text.as_bytes())?;
                    }
                    None => put(&to, &fs::read(from)?)?,
                }
                copied.insert(to);
            }
        }
        for text in texts {
            let file = text.file.as_deref().unwrap_or_default();
            if !copied.contains(&self.root.join(file)) {
                bail!("{file} belongs to no crate that an experiment can change");
            }
        }
        for member in &members {
            remove_others(&self.root.join(member), &copied)?;
        }
        Ok(())
    }

    /// Cargo leaves out what the copy does not need, so the file is not what was copied any more.
    fn copy_lock(&self, from: &Path) -> Result<()> {
        let (lock, copy) = (
            from.join("Cargo.lock"),
            self.root.join("Cargo.lock.original"),
        );
        // Cargo makes one where there is none.
        let Ok(text) = fs::read(&lock) else {
            return Ok(());
        };
        if fs::read(&copy).ok().as_ref() != Some(&text) {
            put(&self.root.join("Cargo.lock"), &text)?;
            put(&copy, &text)?;
        }
        Ok(())
    }

    fn manifest(&self, member: &str, original: &str) -> String {
        let programs = self.without_programs.as_deref() != Some(member);
        crate_manifest(original, &self.version, programs)
    }
}

/// A crate's manifest with another version, and with or without its programs.
fn crate_manifest(original: &str, version: &str, programs: bool) -> String {
    let mut text = String::new();
    let mut section = "";
    for line in original.lines() {
        if line.starts_with('[') {
            section = line.trim();
        }
        let name = line.split(['=', '.']).next().unwrap_or_default().trim();
        match (section, name) {
            ("[package]", "version") => {
                text.push_str(&format!("version = \"{version}\"\n"));
                if !programs {
                    text.push_str("autobins = false\n");
                }
            }
            ("[[bin]]", _) | ("[package]", "default-run") if !programs => {}
            _ => text.extend([line, "\n"]),
        }
    }
    text
}

fn is_file(text: &Changed, file: &Path) -> bool {
    text.file
        .as_deref()
        .is_some_and(|name| Path::new(name) == file)
}

/// The workspace's crates but for the tool itself, which no experiment changes or runs.
fn members(manifest: &str) -> Result<Vec<String>> {
    let manifest: toml::Table = toml::from_str(manifest)?;
    let workspace = manifest.get("workspace").and_then(|it| it.get("members"));
    let members = workspace.and_then(toml::Value::as_array);
    let members = members.context("the workspace's Cargo.toml lists no members")?;
    let names = members.iter().filter_map(toml::Value::as_str);
    Ok(names
        .filter(|name| *name != "book")
        .map(str::to_owned)
        .collect())
}

/// Without what says how to optimise single crates: that serves the tool itself, and to compile its compiler of
/// coroutines in that way takes longer than all chapters together.
fn root_manifest(manifest: &str, members: &[String]) -> String {
    let mut text = String::new();
    let mut is_left_out = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_left_out = line.starts_with("[profile.") && line.contains(".package.");
        }
        if is_left_out {
            continue;
        }
        match line.split('=').next().map(str::trim) {
            Some("members") => text.push_str(&format!("members = {members:?}")),
            Some("default-members") => {}
            _ => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

/// The files of a crate by their names below the root, without what is compiled, hidden, or another
/// crate's.
fn list(root: &Path, folder: &Path, members: &[String], files: &mut Vec<PathBuf>) -> Result<()> {
    let cannot = || format!("cannot read {}", folder.display());
    for entry in fs::read_dir(root.join(folder)).with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        let name = entry.file_name();
        let path = folder.join(&name);
        let is_hidden = name.to_string_lossy().starts_with('.');
        let is_crate = members.iter().any(|member| Path::new(member) == path);
        if is_hidden || is_crate || name == "target" {
            continue;
        }
        let real = root.join(&path);
        if real.is_dir() {
            list(root, &path, members, files)?;
        } else if real.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

/// Writes a file that differs. One that is only half written is written again the next time.
fn put(path: &Path, text: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Removes what was copied once and has gone since.
fn remove_others(folder: &Path, copied: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, copied)?;
        } else if !copied.contains(&path) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// A version that no other workbook's copy has, and none of this one's other copies.
fn version(root: &Path, number: u32) -> String {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut hasher = DefaultHasher::new();
    root.hash(&mut hasher);
    format!("0.0.{number}+{:x}", hasher.finish())
}

/// Where cargo keeps what it compiles: the target folder that has the chapters' dependencies already.
/// That is the workbook's own, or else the one that this program was built in.
fn shared_folder(root: &Path) -> PathBuf {
    let own = std::env::current_exe().unwrap_or_default();
    let target = root.join("target");
    let is_target = |folder: &&Path| folder.join("CACHEDIR.TAG").is_file();
    let mut folders = std::iter::once(target.as_path()).chain(own.ancestors().skip(1));
    folders.find(is_target).unwrap_or(&target).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{crate_manifest, root_manifest};

    const CRATE: &str = "[package]\nname = \"ch90\"\nversion.workspace = true\ndefault-run = \"a\"\n\
                         [dependencies]\nmio = { version = \"1\" }\n\
                         [[bin]]\nname = \"a\"\nversion = \"1\"\n[lints]\nworkspace = true\n";

    #[test]
    fn a_copied_crate_has_another_version() {
        let expected = CRATE.replace("version.workspace = true", "version = \"0.0.1\"");
        assert_eq!(crate_manifest(CRATE, "0.0.1", true), expected);
    }

    #[test]
    fn a_crate_may_be_copied_without_its_programs() {
        let expected = "[package]\nname = \"ch90\"\nversion = \"0.0.1\"\nautobins = false\n\
                        [dependencies]\nmio = { version = \"1\" }\n[lints]\nworkspace = true\n";
        assert_eq!(crate_manifest(CRATE, "0.0.1", false), expected);
    }

    #[test]
    fn the_copys_manifest_has_its_own_members_and_optimises_no_single_crate() {
        let manifest = "[workspace]\nmembers = [\"book\", \"ch90\"]\ndefault-members = [\"book\"]\n\
                        [profile.dev]\ndebug = 1\n\
                        [profile.dev.package.ch90]\nopt-level = 2\n\
                        [profile.release]\ndebug = 2\n";
        let expected = "[workspace]\nmembers = [\"ch90\"]\n\n\
                        [profile.dev]\ndebug = 1\n\
                        [profile.release]\ndebug = 2\n";
        assert_eq!(root_manifest(manifest, &["ch90".to_owned()]), expected);
    }
}
