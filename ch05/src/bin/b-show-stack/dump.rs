//! A stack's words as text: each with its place, its bytes, and what it is.

use crate::PATTERNS;
use crate::processor::{PUSHED, REGISTERS, back, push_three};
use crate::stack::UNTOUCHED;

/// Knows the addresses that differ from run to run, and shows them as what they are addresses of.
pub struct Dump {
    /// An address on the stack that `run` is on.
    main: usize,
}

/// A stack pointer stays closer than this to the variables of those who called.
const NEAR: usize = 64 * 1024;

impl Dump {
    /// Takes the caller's stack for main's.
    pub fn new() -> Self {
        let local = 0u8;
        Self {
            main: (&raw const local).addr(),
        }
    }

    // ANCHOR: show
    /// The first words of `after`, from the top down; one that was another before is pointed out.
    pub fn show(&self, before: &[usize], after: &[usize], count: usize) -> String {
        let mut text = String::from("from its top down:");
        for (n, (before, after)) in before.iter().zip(after).take(count).enumerate() {
            let (place, what) = (8 * (n + 1), self.what(*after));
            let bytes = if self.is_address(*after) {
                [".."; 8].join(" ")
            } else {
                after
                    .to_ne_bytes()
                    .map(|byte| format!("{byte:02x}"))
                    .join(" ")
            };
            let mark = if before == after { " " } else { "*" };
            let line = format!("\ntop - {place:3}: {bytes} {mark} {what}");
            text.push_str(&line);
        }
        text
    }
    // ANCHOR_END: show

    // ANCHOR: what
    /// Told from the word alone: what is called an address of something is one.
    fn what(&self, word: usize) -> String {
        if word == push_three as *const () as usize {
            return "<- address of push_three".into();
        } else if word == back as *const () as usize {
            return "<- address of back".into();
        } else if self.is_address(word) {
            return "<- address on main's stack".into();
        } else if let Some(n) = PATTERNS.iter().position(|pattern| *pattern == word) {
            return format!("for {}", REGISTERS[n]);
        }
        match word {
            0 => "zero",
            UNTOUCHED => "untouched",
            _ if PUSHED.contains(&word) => "pushed by push_three",
            _ => "unknown",
        }
        .into()
    }

    fn is_address(&self, word: usize) -> bool {
        let functions = [push_three as *const () as usize, back as *const () as usize];
        functions.contains(&word) || word.abs_diff(self.main) < NEAR
    }
    // ANCHOR_END: what
}
