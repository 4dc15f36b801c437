//! Sources whose machines are held by snapshot, compiled, and run.

use crate::asynced::asynced;
use crate::program::{Printed, Program, World, by_module, first_difference, run_what_compiles};
use corofy::{Target, rewrite};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// The files of a folder of sources, by name.
pub fn sources(folder: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let files = fs::read_dir(folder).expect("the folder of the sources is there");
    files
        .map(|file| {
            let path = file.expect("the folder can be read").path();
            let name = path
                .file_stem()
                .and_then(|name| name.to_str())
                .expect("a name in UTF-8");
            (
                name.replace('-', "_"),
                fs::read_to_string(&path).expect("a source can be read"),
            )
        })
        .collect()
}

/// A program with the sources as modules.
fn program(name: &str, world: World, sources: &BTreeMap<String, String>) -> Program {
    let mut program = Program::new(name, world);
    program.lints = "#![deny(warnings)]";
    for (name, text) in sources {
        program.module(name, text);
    }
    program
}

/// What the inputs do as `async fn`s: each says something, and none finds its own checks wrong.
fn expected() -> &'static str {
    static PRINTED: OnceLock<String> = OnceLock::new();
    PRINTED.get_or_init(|| {
        let inputs = sources("inputs");
        let tasks = inputs
            .iter()
            .map(|(name, source)| (name.clone(), asynced(source)))
            .collect();
        let (printed, broken) = run_what_compiles(program("inputs-tasks", World::Tasks, &tasks));
        assert_eq!(broken, BTreeMap::new());
        printed
    })
}

#[test]
fn inputs_find_that_async_fns_do_what_they_expect() {
    let inputs = sources("inputs");
    assert!(inputs.len() >= 80, "{} inputs", inputs.len());
    let expected = by_module(expected());
    assert_eq!(expected.len(), inputs.len());
    for (name, Printed { traces, .. }) in &expected {
        assert!(
            traces.contains("\noutput ") && !traces.contains("\npanicked: "),
            "{name}: {traces}"
        );
    }
}

#[track_caller]
fn machines_do_what_async_fns_do(target: Target, world: World) {
    let mut wrong = BTreeMap::new();
    let mut machines = BTreeMap::new();
    for (name, source) in sources("inputs") {
        match rewrite(&source, target) {
            Ok(rewritten) => drop(machines.insert(name, rewritten.text)),
            Err(why) => drop(wrong.insert(name, format!("refused: {why}"))),
        }
    }
    let name = format!("inputs-{world:?}").to_lowercase();
    let (printed, broken) = run_what_compiles(program(&name, world, &machines));
    wrong.extend(broken);
    let (printed, expected) = (by_module(&printed), by_module(expected()));
    for (name, Printed { traces, .. }) in &expected {
        let same = printed
            .get(name)
            .is_some_and(|machine| machine.traces == *traces);
        if !same && !wrong.contains_key(*name) {
            wrong.insert(
                (*name).to_owned(),
                first_difference(traces, &printed[name].traces),
            );
        }
    }
    let wrong: Vec<String> = wrong
        .iter()
        .map(|(name, why)| format!("{name}: {why}"))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} inputs:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    assert_eq!(printed.len(), expected.len());
}

#[test]
fn machines_of_chapter_7_do_what_async_fns_do() {
    machines_do_what_async_fns_do(Target::Polling, World::Polling);
}

#[test]
fn machines_with_a_waker_do_what_async_fns_do() {
    machines_do_what_async_fns_do(Target::Waker, World::Waker);
}

#[test]
fn pinned_machines_do_what_async_fns_do() {
    machines_do_what_async_fns_do(Target::Pinned, World::Pinned);
}

#[test]
fn machines_are_as_pinned() {
    insta::with_settings!({
        snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true,
    }, {
        for (name, source) in sources("inputs") {
            let machine = machine(&name, &source, Target::Polling);
            insta::assert_snapshot!(name, machine);
        }
    });
}

#[track_caller]
fn machine(name: &str, source: &str, target: Target) -> String {
    match rewrite(source, target) {
        Ok(rewritten) => rewritten.text,
        Err(why) => panic!("{name}: {why}"),
    }
}
