//! Generated coroutines do as machines what they do as `async fn`s.

use crate::asynced::asynced;
use crate::generate::{Case, Forms, case};
use crate::program::{Program, World, by_module, first_difference, run_what_compiles};
use corofy::{Target, rewrite};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Write, stderr};
use std::path::Path;
use std::sync::OnceLock;

const PREAMBLE: &str = include_str!("../worlds/preamble.rs");
const IMPORTS: &str =
    "use crate::drive::all;\nuse crate::preamble::*;\nuse crate::stage::*;\nuse std::fmt::Debug;\n";
/// How many coroutines are generated, and for how many of them there is a machine of each further target.
/// `COROFY_COUNT=540` tries more.
const COUNT: u64 = 240;
const PART: u64 = 3;
const FORMS: Forms = Forms {
    control: true,
    several: true,
    temporaries: true,
    references: true,
};

/// The sources, by name.
type Sources = BTreeMap<String, String>;

fn cases(count: u64) -> Vec<Case> {
    (0..count)
        .map(|n| case(&format!("g{n:04}"), 77_000_000 + n * 7919, FORMS))
        .collect()
}

/// How many coroutines are generated here and now.
fn count() -> u64 {
    let count = std::env::var("COROFY_COUNT").ok();
    count.map_or(COUNT, |count| {
        count.parse().expect("COROFY_COUNT is a number")
    })
}

/// What all of the coroutines do as `async fn`s: one program for the tests of all targets.
fn expected() -> &'static str {
    static PRINTED: OnceLock<String> = OnceLock::new();
    PRINTED.get_or_init(|| {
        let cases = cases(count());
        let tasks = cases
            .iter()
            .map(|case| (case.name.clone(), asynced(&case.source)));
        let (printed, none) = traces("generated-tasks", World::Tasks, &tasks.collect());
        assert_eq!(
            none,
            BTreeMap::new(),
            "the generator writes what isn't Rust"
        );
        assert_eq!(by_module(&printed).len(), cases.len());
        printed
    })
}

/// What was found out about the generated coroutines.
#[derive(Default)]
struct Found {
    /// Those that the compiler refuses, with its reasons.
    refused: BTreeMap<String, String>,
    /// Those whose machines rustc refuses, with its errors.
    broken: BTreeMap<String, String>,
    /// Those whose traces differ, with the first difference.
    different: BTreeMap<String, String>,
    /// How many do the same, and in how many runs.
    same: usize,
    runs: usize,
    /// How many machines are larger than what rustc makes, in bytes.
    larger: usize,
}

/// Runs each module's `check`, leaving out those that don't compile.
fn traces(name: &str, world: World, sources: &Sources) -> (String, BTreeMap<String, String>) {
    let mut program = Program::new(name, world);
    program.lints = "#![allow(warnings)]";
    program.module("preamble", PREAMBLE);
    for (name, source) in sources {
        program.module(name, &format!("{IMPORTS}{source}"));
    }
    run_what_compiles(program)
}

fn machines(cases: &[Case], target: Target, found: &mut Found) -> Sources {
    let mut machines = Sources::new();
    for case in cases {
        match rewrite(&format!("{PREAMBLE}{}", case.source), target) {
            Ok(rewritten) => {
                let machine = rewritten
                    .text
                    .strip_prefix(PREAMBLE)
                    .expect("code before a coroutine is kept");
                machines.insert(case.name.clone(), machine.to_owned());
            }
            Err(why) => drop(found.refused.insert(case.name.clone(), why.to_string())),
        }
    }
    machines
}

fn compare(cases: &[Case], target: Target, world: World) -> Found {
    let mut found = Found::default();
    let machines = machines(cases, target, &mut found);
    let name = format!("generated-{world:?}").to_lowercase();
    let (expected, (printed, broken)) = std::thread::scope(|scope| {
        let expected = scope.spawn(expected);
        let printed = traces(&name, world, &machines);
        (expected.join().expect("the async fns run"), printed)
    });
    let (expected, printed) = (by_module(expected), by_module(&printed));
    assert_eq!(
        printed.len() + broken.len() + found.refused.len(),
        cases.len()
    );
    found.broken = broken;
    for (&name, machine) in &printed {
        let expected = &expected[name];
        found.larger += usize::from(machine.sizes > expected.sizes);
        let runs = expected
            .traces
            .lines()
            .filter(|line| line.starts_with("== "))
            .count();
        assert!(runs > 5, "{name} hardly runs");
        found.runs += runs;
        if machine.traces == expected.traces {
            found.same += 1;
        } else {
            let why = first_difference(&expected.traces, &machine.traces);
            found.different.insert(
                name.to_owned(),
                format!("{why}\n--- machine\n{}", machines[name]),
            );
        }
    }
    found
}

/// Counts, and the smallest source of each kind of failure; all failures are in a file.
fn report(cases: &[Case], found: &Found) -> String {
    let Found {
        refused,
        broken,
        different,
        same,
        runs,
        larger,
    } = found;
    let mut text = format!(
        "{} coroutines generated: {} refused, {} not compiled by rustc, {} different, {same} the same in {runs} runs; \
         {larger} machines are larger\n",
        cases.len(),
        refused.len(),
        broken.len(),
        different.len(),
    );
    let mut all = String::new();
    for (kind, failed) in [
        ("refused", refused),
        ("not compiled", broken),
        ("different", different),
    ] {
        let mut failures: Vec<&Case> = cases
            .iter()
            .filter(|case| failed.contains_key(&case.name))
            .collect();
        failures.sort_by_key(|case| case.source.len());
        let told = failures.iter().map(|case| {
            format!(
                "######## {kind}: {}\n{}\n{}\n",
                case.name, case.source, failed[&case.name]
            )
        });
        let told: Vec<String> = told.collect();
        text += told.first().map_or("", String::as_str);
        all += &told.concat();
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated-failures.txt");
    fs::write(&file, all).expect("the failures can be written");
    text + &format!("all failures: {}\n", file.display())
}

/// Compares this many coroutines, of which the compiler may refuse a few.
#[track_caller]
fn do_what_async_fns_do(cases: &[Case], target: Target, world: World) {
    let sources: BTreeSet<&str> = cases.iter().map(|case| case.source.as_str()).collect();
    assert_eq!(
        sources.len(),
        cases.len(),
        "two of the generated coroutines are the same"
    );
    let found = compare(cases, target, world);
    let report = report(cases, &found);
    // The count is printed also if the test passes.
    let counts = report.lines().next().unwrap_or_default();
    writeln!(stderr(), "{target:?}: {counts}").expect("standard error can be written");
    println!("{report}");
    assert!(
        found.broken.is_empty() && found.different.is_empty(),
        "see above"
    );
    assert!(found.refused.len() * 50 <= cases.len(), "see above");
    assert_eq!(found.same + found.refused.len(), cases.len());
}

#[test]
fn generated_coroutines_do_what_async_fns_do() {
    do_what_async_fns_do(&cases(count()), Target::Polling, World::Polling);
}

#[test]
fn generated_coroutines_with_a_waker_do_what_async_fns_do() {
    do_what_async_fns_do(&cases(count() / PART), Target::Waker, World::Waker);
}

#[test]
fn generated_pinned_coroutines_do_what_async_fns_do() {
    do_what_async_fns_do(&cases(count() / PART), Target::Pinned, World::Pinned);
}

/// Each form has to be in one of so many coroutines at least.
const ONE_IN: usize = 27;

/// What each form looks like.
const LOOKS: [(&str, &str); 31] = [
    ("a wait that's a statement", r"(?m)^ *\w+\(.*\)\.wait;$"),
    ("a wait in a let", r"let (mut )?\w+: \w+ = \w+\(.*\)\.wait;"),
    (
        "a wait whose type is read off",
        r"let \w+ = \w+\(.*\)\.wait;",
    ),
    ("a tuple taken apart", r"let \(\w, \w\): \(Noisy, u32\)"),
    ("a struct taken apart", r"let Duo \{"),
    ("let else", r"(?m)let (Some|Ok)\(\w\): .* else \{$"),
    ("if", r"(?m)^ *if .* \{$"),
    ("else if", r"\} else if "),
    ("if let", r"if let Some"),
    ("an if with a value", r"[=(,] if "),
    ("match", r"match "),
    ("a guard", r"if asked\(.guard"),
    ("while", r"'l\d+: while k"),
    ("while let", r"'l\d+: while let"),
    ("a loop with a value", r"'l\d+: loop"),
    ("for", r"'l\d+: for"),
    ("a labelled block", r"'l\d+: \{"),
    ("break", r"break;"),
    ("continue", r"continue;"),
    ("break with a label", r"break 'l\d+;"),
    ("break with a label and a value", r"break 'l\d+ [^;]"),
    ("continue with a label", r"continue 'l"),
    ("return", r"return "),
    ("a question mark", r"\.wait\?"),
    ("several waits in one line", r"\.wait.*\.wait"),
    ("and, or", r"\.wait (&&|\|\|) "),
    ("compound assignment", r"[+^|]= .*\.wait"),
    ("a reference across waits", r"let reference\d+: &mut u32"),
    ("a future that borrows", r"fill\(&mut"),
    ("type parameters", r"body<T"),
    ("a call of a coroutine", r"helper\d\(.*\)\.wait"),
];

#[test]
fn generated_coroutines_have_every_form() {
    let cases = cases(count());
    for (form, look) in LOOKS {
        let look = Regex::new(look).expect("the pattern is one");
        // The first coroutine is the same in each source.
        let own = |case: &&Case| {
            case.source
                .split_once("\n}\n")
                .is_some_and(|(_, own)| look.is_match(own))
        };
        let count = cases.iter().filter(own).count();
        println!("{form}: {count}");
        assert!(
            count * ONE_IN >= cases.len(),
            "only {count} of {} coroutines have {form}",
            cases.len()
        );
    }
}
