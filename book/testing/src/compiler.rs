//! Which compiler builds the tests.

use std::process::Command;

/// Whether the tests are built by this version of Rust, such as `1.95`.
///
/// For what the language doesn't promise and a page states of one version, as the size of a future.
///
/// # Panics
///
/// When `rustc` doesn't tell its version.
pub fn is_rust(version: &str) -> bool {
    // Cargo starts the tests with the toolchain that built them.
    let output = Command::new("rustc").arg("--version").output();
    let told = output.expect("the tests were built by rustc").stdout;
    String::from_utf8_lossy(&told).starts_with(&format!("rustc {version}."))
}
