//! The machines that are checked in are what corofy writes.
#![cfg(feature = "corofy")]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use corofy::{Target, rewrite};
use std::fs;
use std::path::{Path, PathBuf};

const SOURCE: &str = ".coroutine.rs";

/// Every source below a folder of this crate.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.to_string_lossy().ends_with(SOURCE) {
            found.push(path);
        }
    }
}

/// The sources of this chapter's steps, of what is measured and of a test. Corofy's own inputs have tests of their own.
const HERE: [&str; 3] = ["benches", "src", "tests"];
/// The sources of other chapters' steps.
const CHAPTER_8: [&str; 1] = ["../ch08/src"];
const CHAPTER_9: [&str; 2] = ["../ch09/benches", "../ch09/src"];

fn sources_in(folders: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        if folder.exists() {
            sources(&folder, &mut found);
        }
    }
    found.sort();
    found
}

/// The target whose layer a source imports, and its name.
fn target(text: &str) -> (Target, &'static str) {
    match () {
        () if text.contains("\nuse ch08::") => (Target::Waker, "waker"),
        () if text.contains("\nuse ch09::") => (Target::Pinned, "pinned"),
        () => (Target::Polling, "polling"),
    }
}

/// The trap: a test of the compiler that compares only as much as there is.
#[test]
fn each_machine_is_what_corofy_writes_byte_for_byte() {
    for source in sources_in(&[&HERE[..], &CHAPTER_8, &CHAPTER_9].concat()) {
        let machine = source.to_string_lossy().replace(SOURCE, ".rs");
        let shown = source.display();
        let text = fs::read_to_string(&source).unwrap();
        let (target, name) = target(&text);
        let rewritten = rewrite(&text, target);
        let rewritten = rewritten.unwrap_or_else(|refused| panic!("{shown}: {refused}"));
        assert!(
            fs::read_to_string(&machine).unwrap() == rewritten.text,
            "corofy writes something else now: \
             cargo run -p ch07 --bin corofy -- --target {name} {shown} {machine}"
        );
    }
}

#[test]
fn the_sources_of_the_machines_are_found() {
    let names = |folders: &[&str]| -> Vec<String> {
        let sources = sources_in(folders);
        let folders = sources
            .iter()
            .map(|path| path.parent().unwrap().file_name().unwrap());
        folders
            .map(|name| name.to_string_lossy().into_owned())
            .collect()
    };
    let steps = [
        "a-runtime",
        "b-reactor-executor",
        "c-spawn",
        "d-multiple-threads",
        "f-two-reactors",
    ];
    assert_eq!(names(&CHAPTER_8), steps);
    let others = ["machines", "b-async-await", "c-async-await", "layer_types"];
    assert_eq!(names(&HERE), others);
}

#[test]
fn steps_b_and_c_differ_in_one_coroutine() {
    let read = |path: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/bin")
            .join(path);
        fs::read_to_string(path).unwrap()
    };
    let after_the_title = |path| read(path).split_once('\n').unwrap().1.to_owned();
    assert_eq!(
        after_the_title("b-async-await/main.rs"),
        after_the_title("c-async-await/main.rs")
    );
    let request = |path| {
        let text = read(path);
        let (_, text) = text.split_once("// ANCHOR: request\n").unwrap();
        text.split_once("// ANCHOR_END: request\n")
            .unwrap()
            .0
            .to_owned()
    };
    assert_eq!(
        request("b-async-await/requests.coroutine.rs"),
        request("c-async-await/requests.coroutine.rs")
    );
}

/// The lines of an enum, without its comments.
fn states<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let (_, rest) = text.split_once(&format!("enum {name} {{\n")).unwrap();
    let (states, _) = rest.split_once("\n}\n").unwrap();
    let lines = states.lines().map(str::trim);
    lines.filter(|line| !line.starts_with("//")).collect()
}

#[test]
fn the_machine_by_hand_has_the_states_that_corofy_gives_its_function() {
    let by_hand = include_str!("../src/bin/a-coroutine/two_requests.rs");
    let comment = by_hand.lines().filter_map(|line| line.strip_prefix("//!"));
    let comment = comment.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)));
    let comment: String = comment.collect();
    let (_, function) = comment.split_once("```text\n").unwrap();
    let (function, _) = function.split_once("```\n").unwrap();
    let rewritten = rewrite(function, Target::Polling).unwrap();
    assert_eq!(
        states(&rewritten.text, "TwoRequestsState"),
        states(by_hand, "TwoRequestsState")
    );
}
