//! A small workbook to run and check things in: its chapter is made of what a test needs.
//!
//! It lies below the target folder and stays there, so that a second run of the tests compiles
//! nothing. Each test program has a chapter number of its own: programs of two of them never take
//! each other's place in the target folder, which they share.

#![allow(dead_code, reason = "every test program uses a part of this")]

pub mod answers;
pub mod attempts;
pub mod chapters;
pub mod checks;
pub mod splice;

use book::model::Workspace;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The workbook of a test program.
#[derive(Debug)]
pub struct Fixture {
    pub root: PathBuf,
    pub ws: Workspace,
    /// A second run of the same tests waits for the first.
    _lock: File,
}

/// An exercise of the fixture.
#[derive(Debug)]
pub struct Exercise {
    pub slug: &'static str,
    /// The reference; what comes between its marks is the solution.
    pub solution: &'static str,
    /// What is in the reader's file; its skeleton if nothing.
    pub file: Option<&'static str>,
    pub check: &'static str,
    pub pinned: &'static str,
}

/// Makes a workbook with one chapter, `ch90` or the like.
pub fn workbook(number: u32, steps: &[(&str, &str)], exercises: &[Exercise]) -> Fixture {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("workbook-{number}"));
    fs::create_dir_all(&root).unwrap();
    let lock = File::create(root.join(".lock")).unwrap();
    lock.lock().unwrap();
    let mut files = BTreeMap::new();
    let chapter = format!("ch{number}");
    workspace(&mut files, &chapter);
    for (name, source) in steps {
        files.insert(format!("{chapter}/src/bin/{name}.rs"), (*source).to_owned());
    }
    let mut manifest = manifest(&chapter);
    let mut list = "hangs = [\"a cause of this chapter\"]\n\n".to_owned();
    for exercise in exercises {
        let slug = exercise.slug;
        manifest += &format!(
            "[[test]]\nname = \"{slug}\"\npath = \"exercises/{slug}.rs\"\ntest = false\n\n"
        );
        list += &format!(
            "[[exercise]]\nslug = \"{slug}\"\ntitle = \"The title of {slug}\"\nlevel = 1\n\
             kind = \"build\"\nhints = [\"First.\", \"Second.\", \"Third.\"]\n\
             after = \"After {slug}.\"\n\n"
        );
        add_exercise(&mut files, &chapter, exercise);
    }
    files.insert(format!("{chapter}/Cargo.toml"), manifest);
    if !exercises.is_empty() {
        files.insert(format!("{chapter}/exercises.toml"), list);
    }
    remove_others(&root.join(&chapter), &root, &files);
    for (name, text) in &files {
        write_if_different(&root.join(name), text);
    }
    let _ = fs::remove_file(root.join("book/progress.json"));
    let ws = Workspace::load(&root).unwrap();
    Fixture {
        root,
        ws,
        _lock: lock,
    }
}

fn workspace(files: &mut BTreeMap<String, String>, chapter: &str) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    files.insert(
        "Cargo.toml".into(),
        format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"{chapter}\"]\n\n\
             [profile.dev]\ndebug = \"line-tables-only\"\n"
        ),
    );
    files.insert(
        ".cargo/config.toml".into(),
        format!("[build]\ntarget-dir = {target:?}\n\n[net]\noffline = true\n"),
    );
    files.insert("book/book.toml".into(), String::new());
    files.insert(
        format!("{chapter}/src/lib.rs"),
        "//! A chapter of the tests.\n".into(),
    );
    files.insert("Cargo.lock".into(), lock_file());
}

/// The versions that this workspace uses: they are there without a network.
fn lock_file() -> String {
    fs::read_to_string(own_root().join("Cargo.lock")).unwrap()
}

/// The workspace that these tests belong to.
pub fn own_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .canonicalize()
        .unwrap()
}

fn manifest(chapter: &str) -> String {
    let book = own_root().join("book");
    format!(
        "[package]\nname = \"{chapter}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\ntrace = {{ path = {:?} }}\n\n\
         [dev-dependencies]\ntesting = {{ path = {:?} }}\n\n",
        book.join("trace"),
        book.join("testing"),
    )
}

fn add_exercise(files: &mut BTreeMap<String, String>, chapter: &str, exercise: &Exercise) {
    let slug = exercise.slug;
    let footer = format!("\n#[cfg(test)]\n#[path = \"../checks/{slug}.rs\"]\nmod check;\n");
    let solution = format!("//! The task of {slug}.\n\n{}{footer}", exercise.solution);
    let file = match exercise.file {
        Some(file) => file.replace("FOOTER", &footer),
        None => book::skeleton::skeleton(&solution).unwrap(),
    };
    files.insert(format!("{chapter}/solutions/{slug}.rs"), solution);
    files.insert(format!("{chapter}/exercises/{slug}.rs"), file);
    files.insert(
        format!("{chapter}/checks/{slug}.rs"),
        exercise.check.to_owned(),
    );
    let pinned = format!("---\nsource: {chapter}\n---\n{}", exercise.pinned);
    files.insert(
        format!("{chapter}/tests/snapshots/exercise-{slug}.snap"),
        pinned,
    );
}

/// Writes a file; one that is the same already stays as old as it is, so that cargo finds it fresh.
pub fn write_if_different(path: &Path, text: &str) {
    let is_lock = path.ends_with("Cargo.lock") && path.is_file();
    if !is_lock && fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn remove_others(dir: &Path, root: &Path, files: &BTreeMap<String, String>) {
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            remove_others(&path, root, files);
        } else if !files.contains_key(path.strip_prefix(root).unwrap().to_str().unwrap()) {
            fs::remove_file(path).unwrap();
        }
    }
}

impl Fixture {
    /// Gives its chapter these experiments, by name and text, and no others; reads it again.
    pub fn experiments(&mut self, experiments: &[(&str, &str)]) -> anyhow::Result<()> {
        let chapter = &self.ws.chapters[0].name;
        let folder = self.root.join(chapter).join("experiments");
        let _ = fs::remove_dir_all(&folder);
        for (name, text) in experiments {
            write_if_different(&folder.join(format!("{name}.toml")), text);
        }
        self.ws = Workspace::load(&self.root)?;
        Ok(())
    }

    /// The processes of this workbook with this in their command line. What the tool runs has its
    /// current folder in the workbook, and so has whatever that starts in turn; another clone's
    /// tests have another folder.
    pub fn processes(&self, needle: &str) -> Vec<String> {
        let root = self.root.canonicalize().unwrap();
        let entries = fs::read_dir("/proc").into_iter().flatten();
        let commands = entries.filter_map(|entry| {
            let path = entry.ok()?.path();
            path.file_name()?.to_str()?.parse::<u32>().ok()?;
            let command = fs::read(path.join("cmdline")).ok()?;
            let is_ours = fs::read_link(path.join("cwd")).ok()?.starts_with(&root);
            is_ours.then(|| String::from_utf8_lossy(&command).replace('\0', " "))
        });
        commands
            .filter(|command| command.contains(needle))
            .collect()
    }
}

/// Waits until something is so. Only a failure takes long.
pub fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "still not so: {what}"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Lets this much time pass at once, as the runtime sees it: for a limit that is reached when
/// something has happened, however long that took.
pub async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}
