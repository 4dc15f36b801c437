//! What the reader typed into a page and didn't save: `book/drafts.json`.
//!
//! A browser keeps a page's texts by itself, but for one address: at another port it has none of them. So a
//! page sends them here too, and a page at another address finds them.
//!
//! As with the progress, a change is made under a lock, and the file is only ever replaced as a whole.

use crate::exercise::replace::{Lock, free_name, replace};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A text that isn't saved, as a page keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What was typed; nothing once it's saved or given up.
    pub text: Option<String>,
    /// What it was made from: a version of the reader's file, or a program's text on its page.
    pub original: String,
    /// Whether the reader put it aside, to be brought back.
    #[serde(default)]
    pub aside: bool,
    /// When it was typed, in milliseconds, by the clock of the page.
    pub at: u64,
    /// The address of the page, without its path.
    pub host: String,
    /// The browser that the page was open in.
    pub browser: String,
}

/// Drafts by the ids of their exercises and programs.
pub type Drafts = BTreeMap<String, Draft>;

/// Every draft.
///
/// # Errors
///
/// When the file is there and can't be read.
pub fn load(root: &Path) -> Result<Drafts> {
    Ok(read(&file(root))?.unwrap_or_default())
}

/// Keeps a draft, unless a later one is kept already: two requests of a page may overtake each other.
///
/// # Errors
///
/// When the file can't be read or written.
pub fn keep(root: &Path, id: &str, draft: Draft) -> Result<()> {
    let _lock = Lock::take(root)?;
    let file = file(root);
    let mut drafts = match read(&file)? {
        Some(drafts) => drafts,
        None => {
            // What can't be read may still be of use to the reader.
            fs::rename(&file, free_name(&file, "broken"))
                .with_context(|| format!("cannot move {} aside", file.display()))?;
            Drafts::new()
        }
    };
    if drafts.get(id).is_some_and(|kept| kept.at >= draft.at) {
        return Ok(());
    }
    drafts.insert(id.to_owned(), draft);
    let text = serde_json::to_string_pretty(&drafts)?;
    replace(&file, &format!("{text}\n")).with_context(|| format!("cannot write {}", file.display()))
}

/// `None` if the file doesn't hold drafts.
fn read(file: &Path) -> Result<Option<Drafts>> {
    match fs::read(file) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Some(Drafts::new())),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
}

fn file(root: &Path) -> PathBuf {
    root.join("book").join("drafts.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: Option<&str>, at: u64) -> Draft {
        Draft {
            text: text.map(str::to_owned),
            original: "0".into(),
            aside: false,
            at,
            host: "127.0.0.1:3000".into(),
            browser: "1".into(),
        }
    }

    fn root() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("book")).unwrap();
        root
    }

    #[test]
    fn the_latest_draft_is_kept_whichever_comes_last() {
        let root = root();
        for (text, at) in [(Some("a"), 1), (Some("c"), 3), (Some("b"), 2)] {
            keep(root.path(), "ch04/x", draft(text, at)).unwrap();
        }
        keep(root.path(), "ch04/y", draft(None, 1)).unwrap();
        let drafts = load(root.path()).unwrap();
        assert_eq!(drafts["ch04/x"], draft(Some("c"), 3));
        assert_eq!(drafts["ch04/y"].text, None);
    }

    #[test]
    fn a_file_that_holds_no_drafts_is_moved_aside_and_not_written_over() {
        let root = root();
        let file = file(root.path());
        fs::write(&file, "{ half").unwrap();
        assert!(load(root.path()).unwrap().is_empty());
        keep(root.path(), "ch04/x", draft(Some("a"), 1)).unwrap();
        assert_eq!(load(root.path()).unwrap().len(), 1);
        let aside = file.with_file_name("drafts.json.broken-1");
        assert_eq!(fs::read_to_string(aside).unwrap(), "{ half");
    }
}
