//! The comparison of traces sees the mistakes of row 7 in TRAPS.md: each pair differs.

use crate::program::{Program, World, by_module, run_what_compiles};
use std::collections::BTreeMap;

const HEAD: &str = "use crate::drive::all;\nuse crate::preamble::*;\nuse crate::stage::*;\n";

/// What was meant, and what a careless compiler might make of it.
const PAIRS: [(&str, &str, &str); 5] = [
    (
        "shadowed variables in one field",
        "let a: Noisy = noisy(\"a\", 1); number(1, 1).await; let a: Noisy = noisy(\"b\", 2); number(1, a.number).await",
        "let mut a: Noisy = noisy(\"a\", 1); number(1, 1).await; a = noisy(\"b\", 2); number(1, a.number).await",
    ),
    (
        "a guard computed twice",
        "let n = number(1, 1).await; match n { n if asked(\"g\", n == 1) => number(1, 2).await, _ => 3 }",
        "let n = number(1, 1).await; if asked(\"g\", n == 1) { if asked(\"g\", n == 1) { number(1, 2).await } else { 3 } } \
         else { 3 }",
    ),
    (
        "a temporary that lives to the next wait",
        "let n = look(&noisy(\"a\", 1)); say(\"next\"); number(1, n).await",
        "let kept = noisy(\"a\", 1); let n = look(&kept); say(\"next\"); drop(kept); number(1, n).await",
    ),
    (
        "variables dropped in the order of their declaration",
        "let _a = noisy(\"a\", 1); let _b = noisy(\"b\", 2); number(1, 3).await",
        "let both = (noisy(\"a\", 1), noisy(\"b\", 2)); let n = number(1, 3).await; let _ = both; n",
    ),
    (
        "an operand computed after a wait",
        "ticked(\"first\", 1) + number(1, 3).await",
        "{ let second = number(1, 3).await; ticked(\"first\", 1) + second }",
    ),
];

fn checked(body: &str) -> String {
    format!(
        "{HEAD}async fn body() -> u32 {{ {body} }}\npub fn check() {{ all(\"body\", body); }}\n"
    )
}

#[test]
fn the_comparison_sees_the_mistakes_of_row_7() {
    let mut program = Program::new("traps", World::Tasks);
    program.lints = "#![allow(warnings)]";
    program.module("preamble", include_str!("../worlds/preamble.rs"));
    for (n, (_, right, wrong)) in PAIRS.iter().enumerate() {
        program.module(&format!("right{n}"), &checked(right));
        program.module(&format!("again{n}"), &checked(right));
        program.module(&format!("wrong{n}"), &checked(wrong));
    }
    let (printed, broken) = run_what_compiles(program);
    assert_eq!(broken, BTreeMap::new());
    let traces = by_module(&printed);
    for (n, (mistake, ..)) in PAIRS.iter().enumerate() {
        let [right, again, wrong] =
            ["right", "again", "wrong"].map(|kind| &traces[format!("{kind}{n}").as_str()].traces);
        assert_eq!(right, again, "a trace depends on the run");
        assert_ne!(right, wrong, "the traces don't show {mistake}");
    }
}
