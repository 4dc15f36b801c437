//! The trap: a register that the instruction changes, and that nobody has told the compiler of.
//!
//! An optimising compiler uses that; the program below, compiled here with the call's own source
//! file, is one in which it does.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use std::path::Path;
use std::process::Command;

/// Two values in the two registers, before a call and after it. The cheapest way to keep them there
/// is to leave them alone.
const PROGRAM: &str = r#"
mod raw;

fn main() {
    let (mut rcx, mut r11): (u64, u64);
    unsafe {
        std::arch::asm!("mov rcx, 1111", "mov r11, 2222", out("rcx") rcx, out("r11") r11);
        let answer = raw::syscall3(raw::number::WRITE, usize::MAX, 0, 0);
        assert_eq!(answer, -9);
        std::arch::asm!("", inout("rcx") rcx, inout("r11") r11);
    }
    assert_eq!((rcx, r11), (1111, 2222), "rcx and r11 were not kept over the call");
}
"#;

#[test]
fn what_was_in_rcx_and_r11_outlives_an_optimised_call() {
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join("registers");
    std::fs::create_dir_all(&room).unwrap();
    std::fs::write(room.join("main.rs"), PROGRAM).unwrap();
    let raw = concat!(env!("CARGO_MANIFEST_DIR"), "/src/raw/linux_x86_64.rs");
    std::fs::copy(raw, room.join("raw.rs")).unwrap();
    let compiler = std::env::var_os("RUSTC").unwrap_or("rustc".into());
    let compiled = Command::new(compiler)
        .current_dir(&room)
        .args(["--edition=2024", "-Copt-level=3", "-Adead_code", "main.rs"])
        .output()
        .expect("rustc can be run");
    let said = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "{said}");
    let ran = Command::new(room.join("main")).output().unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}
