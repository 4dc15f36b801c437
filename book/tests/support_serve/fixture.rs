//! A small workbook whose steps misbehave, made anew for each test. It depends on nothing, so that
//! each of its programs compiles in a moment.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;

use super::in_place;

/// A workbook in a folder.
#[derive(Debug)]
pub struct Workbook {
    root: PathBuf,
    /// Takes the folder away.
    _own: Option<tempfile::TempDir>,
}

const STEPS: [(&str, &str); 9] = [
    (
        "a-quick",
        r#"println!("[main] one"); eprintln!("[main] two"); println!("[main] three");"#,
    ),
    (
        "b-endless",
        r#"loop { println!("[main] still here, and here is some more to read"); }"#,
    ),
    (
        "c-forks",
        r#"
    let script = "sleep 1000000 & setsid sleep 1000000 & \
        (setsid sh -c 'sleep 1000000 & sleep 1000000; true' &) ; echo '[main] has forked'; wait";
    let mut shell = std::process::Command::new("sh").args(["-c", script]).spawn().unwrap();
    shell.wait().unwrap();"#,
    ),
    ("d-sleeps", SLEEPS),
    ("e-sleeps", SLEEPS),
    ("f-sleeps", SLEEPS),
    ("g-sleeps", SLEEPS),
    ("h-fails", "std::process::exit(3);"),
    ("i-aborts", "std::process::abort();"),
];

const SLEEPS: &str = r#"
    println!("[main] sleeps");
    loop { std::thread::park(); }"#;

const SOLUTION: &str = r#"//! Answer the question.

/// The answer.
pub fn answer() -> u32 {
    // EXERCISE: solution
    42
    // EXERCISE: skeleton
    // todo!("the answer")
    // EXERCISE: end
}

#[cfg(test)]
#[path = "../checks/answer.rs"]
mod check;
"#;

const CHECK: &str = r#"use super::*;

#[test]
fn it_is_the_answer() {
    assert_eq!(answer(), 42);
}
"#;

const EXERCISES: &str = r#"[[exercise]]
slug = "answer"
title = "The answer"
level = 1
kind = "build"
hints = ["Think of `42`.", "It is even.", "Write `42`."]
after = "It was *that*."
"#;

const PREDICTIONS: &str = r#"[[prediction]]
step = "a-quick"
question = "What comes second?"
[[prediction.choice]]
says = "Two."
line = "[main] two"
why = "That is on standard error."
[[prediction.choice]]
says = "Three."
line = "[main] three"
why = "It is."
"#;

const SAYS_TWO: &str = r#"title = "Say two"
step = "a-quick"
why = "It was *changed*."

[[change]]
file = "ch04/src/bin/a-quick.rs"
old = "[main] one"
new = "[main] two"

[outcome]
is = "output"
shows = ["[main] two"]
"#;

const NEVER_ENDS: &str = r#"title = "Never end"
step = "a-quick"
why = "It sleeps."

[[change]]
file = "ch04/src/bin/a-quick.rs"
old = "println!(\"[main] three\");"
new = "loop { std::thread::park(); }"

[outcome]
is = "hang"
"#;

const PAGE: &str = "# One\n\nSome prose.\n\n{{#step ch04/a-quick}}\n\n{{#exercise ch04/answer}}\n";

/// On the page of a chapter that is no crate, below the program `says`.
const STAYS: &str = "
```rust,run=stays,unpinned
fn main() {
    println!(\"[main] stays\");
    loop {
        std::thread::park();
    }
}
```
";

/// The text of the reader's file at first.
pub fn skeleton() -> String {
    SOLUTION
        .lines()
        .filter(|line| !line.contains("// EXERCISE") && line.trim() != "42")
        .map(|line| line.replace("// todo!", "todo!") + "\n")
        .collect()
}

impl Workbook {
    /// In a folder of its own, to be changed.
    pub fn new() -> Self {
        let dir = tempfile::Builder::new()
            .prefix("workbook-")
            .tempdir()
            .unwrap();
        let book = Self {
            root: dir.path().to_owned(),
            _own: Some(dir),
        };
        book.fill();
        book
    }

    /// The same for all tests, which leave its files alone: its programs are built once.
    pub fn shared() -> Self {
        static FILLED: Once = Once::new();
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("workbook");
        let book = Self { root, _own: None };
        FILLED.call_once(|| book.fill());
        book
    }

    fn fill(&self) {
        let book = self;
        let members = "[workspace]\nresolver = \"3\"\nmembers = [\"ch04\"]\n";
        book.write("Cargo.toml", members);
        book.write("book/book.toml", BOOK);
        book.write(
            "book/pages/SUMMARY.md",
            "# Summary\n\n- [One](ch04/one.md)\n- [In place](ch91/in-place.md)\n",
        );
        book.write(in_place::PAGE, &(in_place::SAYS.to_owned() + STAYS));
        book.write(in_place::SNAPSHOT, in_place::PINNED);
        book.write("book/pages/ch04/one.md", PAGE);
        book.write("ch04/Cargo.toml", MANIFEST);
        book.write("ch04/src/lib.rs", "//! One.\n");
        for (name, body) in STEPS {
            let program = format!("//! The step {name}.\n\nfn main() {{\n    {body}\n}}\n");
            book.write(&format!("ch04/src/bin/{name}.rs"), &program);
        }
        let pinned = "---\nsource: ch04/tests/steps.rs\n---\n[main] one\n[main] three\n";
        book.write("ch04/tests/snapshots/a-quick.snap", pinned);
        let pinned = "---\nsource: ch04/checks/answer.rs\n---\n[main] answers\n";
        book.write("ch04/tests/snapshots/exercise-answer.snap", pinned);
        book.write("ch04/experiments/says-two.toml", SAYS_TWO);
        book.write("ch04/experiments/never-ends.toml", NEVER_ENDS);
        book.write("ch04/figures/main.rs", FIGURES);
        book.write("ch04/figures/measured.json", MEASURED);
        book.write("ch04/predictions.toml", PREDICTIONS);
        book.write("ch04/exercises.toml", EXERCISES);
        book.write("ch04/solutions/answer.rs", SOLUTION);
        book.write("ch04/checks/answer.rs", CHECK);
        book.write("ch04/exercises/answer.rs", &skeleton());
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Whole or not at all, as an editor saves; what is there already stays as old as it is.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return;
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let beside = path.with_extension("written~");
        fs::write(&beside, text).unwrap();
        fs::rename(beside, path).unwrap();
    }
}

const BOOK: &str = r#"[book]
title = "Small"
authors = []
src = "pages"

[output.html]
"#;

const MANIFEST: &str = r#"[package]
name = "ch04"
version = "0.1.0"
edition = "2024"
default-run = "a-quick"

[[bin]]
name = "figures"
path = "figures/main.rs"

[[test]]
name = "answer"
path = "exercises/answer.rs"
test = false
"#;

/// A program that measures. It writes to the channel by hand: it's built without the crate that does that.
const FIGURES: &str = r##"//! Reports a figure, and waits to be stopped if a file says so.

use std::io::Write;

fn main() {
    if let Ok(number) = std::env::var("BOOK_CHANNEL") {
        let channel = std::fs::File::options().write(true).open(format!("/dev/fd/{number}"));
        let report = r#"{"t":1,"does":"reports","who":"measurement","what":"{}","at":"","thread":1}"#;
        writeln!(channel.unwrap(), "{report}").unwrap();
    }
    println!("[main] measures, optimised: {}", !cfg!(debug_assertions));
    if std::path::Path::new("ch04/figures/waits").exists() {
        loop {
            std::thread::park();
        }
    }
}
"##;

const MEASURED: &str = r#"{ "machine": "a machine", "records": [] }"#;
