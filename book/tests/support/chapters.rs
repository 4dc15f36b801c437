//! A copy of this workbook's chapters below the target folder, to check exercises in: the files in
//! `exercises/` are the reader's.

use super::attempts::is_attempts;
use super::{own_root, write_if_different};
use book::check::{Verdict, check};
use book::model::{Exercise, Workspace};
use book::run::Stop;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// The chapters in a folder of their own, without what no exercise needs. Two test programs use the folder
/// in turns.
///
/// They get another version. So cargo takes them for other crates, which share their dependencies with
/// the real ones, and don't replace the real ones in the target folder.
pub fn copy() -> (Workspace, File) {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("skeletons");
    fs::create_dir_all(root.join("book")).unwrap();
    let lock = File::create(root.join(".lock")).unwrap();
    lock.lock().unwrap();
    let own = own_root();
    let chapters = Workspace::load(&own).unwrap().chapters;
    // By name, and by the folder below the root: `book/ch06`.
    let crates: Vec<_> = chapters
        .iter()
        .filter(|chapter| chapter.is_crate())
        .map(|chapter| (&chapter.name, chapter.dir.strip_prefix(&own).unwrap()))
        .collect();
    write_if_different(&root.join("Cargo.toml"), &manifest(&own, &crates));
    write_if_different(&root.join("Cargo.lock"), &read(&own.join("Cargo.lock")));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let config = format!("[build]\ntarget-dir = {target:?}\n\n[net]\noffline = true\n");
    write_if_different(&root.join(".cargo/config.toml"), &config);
    let mut copied = BTreeSet::new();
    for (_, folder) in &crates {
        copy_folder(&own.join(folder), &root.join(folder), &mut copied);
        remove_others(&root.join(folder), &copied);
        let manifest = root.join(folder).join("Cargo.toml");
        let text = without_steps(&read(&own.join(folder).join("Cargo.toml")));
        write_if_different(&manifest, &text);
    }
    let _ = fs::remove_file(root.join("book/progress.json"));
    (Workspace::load(&root).unwrap(), lock)
}

/// A chapter's manifest without its programs, which are not copied, and without default features, which only
/// programs need: what they bring in would be compiled for nothing.
fn without_steps(manifest: &str) -> String {
    let mut section = "";
    let mut text = String::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let is_default = section == "[features]" && line.starts_with("default = ");
        if section != "[[bin]]" && !is_default && !line.starts_with("default-run") {
            text.extend([line, "\n"]);
        }
    }
    text
}

fn manifest(own: &Path, crates: &[(&String, &Path)]) -> String {
    let folders: Vec<_> = crates.iter().map(|(_, folder)| folder).collect();
    let mut manifest = String::new();
    for line in read(&own.join("Cargo.toml")).lines() {
        let line = match line.split_once(" = ") {
            Some(("members", _)) => format!("members = {folders:?}"),
            Some(("default-members", _)) => continue,
            Some(("version", _)) => "version = \"0.0.0\"".to_owned(),
            // Those that are copied lie where they did; the others are the real ones.
            Some((name, path)) if !crates.iter().any(|(copied, _)| *copied == name) => {
                let absolute = format!("path = \"{}/", own.display());
                format!("{name} = {}", path.replace("path = \"", &absolute))
            }
            _ => line.to_owned(),
        };
        manifest += &line;
        manifest.push('\n');
    }
    manifest
}

fn copy_folder(from: &Path, to: &Path, copied: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        let is_left_out = [
            "src/bin",
            "answers",
            "experiments",
            "Cargo.toml",
            "predictions.toml",
        ]
        .iter()
        .any(|name| from.ends_with(name));
        if from.is_dir() && !is_left_out {
            copy_folder(&from, &to, copied);
        } else if !is_left_out && let Ok(text) = fs::read_to_string(&from) {
            // The reader's files come later.
            if !from.parent().unwrap().ends_with("exercises") {
                write_if_different(&to, &text);
            }
            copied.insert(to);
        } else if from.ends_with("Cargo.toml") {
            copied.insert(to);
        }
    }
}

fn remove_others(dir: &Path, copied: &BTreeSet<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            remove_others(&path, copied);
        } else if !copied.contains(&path) && !is_attempts(&path) {
            fs::remove_file(path).unwrap();
        }
    }
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The verdict on a text.
pub async fn verdict(ws: &Workspace, exercise: &Exercise, text: &str) -> Verdict {
    write_if_different(&exercise.file, text);
    let (events, mut coming) = mpsc::channel(64);
    let drain = async { while coming.recv().await.is_some() {} };
    let (verdict, ()) = tokio::join!(check(ws, exercise, Stop::new(), events), drain);
    verdict.unwrap()
}
