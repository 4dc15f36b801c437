//! The pages as HTML, built by mdBook inside this process.

use crate::model::Workspace;
use crate::weave::Weave;
use anyhow::{Context, Result, bail};
use mdbook_driver::MDBook;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The built pages and what they need: `ch04/level-and-edge.html` and its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// Each file by its path from the site's root, with `/`.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// The list of what an earlier build wrote: nothing else in its folder is touched.
const LIST: &str = ".workbook";

/// Builds the pages as static HTML into a folder: a new one, an empty one, or one with an earlier
/// build in it, which is replaced. A book with a mistake in it leaves the folder as it was.
pub fn build(ws: &Workspace, dest: &Path) -> Result<()> {
    let old = earlier_build(dest)?;
    let site = build_in_memory(ws)?;
    for name in old.iter().filter(|name| !site.files.contains_key(*name)) {
        // Whoever removed it already wanted the same.
        let _ = fs::remove_file(dest.join(name));
    }
    let list: String = site
        .files
        .keys()
        .flat_map(|name| [name.as_str(), "\n"])
        .collect();
    write(&dest.join(LIST), list.as_bytes())?;
    let mut files = site.files.iter();
    files.try_for_each(|(name, bytes)| write(&dest.join(name), bytes))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, bytes))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Builds the pages and returns them.
pub fn build_in_memory(ws: &Workspace) -> Result<Site> {
    woven(ws, Weave::new(ws.clone()))
}

/// Builds the pages for a reader who may be at work on the files: see [`Weave::for_reader`].
pub fn build_for_reader(ws: &Workspace) -> Result<Site> {
    woven(ws, Weave::for_reader(ws.clone()))
}

fn woven(ws: &Workspace, weave: Weave) -> Result<Site> {
    let folder = tempfile::tempdir().context("cannot make a folder to build the pages in")?;
    let dest = folder.path().join("html");
    let mut book = MDBook::load(ws.root.join("book"))?;
    book.config.build.build_dir = dest.clone();
    // In the place of the command that `book.toml` names, at the same point of the order.
    book.with_preprocessor(weave);
    book.build()?;
    let mut site = Site::default();
    collect(&dest, &dest, &mut site)?;
    Ok(site)
}

/// What an earlier build wrote into the folder. A folder with other files and no build in it is not
/// ours to write into.
fn earlier_build(dest: &Path) -> Result<Vec<String>> {
    if let Ok(list) = fs::read_to_string(dest.join(LIST)) {
        let is_inside = |name: &&str| {
            let mut parts = Path::new(name).components();
            parts.all(|part| matches!(part, Component::Normal(_)))
        };
        return Ok(list.lines().filter(is_inside).map(str::to_owned).collect());
    }
    let cannot = || format!("cannot use {}", dest.display());
    if dest.exists() && fs::read_dir(dest).with_context(cannot)?.next().is_some() {
        bail!(
            "{} holds files that no build of the workbook made: name another folder",
            dest.display()
        );
    }
    Ok(Vec::new())
}

fn collect(root: &Path, folder: &Path, site: &mut Site) -> Result<()> {
    let cannot = || format!("cannot read {}", folder.display());
    for entry in fs::read_dir(folder).with_context(cannot)? {
        let path: PathBuf = entry.with_context(cannot)?.path();
        if path.is_dir() {
            collect(root, &path, site)?;
        } else {
            let name = path
                .strip_prefix(root)
                .context("a file is below its root")?;
            let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
            site.files
                .insert(parts.join("/"), fs::read(&path).with_context(cannot)?);
        }
    }
    Ok(())
}
