//! Two outputs that can't work, as the page about std has them: a full disk, and a descriptor that is closed.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use std::process::Command;

/// Runs the step as a shell does; its exit status, and what it says on standard error.
fn c_std(redirection: &str) -> (Option<i32>, String) {
    let output = Command::new("sh")
        .args(["-c", &format!("\"$0\" {redirection}")])
        .arg(env!("CARGO_BIN_EXE_c-std"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

#[test]
fn a_full_disk_is_an_error() {
    let said = "error: No space left on device (os error 28)\n".to_owned();
    assert_eq!(c_std("> /dev/full"), (Some(1), said));
}

#[test]
fn a_closed_standard_output_is_a_success() {
    assert_eq!(c_std(">&-"), (Some(0), String::new()));
}
