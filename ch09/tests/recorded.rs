//! What tools say about step c when it uses the stale pointer. The page shows it as it's recorded here.
//!
//! These tests need valgrind and a nightly toolchain, so they only run when they're asked for:
//! `cargo test -p ch09 --test recorded -- --ignored`. `INSTA_UPDATE=always` records anew.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use std::path::Path;
use std::process::Command;
use std::{env, fs};

const STEP: &str = "c-coroutines-problem";

/// The workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Compares what a tool said with its recording, or records it.
fn is_recorded(name: &str, said: &str) {
    let file = root().join("ch09/recorded").join(name);
    if env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        fs::write(&file, said).unwrap();
    }
    let recorded = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        recorded == said,
        "{} isn't what the tool says now:\n{said}\nINSTA_UPDATE=always records it again",
        file.display()
    );
}

/// What a step printed to standard error when it used the stale pointer, line by line.
fn reported(command: &mut Command) -> Vec<String> {
    let output = command.arg("--here").output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// A frame of a backtrace, if its function is one of this chapter's: `FILE:LINE, in FUNCTION`, without its address.
fn frame(line: &str) -> Option<String> {
    let (_, frame) = line.trim_start().strip_prefix('#')?.split_once(" in ")?;
    let (function, place) = frame.split_once(&format!(" {}/ch09/", root().display()))?;
    let numbers: Vec<&str> = place.split(':').collect();
    Some(format!(
        "    ch09/{}:{}, in {function}\n",
        numbers[0], numbers[1]
    ))
}

#[test]
#[ignore = "needs a nightly toolchain"]
fn address_sanitizer_reports_the_first_use_of_the_stale_pointer() {
    let (target, folder) = ("x86_64-unknown-linux-gnu", root().join("target/asan"));
    let built = Command::new("rustup")
        .args(["run", "nightly", "cargo", "build", "--quiet", "-p", "ch09"])
        .args(["--bin", STEP, "--target", target, "--target-dir"])
        .arg(&folder)
        .env("RUSTFLAGS", "-Zsanitizer=address")
        .status()
        .unwrap();
    assert!(built.success());
    let mut said = String::new();
    for line in reported(&mut Command::new(
        folder.join(target).join("debug").join(STEP),
    )) {
        if let Some((_, what)) = line.split_once("ERROR: ") {
            let (what, _address) = what.split_once(" on address").unwrap();
            said.push_str(&format!("ERROR: {what}\n"));
        } else if let Some((what, _address)) = line
            .split_once(" at 0x")
            .filter(|_| line.starts_with("READ"))
        {
            said.push_str(&format!("{what}\n"));
        } else if line.contains("is located in stack") {
            said.push_str("The address is located in the stack of thread T0, in frame\n");
        } else if line.contains("This frame has") {
            break;
        }
        said.extend(frame(&line));
    }
    is_recorded("asan.txt", &said);
}

#[test]
#[ignore = "needs valgrind"]
fn valgrind_reports_no_error_and_a_text_that_was_never_freed() {
    let mut command = Command::new("valgrind");
    command.arg(env!("CARGO_BIN_EXE_c-coroutines-problem"));
    let mut said = String::new();
    for line in reported(&mut command) {
        let (_number, line) = line.rsplit_once("==").unwrap();
        if line.contains("definitely lost") || line.contains("ERROR SUMMARY") {
            said.push_str(&format!("{}\n", line.trim_start()));
        }
    }
    is_recorded("valgrind.txt", &said);
}
