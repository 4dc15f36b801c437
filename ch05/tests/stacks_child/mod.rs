//! A child is this same program, told to run one test only, and which scene it has to play there.

use std::env::{self, current_exe};
use std::process::{Command, Output, Stdio};

const SCENE: &str = "STACKS_SCENE";

/// The scene to play, in a child.
pub fn scene() -> Option<String> {
    env::var(SCENE).ok()
}

/// Plays a scene in a child to its end. The program has a test of this name, which asks for the scene.
pub fn play(scene: &str) -> Output {
    Command::new(current_exe().unwrap())
        .args(["a_child_plays_its_scene", "--exact", "--nocapture"])
        .env(SCENE, scene)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// What a child wrote to standard error.
pub fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
