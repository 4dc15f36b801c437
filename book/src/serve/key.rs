//! The key to this server, which the printed address carries.
//!
//! A browser that opens the address gets the key as a cookie; without either, the server answers nothing.
//! The address can be opened again, in a second browser too, for as long as the server runs.
//!
//! Key and cookie outlive the server: both come from a seed in `target/book/key`, a file that only its
//! owner can read. After a kill and a start at the same port, an open page saves and runs as before, and
//! a bookmark still works the next day. A new key at each start would protect only against a key that has
//! leaked. The terminal, the file and the browser's history belong to the reader, but a cookie doesn't know
//! ports: a program that another user runs at another port of 127.0.0.1 can be sent it. On Linux the
//! cookie is of no use to that user, because the server compares users: see `peer`. Where it can't compare
//! them, and where the file system can't keep a file private, the seed isn't kept: the key is good for one
//! start.
//!
//! Each port has a key of its own, so the cookie of one server doesn't open another.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::path::Path;

use axum::http::Uri;
use sha2::{Digest, Sha256};

use super::token::Token;

/// What the key is called in the address.
pub(super) const NAME: &str = "key";

/// Longer than a reader stays away. Each page starts it again.
const DAYS: u32 = 60;

type Seed = [u8; 32];

/// What a browser has to present.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) token: Token,
    /// Whether the next start at this port has the same key.
    kept: bool,
}

impl Key {
    /// The key of a server of the workbook in this folder, kept for its next start or not.
    pub(super) fn new(root: &Path, port: u16, keep: bool) -> anyhow::Result<Self> {
        // The key works without being kept, so a full disk is no reason to end.
        let seed = keep.then(|| kept_seed(&root.join("target/book")).ok());
        let token = match seed.flatten() {
            Some(seed) => return Ok(Self::of(&seed, port)),
            None => Token::new()?,
        };
        Ok(Self { token, kept: false })
    }

    fn of(seed: &Seed, port: u16) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(seed);
        hasher.update(port.to_be_bytes());
        let digest = hasher.finalize();
        let token = Token::from(std::array::from_fn(|at| digest[at]));
        Self { token, kept: true }
    }

    /// The address to open.
    pub(super) fn address(&self, server: SocketAddr) -> String {
        format!("http://{server}/?{NAME}={}", self.token.as_str())
    }

    /// How long a browser keeps the cookie: a key that isn't kept here isn't kept there.
    pub(super) fn max_age(&self) -> String {
        if self.kept {
            format!("; Max-Age={}", DAYS * 24 * 60 * 60)
        } else {
            String::new()
        }
    }
}

/// The keys that an address claims to have.
pub(super) fn claimed(uri: &Uri) -> impl Iterator<Item = &str> {
    pairs(uri)
        .filter(|(name, _)| *name == NAME)
        .map(|(_, value)| value)
}

/// What follows the question mark of an address.
pub(super) fn pairs(uri: &Uri) -> impl Iterator<Item = (&str, &str)> {
    let parts = uri.query().unwrap_or_default().split('&');
    parts
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// The seed in this folder; a new one if there is none that only this user could have written and read.
fn kept_seed(folder: &Path) -> io::Result<Seed> {
    fs::create_dir_all(folder)?;
    let file = folder.join("key");
    if let Ok(seed) = read(&file) {
        return Ok(seed);
    }
    let _ = fs::remove_file(&file);
    let mut seed = Seed::default();
    getrandom::fill(&mut seed).map_err(io::Error::other)?;
    // Readable by its owner alone from the start.
    let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
    fresh.write_all(&seed)?;
    // Another server may have been faster: then its seed is the workbook's.
    let _ = fresh.persist_noclobber(&file);
    read(&file)
}

fn read(file: &Path) -> io::Result<Seed> {
    let mut file = File::open(file)?;
    if !is_private(&file.metadata()?) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut seed = Seed::default();
    file.read_exact(&mut seed)?;
    Ok(seed)
}

#[cfg(unix)]
fn is_private(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let own = rustix::process::geteuid().as_raw();
    metadata.is_file() && metadata.uid() == own && metadata.mode() & 0o077 == 0
}

/// Nothing is known of who else may read it.
#[cfg(not(unix))]
fn is_private(_: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn key(root: &Path, port: u16, keep: bool) -> String {
        let key = Key::new(root, port, keep).unwrap();
        key.token.as_str().to_owned()
    }

    #[test]
    fn a_port_has_the_same_key_at_each_start_and_no_other_port_has_it() {
        let root = tempfile::tempdir().unwrap();
        let first = key(root.path(), 3000, true);
        assert_eq!(key(root.path(), 3000, true), first);
        assert_ne!(key(root.path(), 3001, true), first);
        let other = tempfile::tempdir().unwrap();
        assert_ne!(key(other.path(), 3000, true), first);
    }

    #[test]
    fn a_key_that_is_not_kept_is_another_one_at_each_start_and_leaves_no_file() {
        let root = tempfile::tempdir().unwrap();
        assert_ne!(key(root.path(), 3000, false), key(root.path(), 3000, false));
        assert!(!root.path().join("target").exists());
    }

    #[test]
    fn a_seed_that_others_could_read_is_thrown_away() {
        let root = tempfile::tempdir().unwrap();
        let first = key(root.path(), 3000, true);
        let file = root.path().join("target/book/key");
        let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert_ne!(key(root.path(), 3000, true), first);
        assert_eq!(mode(), 0o600);
    }

    #[test]
    fn a_seed_that_is_cut_short_is_made_again() {
        let root = tempfile::tempdir().unwrap();
        let first = key(root.path(), 3000, true);
        let file = root.path().join("target/book/key");
        fs::write(&file, "short").unwrap();
        let second = key(root.path(), 3000, true);
        assert_ne!(second, first);
        assert_eq!(key(root.path(), 3000, true), second);
    }

    #[test]
    fn without_a_place_to_keep_it_there_is_a_key_all_the_same() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("target"), "a file").unwrap();
        assert_ne!(key(root.path(), 3000, true), key(root.path(), 3000, true));
    }
}
