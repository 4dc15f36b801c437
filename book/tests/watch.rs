//! `cargo book watch`, driven by keys through a pipe and by saves.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;
use support::{Exercise, Fixture};

const CHECK: &str = r#"use super::*;

#[test]
fn what_it_says() {
    let log = testing::Log::start();
    say();
    testing::pin_exercise!("SLUG", log);
}
"#;

const SOLUTION: &str = r#"
/// Says hello.
pub fn say() {
    // EXERCISE: solution
    trace::trace!("main", "says hello");
    // EXERCISE: skeleton
    // todo!("say hello");
    // EXERCISE: end
}
"#;

const UNTOUCHED: &str =
    "Not yet: the file is as it was given. To do first, at line 6: say hello.\n";

static WORKBOOK: LazyLock<Fixture> = LazyLock::new(|| {
    let exercise = |slug: &'static str| Exercise {
        slug,
        solution: SOLUTION,
        file: None,
        check: Box::leak(CHECK.replace("SLUG", slug).into_boxed_str()),
        pinned: "[main] says hello\n",
    };
    support::workbook(92, &[], &[exercise("first"), exercise("second")])
});

/// The tests share a workbook, and so take turns.
static TURN: Mutex<()> = Mutex::new(());

struct Watch {
    tool: Child,
    keys: Option<ChildStdin>,
    said: Receiver<Vec<u8>>,
    text: String,
}

impl Watch {
    fn start() -> Self {
        for exercise in WORKBOOK.ws.exercises() {
            fs::write(&exercise.file, exercise.skeleton().unwrap()).unwrap();
        }
        let _ = fs::remove_file(WORKBOOK.root.join("book/progress.json"));
        let mut tool = Command::new(env!("CARGO_BIN_EXE_book"))
            .arg("watch")
            .env("BOOK_ROOT", &WORKBOOK.root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let keys = tool.stdin.take();
        let mut stdout = tool.stdout.take().unwrap();
        let (say, said) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stdout.read(&mut bytes) {
                let _ = say.send(bytes[..count].to_vec());
            }
        });
        Self {
            tool,
            keys,
            said,
            text: String::new(),
        }
    }

    /// Waits until it says this, and forgets everything up to there.
    fn says(&mut self, what: &str) -> String {
        loop {
            if let Some(at) = self.text.find(what) {
                let rest = self.text.split_off(at + what.len());
                return std::mem::replace(&mut self.text, rest);
            }
            match self.said.recv_timeout(Duration::from_secs(60)) {
                Ok(bytes) => self.text += &String::from_utf8_lossy(&bytes),
                Err(_) => panic!("never said {what:?}, but {:?}", self.text),
            }
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys
            .as_mut()
            .unwrap()
            .write_all(keys.as_bytes())
            .unwrap();
    }

    fn ends(mut self) {
        assert!(self.tool.wait().unwrap().success());
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.tool.kill();
        let _ = self.tool.wait();
    }
}

fn solve(slug: &str) {
    let exercise = WORKBOOK.ws.exercise(slug).unwrap();
    fs::write(&exercise.file, exercise.reference().unwrap()).unwrap();
}

#[test]
fn a_save_is_checked_and_the_next_exercise_follows() {
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut watch = Watch::start();
    watch.says("Checking ch92/first …\n");
    watch.says(UNTOUCHED);
    watch.says("[q]uit\n");
    solve("first");
    watch.says("Checking ch92/first …\n");
    watch.says("\nSolved.\n");
    watch.says("Press n to go on.\n");
    watch.press("n");
    watch.says("Checking ch92/second …\n");
    watch.says(UNTOUCHED);
    watch.press("l");
    watch.says("  solved  ch92/first  The title of first\n> tried   ch92/second  ");
    solve("second");
    watch.says("\nSolved.\n");
    watch.says("Every exercise is solved.\n");
    watch.press("nq");
    watch.says("There is no other exercise to solve.\n");
    watch.ends();
}

#[test]
fn an_editor_that_puts_a_new_file_in_place_has_saved_too() {
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut watch = Watch::start();
    watch.says(UNTOUCHED);
    let second = WORKBOOK.ws.exercise("second").unwrap();
    let beside = second.file.with_extension("rs~");
    fs::write(&beside, second.reference().unwrap()).unwrap();
    fs::rename(&beside, &second.file).unwrap();
    watch.says("Checking ch92/second …\n");
    watch.says("\nSolved.\n");
    watch.press("q");
    watch.ends();
}

#[test]
fn hints_and_a_reset_are_a_key_away() {
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let first = WORKBOOK.ws.exercise("first").unwrap();
    let mut watch = Watch::start();
    watch.says(UNTOUCHED);
    watch.press("h");
    watch.says("Hint 1 of 3\nFirst.\n");
    fs::write(&first.file, "mine").unwrap();
    watch.says("Its checks are cut off");
    watch.press("rn");
    watch.says("Put the skeleton back into ch92/exercises/first.rs? [y/n] no\n");
    assert_eq!(fs::read_to_string(&first.file).unwrap(), "mine");
    watch.press("ry");
    watch.says(
        "ch92/exercises/first.rs is the skeleton again; your text is ch92/exercises/first.rs",
    );
    watch.says(UNTOUCHED);
    assert_eq!(
        fs::read_to_string(&first.file).unwrap(),
        first.skeleton().unwrap()
    );
    watch.press("q");
    watch.ends();
    fs::remove_file(first.file.with_extension("rs.backup-1")).unwrap();
}

#[test]
fn a_save_during_a_check_starts_it_anew() {
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let first = WORKBOOK.ws.exercise("first").unwrap();
    let mut watch = Watch::start();
    watch.says(UNTOUCHED);
    let hanging = first.reference().unwrap().replace(
        "pub fn say() {",
        "pub fn say() {\n    loop { std::thread::park() }\n    #[allow(unreachable_code)]",
    );
    fs::write(&first.file, hanging).unwrap();
    watch.says("Checking ch92/first …\n");
    solve("first");
    let between = watch.says("\nSolved.\n");
    assert!(!between.contains("hangs"), "{between}");
    watch.press("q");
    watch.ends();
}

#[test]
fn it_ends_with_its_input() {
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut watch = Watch::start();
    watch.says("Checking ch92/first …\n");
    watch.keys = None;
    watch.tool.wait().unwrap();
}
