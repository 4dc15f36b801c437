//! A copy of the workspace, so that no test touches the reader's exercises and progress.

use super::{asked, in_place, tries};
use book::model::Workspace;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The page that the tests read: one of everything, whatever the chapters' pages say.
pub const PAGE: &str = "ch04/in-the-browser.html";

/// A step that goes on until it is stopped.
const ENDLESS: &str = r#"//! Ticks until it is stopped.

fn main() -> std::process::ExitCode {
    trace::step(|| -> std::io::Result<()> {
        for tick in 0_u32.. {
            trace::trace!("main", "tick {tick}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Ok(())
    })
}
"#;

/// A step that the compiler is busy with for more than a moment: only then does cargo say how far it is.
const LARGE: &str = r#"//! Takes a while to compile.

#![allow(long_running_const_eval)]

const fn count(to: u32) -> u32 {
    let mut n = 0;
    while n < to {
        n += 1;
    }
    n
}

const COUNTED: u32 = count(2_500_000);

fn main() -> std::process::ExitCode {
    trace::step(|| -> std::io::Result<()> {
        trace::trace!("main", "has counted to {}", COUNTED);
        Ok(())
    })
}
"#;

/// As many endless steps as may run at once; one of them is on the page.
pub const ENDLESS_STEPS: [&str; 4] = ["w-endless", "x-endless", "y-endless", "z-endless"];

const SUMMARY: &str = "\
# Summary

[Of few pages](README.md)
[Steps and exercises](steps-and-exercises.md)
[Glossary](glossary.md)

- [An event queue](ch04/README.md)
    - [In the browser](ch04/in-the-browser.md)
    - [Timelines](ch04/timelines.md)
- [In place](ch91/in-place.md)
- [Trying](ch91/trying.md)
- [Machines](ch91/machines.md)
- [Interleavings](ch91/interleavings.md)
- [Measuring](ch91/measuring.md)
- [Moving](ch91/moving.md)
- [Waking](ch91/waking.md)
";

const TEXT: &str = "\
# In the browser

{{#code ch04/src/bin/z-endless.rs}}

{{#step ch04/a-epoll}}

{{#step ch04/z-endless}}

{{#step ch04/v-large}}

<p class=\"wb-live\">Press Run.</p>
<p class=\"wb-static\">Here is what it prints.</p>

## A prediction

{{#predict ch04/c-level-vs-edge}}

## The exercises

{{#exercise ch04/deregister}}

{{#exercise ch04/timer}}

{{#exercise ch04/oneshot-rearm}}

{{#exercise ch04/writable}}

## The end

> [!NOTE]
> An aside.

Some more.
";

/// The page with timelines to look at.
pub const TIMELINES: &str = "ch04/timelines.html";

const TIMELINES_TEXT: &str = "\
# Timelines

{{#step ch04/c-level-vs-edge}}

{{#compare ch04/c-level-vs-edge:edge ch04/c-level-vs-edge:level | Edge above, level below.}}
";

/// The page with programs that run in place.
pub const IN_PLACE: &str = "ch91/in-place.html";

const TICKS: &str = "
```rust,run=ticks,unpinned
fn main() {
    for tick in 0_u32.. {
        println!(\"[main] tick {tick}\");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}
```
";

/// The page with coroutines next to their machines.
pub const MACHINES: &str = "ch91/machines.html";

const MACHINES_TEXT: &str = "\
# Machines

{{#corofy ch07/coroutines two-waits dice refused}}

{{#machine ch07/b-async-await}}
";

/// The page with programs whose threads the reader lets run.
pub const INTERLEAVINGS: &str = "ch91/interleavings.html";

const INTERLEAVINGS_TEXT: &str = "\
# Interleavings

{{#interleave ch08/no-token ch08/ours}}
";
/// The page with a coroutine that the reader moves.
pub const MOVING: &str = "ch91/moving.html";

/// The page with a program that measures. No test runs the program: what it would report is given to the page.
pub const MEASURING: &str = "ch91/measuring.html";

const MEASURED: &str = r#"{
  "machine": "a machine",
  "records": [
    {"contender":"tasks","requests":100,"bytes":51200,"says":"[tasks] has 100"},
    {"contender":"tasks","requests":1000,"bytes":409600,"says":"[tasks] has 1000"},
    {"contender":"threads","requests":100,"bytes":1024000,"says":"[threads] has 100"},
    {"contender":"threads","requests":1000,"broke":"no more threads","says":"[threads] broke"}
  ]
}"#;

/// The workbook in its first state. It stays in one place, and what has not changed is not written
/// again, so that the compiler finds its work of the last time.
///
/// Its pages are the tests' own. To weave all of the book takes many seconds, and it's woven for each start of a server
/// and each page that changes.
pub fn fresh() -> Workspace {
    let to = folder("workbook");
    let mut kept = BTreeSet::new();
    copy(source(), &to, &mut kept, &own);
    add_the_page(&to, &mut kept);
    sweep(&to, &kept);
    let workspace = Workspace::load(&to).unwrap();
    for exercise in workspace.exercises() {
        write(&exercise.file, exercise.skeleton().unwrap().as_bytes());
    }
    workspace
}

/// A copy with all of the book's pages, and none of the tests' own.
pub fn whole() -> PathBuf {
    let to = folder("whole");
    let mut kept = BTreeSet::new();
    copy(source(), &to, &mut kept, &|_, bytes| Some(bytes));
    sweep(&to, &kept);
    to
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("browser")
        .join(name)
}

fn source() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// What of a file belongs to a workbook without the chapters' pages: not the pages, and not what is asked about their
/// programs or tried with them.
fn own(name: &Path, bytes: Vec<u8>) -> Option<Vec<u8>> {
    let is_in = |folder: &str| name.parent().is_some_and(|parent| parent.ends_with(folder));
    if name.starts_with("book/pages") && name.components().count() > 3 {
        return None;
    }
    if is_in("experiments") {
        return (!tries_a_program(&bytes)).then_some(bytes);
    }
    if name
        .file_name()
        .is_some_and(|file| file == "predictions.toml")
    {
        let text = String::from_utf8(bytes).unwrap();
        let asked = text.split("[[prediction]]\n").skip(1);
        let asked = asked.filter(|asked| !asks_about_a_program(name, asked));
        let asked: String = asked
            .map(|asked| format!("[[prediction]]\n{asked}"))
            .collect();
        return Some(asked.into_bytes());
    }
    Some(bytes)
}

/// Whether an experiment changes a program on a page.
fn tries_a_program(experiment: &[u8]) -> bool {
    let text = String::from_utf8_lossy(experiment);
    text.lines().any(|line| line.starts_with("program = "))
}

/// Whether a prediction is about a program on a page, or an experiment with one.
fn asks_about_a_program(predictions: &Path, asked: &str) -> bool {
    let experiments = source().join(predictions).with_file_name("experiments");
    asked.lines().any(|line| {
        let experiment = line.strip_prefix("experiment = \"");
        let experiment = experiment.and_then(|line| line.strip_suffix('"'));
        let tried = experiment.map(|name| experiments.join(format!("{name}.toml")));
        line.starts_with("program = ")
            || tried.is_some_and(|file| tries_a_program(&fs::read(file).unwrap()))
    })
}

/// What of a file is copied: its name in the workspace, and its bytes.
type Own = dyn Fn(&Path, Vec<u8>) -> Option<Vec<u8>>;

/// Copies what `own` keeps of each file.
fn copy(dir: &Path, to: &Path, kept: &mut BTreeSet<PathBuf>, own: &Own) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(source()).unwrap();
        let is_work = [
            "target",
            ".git",
            "book/progress.json",
            "book/drafts.json",
            "book/book",
        ];
        if is_work.iter().any(|work| name == Path::new(work)) {
            continue;
        }
        if path.is_dir() {
            copy(&path, to, kept, own);
        // A file that went meanwhile belongs to another test.
        } else if let Ok(bytes) = fs::read(&path)
            && let Some(bytes) = own(name, bytes)
        {
            kept.insert(to.join(name));
            write(&to.join(name), &bytes);
        }
    }
}

fn add_the_page(root: &Path, kept: &mut BTreeSet<PathBuf>) {
    let asked = asked::PAGES.map(|name| format!("- [Asked {name}](ch91/asked-{name}.md)\n"));
    let summary = format!("{SUMMARY}{}", asked.concat());
    let pinned = "---\nsource: ch04/tests/steps.rs\n---\n[main] tick 0\n[main] tick 1\n";
    let counted = "---\nsource: ch04/tests/steps.rs\n---\n[main] has counted to 2500000\n";
    let mut added = vec![
        ("book/pages/SUMMARY.md", summary),
        ("book/pages/README.md", "# Of few pages\n".to_owned()),
        ("book/pages/ch04/README.md", "# An event queue\n".to_owned()),
        ("book/pages/ch04/in-the-browser.md", TEXT.to_owned()),
        ("book/pages/ch04/timelines.md", TIMELINES_TEXT.to_owned()),
        ("book/pages/ch91/machines.md", MACHINES_TEXT.to_owned()),
        (
            "book/pages/ch91/interleavings.md",
            INTERLEAVINGS_TEXT.to_owned(),
        ),
        (
            "book/pages/ch91/waking.md",
            "# Waking\n\n{{#exercise ch04/waker}}\n".to_owned(),
        ),
        (
            "book/pages/ch91/moving.md",
            "# Moving\n\n{{#moving ch09/moving}}\n".to_owned(),
        ),
        (
            "book/pages/ch91/measuring.md",
            "# Measuring\n\n{{#measure ch04/figures}}\n".to_owned(),
        ),
        ("ch04/figures/measured.json", MEASURED.to_owned()),
        (in_place::PAGE, in_place::SAYS.to_owned() + TICKS),
        (in_place::SNAPSHOT, in_place::PINNED.to_owned()),
        ("ch04/src/bin/v-large.rs", LARGE.to_owned()),
        ("ch04/tests/snapshots/v-large.snap", counted.to_owned()),
        ("ch04/tests/snapshots/z-endless.snap", pinned.to_owned()),
    ];
    let endless = ENDLESS_STEPS.map(|name| format!("ch04/src/bin/{name}.rs"));
    added.extend(
        endless
            .iter()
            .map(|name| (name.as_str(), ENDLESS.to_owned())),
    );
    let asked: Vec<_> = asked::files().into_iter().chain(tries::files()).collect();
    added.extend(
        asked
            .iter()
            .map(|(name, text)| (name.as_str(), text.clone())),
    );
    for (name, text) in added {
        write(&root.join(name), text.as_bytes());
        kept.insert(root.join(name));
    }
}

/// Removes what the last time left: backups, progress, files that the workspace has no more.
fn sweep(dir: &Path, kept: &BTreeSet<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sweep(&path, kept);
        } else if !kept.contains(&path) && path.file_name().is_some_and(|name| name != "Cargo.lock")
        {
            fs::remove_file(&path).unwrap();
        }
    }
}

fn write(path: &Path, bytes: &[u8]) {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Adds a line to the page's source, and takes it away again.
pub async fn while_changed(workspace: &Workspace, meanwhile: impl AsyncFnOnce()) {
    let source = workspace.root.join("book/pages/ch04/in-the-browser.md");
    while_replaced(&source, |text| format!("{text}\nA line more.\n"), meanwhile).await;
}

/// Makes another text of a page's source, and puts the old one back.
pub async fn while_replaced(
    source: &Path,
    other: impl FnOnce(&str) -> String,
    meanwhile: impl AsyncFnOnce(),
) {
    let text = fs::read_to_string(source).unwrap();
    fs::write(source, other(&text)).unwrap();
    meanwhile().await;
    fs::write(source, text).unwrap();
}
