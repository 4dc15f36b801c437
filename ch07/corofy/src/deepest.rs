//! The deepest source of each kind that the limits let through has an answer, on a quarter of the stack.

use super::here;
use crate::answer::{Refused, Rewritten, Target};
use crate::limits::{STACK, TOO_DEEP, TOO_LONG, with_room};

/// What a body begins with, what's repeated in front of its innermost part, that part, and what's repeated after it.
type Kind = (&'static str, &'static str, &'static str, &'static str);

const KINDS: [Kind; 24] = [
    ("", "(", "a", ")"),
    ("", "(", "flag(a).wait", ")"),
    ("", "{ ", "flag(a).wait", " }"),
    ("", "{ flag(a).wait; ", "a", " }"),
    ("", "[", "flag(a).wait", "][0]"),
    ("", "flag(", "a", ").wait"),
    ("", "|| ", "a", ""),
    ("", "|b: bool| { ", "a", " }"),
    ("", "", "a", ".clone()"),
    ("", "", "flag(a).wait", ".clone()"),
    ("", "", "flag(a)", ".wait"),
    ("", "", "a", "?"),
    ("", "if a { a } else ", "{ flag(a).wait }", ""),
    ("", "if flag(a).wait { a } else ", "{ a }", ""),
    ("", "loop { if flag(a).wait { break; } ", "", " }"),
    ("", "match flag(a).wait { true => ", "a", ", false => a }"),
    ("", "!", "flag(a).wait", ""),
    ("", "*&", "flag(a).wait", ""),
    ("", "a ^ ", "flag(a).wait", ""),
    ("", "a && ", "flag(a).wait", ""),
    ("let x: ", "Vec<", "u8", ">"),
    ("let x: ", "&'static ", "u8", ""),
    ("let ", "Some(", "x", ")"),
    ("let ", "&", "x", ""),
];

fn source((first, open, inner, close): Kind, depth: usize) -> String {
    let value = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
    let rest = match first {
        "" => "",
        "let " => " = made(a).wait;\na",
        _ => " = made(a).wait;\nflag(a).wait;\nlook(&x);\na",
    };
    format!(
        "struct Soon<T>(T);\nfn flag(value: bool) -> Soon<bool> {{ Soon(value) }}\n\
         coroutine fn deep(a: bool) -> bool {{\n{first}{value}{rest}\n}}\n"
    )
}

fn answer(kind: Kind, depth: usize) -> Result<Rewritten, Refused> {
    let source = source(kind, depth);
    with_room(STACK / 4, || here(&source, Target::Polling))
}

/// Whether the limits refuse a source of this kind and depth.
fn is_beyond(kind: Kind, depth: usize) -> bool {
    let source = source(kind, depth);
    let parsed = with_room(STACK / 4, || crate::source::parse(&source).map(drop));
    parsed.is_err_and(|refused| {
        let why = |limit: &str| refused.reasons.iter().any(|reason| reason.why == limit);
        // A wait more than a file may have is a limit too.
        why(TOO_DEEP) || why(TOO_LONG) || refused.reasons[0].why.contains("is the limit")
    })
}

/// The greatest depth within the limits.
fn deepest(kind: Kind) -> usize {
    let (mut within, mut beyond) = (1, 4_000);
    assert!(
        !is_beyond(kind, within) && is_beyond(kind, beyond),
        "{kind:?}"
    );
    while within + 1 < beyond {
        let depth = within.midpoint(beyond);
        match is_beyond(kind, depth) {
            true => beyond = depth,
            false => within = depth,
        }
    }
    within
}

/// A stack that overflows ends the process, so the test need only ask.
#[test]
fn the_deepest_sources_within_the_limits_are_answered() {
    for kind in KINDS {
        let depth = deepest(kind);
        assert!(
            depth >= 20,
            "{kind:?}: only {depth} levels are within the limits"
        );
        if let Err(refused) = answer(kind, depth) {
            let failed = refused
                .reasons
                .iter()
                .find(|reason| reason.why.contains("the compiler"));
            assert!(failed.is_none(), "{kind:?}, {depth} levels: {failed:?}");
        }
    }
}
