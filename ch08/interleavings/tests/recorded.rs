//! What the page carries is what the programs do.

use interleavings::{Graph, PROGRAMS, Program, Ways, explore, record};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{env, fs};

fn program(name: &str) -> &'static Program {
    PROGRAMS
        .iter()
        .find(|program| program.name == name)
        .expect("each name is a program's")
}

fn file(program: &Program) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/recorded");
    PathBuf::from(format!("{folder}/{}.json", program.name))
}

#[test]
fn what_is_recorded_is_what_the_programs_do() {
    let writes = env::var("INSTA_UPDATE").is_ok_and(|how| how == "always");
    for program in &PROGRAMS {
        let text = record(&explore(program)).unwrap();
        assert!(text.len() < 150_000, "a page carries {}", program.name);
        if writes {
            fs::write(file(program), &text).unwrap();
        }
        let recorded = fs::read_to_string(file(program)).unwrap_or_default();
        assert!(
            recorded == text,
            "{} has other states than its recording: INSTA_UPDATE=always cargo test -p interleavings records it again",
            program.name
        );
    }
}

#[test]
fn no_order_loses_a_wake_up_of_the_layers_own() {
    let graph = explore(program("ours"));
    let mut states = graph.states.iter();
    assert!(!states.any(|state| state.is_stuck()));
    assert_eq!(graph.ways().stuck, 0);
}

#[test]
fn in_each_of_the_others_the_executor_sleeps_while_a_task_is_in_the_queue() {
    for name in ["no-token", "look-then-sleep", "unpark-first"] {
        let graph = explore(program(name));
        let lost = graph.states.iter().filter(|state| state.is_stuck());
        let queues: Vec<_> = lost.map(|state| &state.queue[..]).collect();
        assert!(!queues.is_empty(), "{name}");
        assert!(queues.iter().all(|queue| !queue.is_empty()), "{name}");
        let ways = graph.ways();
        assert!(0 < ways.stuck && ways.stuck < ways.all, "{name}: {ways:?}");
    }
}

/// How many steps it takes to lose a wake-up.
fn fewest_steps(graph: &Graph) -> Option<usize> {
    let mut reached = BTreeSet::from([0]);
    for steps in 0.. {
        if reached.iter().any(|state| graph.states[*state].is_stuck()) {
            return Some(steps);
        }
        let next = reached.iter().flat_map(|state| &graph.next[*state]);
        reached = next.copied().flatten().collect();
        if reached.is_empty() {
            break;
        }
    }
    None
}

#[test]
fn the_page_counts_as_many_states_and_interleavings() {
    let counts = PROGRAMS.iter().map(|program| {
        let graph = explore(program);
        let Ways { all, stuck } = graph.ways();
        (
            program.name,
            graph.states.len(),
            all,
            stuck,
            fewest_steps(&graph),
        )
    });
    // In a table and in the prose of the page on interleavings.
    let told = [
        ("no-token", 101, 294, 66, Some(6)),
        ("look-then-sleep", 174, 788, 102, Some(7)),
        ("unpark-first", 198, 11_220, 10_000, Some(10)),
        ("ours", 225, 2_246, 0, None),
    ];
    assert_eq!(counts.collect::<Vec<_>>(), told);
}
