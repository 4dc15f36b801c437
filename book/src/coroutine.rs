//! A coroutine and the machine that chapter 7's compiler writes from it, as pages get them.

use corofy::{Link, Reason, Rewritten, Target, rewrite};
use serde::Serialize;
use std::ops::RangeInclusive;

/// The longest text that is rewritten for a page: many times what a page shows.
pub const LONGEST: usize = 64 << 10;

/// The targets, by the names that pages and the program `corofy` have for them.
pub const TARGETS: [(&str, Target); 3] = [
    ("polling", Target::Polling),
    ("waker", Target::Waker),
    ("pinned", Target::Pinned),
];

/// What comes of a text: a file with machines instead of its coroutines, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Machine {
    /// The file, and which of its lines come from where.
    Written {
        /// The whole file.
        text: String,
        /// The states.
        links: Vec<Linked>,
    },
    /// At least one reason.
    Refused {
        /// In the order of their lines.
        reasons: Vec<Refusal>,
    },
}

/// A state's lines, first and last, in both texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Linked {
    /// Its name in the machine.
    pub state: String,
    /// Where it comes from.
    pub source: [usize; 2],
    /// What became of it.
    pub machine: [usize; 2],
}

/// A reason, and where it is: the column counts characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// What is wrong, and what to write instead.
    pub why: String,
}

/// The target with this name.
pub fn target(name: &str) -> Option<Target> {
    let mut targets = TARGETS.into_iter();
    targets.find_map(|(known, target)| (known == name).then_some(target))
}

/// The target of a file's machines and its name: the chapter whose layer the file imports says which.
pub fn target_of(text: &str) -> (&'static str, Target) {
    let [polling, waker, pinned] = TARGETS;
    let imports = |layer: &str| text.lines().any(|line| line.starts_with(layer));
    match () {
        () if imports("use ch08::") => waker,
        () if imports("use ch09::") => pinned,
        () => polling,
    }
}

/// Has a text rewritten.
pub fn machine(text: &str, target: Target) -> Machine {
    match rewrite(text, target) {
        Ok(Rewritten { text, links }) => Machine::Written {
            text,
            links: links.into_iter().map(Linked::from).collect(),
        },
        Err(refused) => Machine::Refused {
            reasons: refused.reasons.into_iter().map(Refusal::from).collect(),
        },
    }
}

impl From<Link> for Linked {
    fn from(link: Link) -> Self {
        let ends = |lines: RangeInclusive<usize>| [*lines.start(), *lines.end()];
        Self {
            state: link.state,
            source: ends(link.source),
            machine: ends(link.machine),
        }
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self {
            line: reason.line,
            column: reason.column,
            why: reason.why,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_machine_comes_with_the_lines_of_each_state_in_both_texts() {
        let text = "coroutine fn f(g: Ready<u8>) -> u8 {\n    g.wait\n}\n";
        let Machine::Written { text, links } = machine(text, Target::Polling) else {
            panic!("it is a coroutine");
        };
        let waits = links.iter().find(|link| link.state == "Wait1").unwrap();
        assert_eq!(waits.source, [2, 2]);
        let lines: Vec<&str> = text.lines().collect();
        let [first, last] = waits.machine;
        assert!(
            lines[first - 1..last].concat().contains("Wait1 {"),
            "{text}"
        );
    }

    #[test]
    fn a_refusal_says_where_and_why_for_every_reason() {
        let text = "coroutine fn f() {\n    let x = ;\n}\n";
        let told = json!(machine(text, Target::Polling));
        let reason = &told["reasons"][0];
        assert_eq!(
            (&reason["line"], &reason["column"]),
            (&json!(2), &json!(13))
        );
        assert!(
            reason["why"].is_string() && told.get("text").is_none(),
            "{told}"
        );
    }

    #[test]
    fn the_layer_that_a_file_imports_says_which_target_it_is_for() {
        let name = |text| target_of(text).0;
        assert_eq!(name("use ch07::Future;\n"), "polling");
        assert_eq!(
            name("//! use ch07\n\nuse ch08::{Future, Waker};\n"),
            "waker"
        );
        assert_eq!(name("use std::io;\nuse ch09::Future;\n"), "pinned");
    }

    #[test]
    fn a_target_is_found_by_the_name_that_the_program_has_for_it() {
        assert_eq!(target("waker"), Some(Target::Waker));
        assert_eq!(target("Waker"), None);
    }
}
