//! Sources whose machines are held by snapshot, compiled, and run.

use crate::asynced::asynced;
use crate::program::{Program, World, by_module, run};
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

/// A program with the sources as modules, and what it prints: the traces of each module, under its name.
#[track_caller]
fn traces(
    name: &str,
    world: World,
    lints: &'static str,
    sources: &BTreeMap<String, String>,
) -> String {
    let mut program = Program::new(name, world);
    program.lints = lints;
    for (name, text) in sources {
        program.module(name, text);
    }
    run(&program
        .compile()
        .unwrap_or_else(|errors| panic!("{}", errors.text)))
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
        traces("inputs-tasks", World::Tasks, "#![deny(warnings)]", &tasks)
    })
}

#[test]
fn inputs_find_that_async_fns_do_what_they_expect() {
    let inputs = sources("inputs");
    assert!(inputs.len() >= 60, "{} inputs", inputs.len());
    let expected = by_module(expected());
    assert_eq!(expected.len(), inputs.len());
    for (name, traces) in &expected {
        assert!(
            traces.contains("\noutput ") && !traces.contains("\npanicked: "),
            "{name}: {traces}"
        );
    }
}

#[track_caller]
fn machines_do_what_async_fns_do(target: Target, world: World) {
    let machines = sources("inputs").into_iter().map(|(name, source)| {
        let machine = machine(&name, &source, target);
        (name, machine)
    });
    let machines = machines.collect();
    let name = format!("inputs-{world:?}").to_lowercase();
    let printed = traces(&name, world, "#![deny(warnings)]", &machines);
    let (printed, expected) = (by_module(&printed), by_module(expected()));
    assert_eq!(printed.len(), expected.len());
    for (name, traces) in &expected {
        assert_eq!(printed[name], *traces, "{name}");
    }
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
