//! A pinned machine has its borrowed variables in itself: it allocates nothing, and it can't be moved.

use crate::inputs::sources;
use crate::program::{Program, World, run_what_compiles};
use corofy::{Target, rewrite};
use std::collections::BTreeMap;

const COROUTINES: &str = r#"
coroutine fn lends(first: u32) -> u32 {
    let mut sum: u32 = first;
    let total: &mut u32 = &mut sum;
    for n in 0..3u32 {
        let number: u32 = n * 10;
        let lent: &u32 = &number;
        once().wait;
        *total += *lent;
    }
    once().wait;
    *total
}

coroutine fn lends_nothing(first: u32) -> u32 {
    once().wait;
    first
}
"#;

/// What the coroutines work with, in each world.
const AROUND: &str = r#"
use crate::world::{Future, Held, PollState};
use std::alloc::{GlobalAlloc, Layout, System};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

struct Counting;

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

pub struct Once(bool);

fn once() -> Once {
    Once(false)
}

impl Once {
    fn step(&mut self) -> PollState<()> {
        if std::mem::replace(&mut self.0, true) { PollState::Ready(()) } else { PollState::NotReady }
    }
}

struct Probe<T>(PhantomData<T>);

trait Otherwise {
    const UNPIN: bool = false;
}

impl<T> Otherwise for Probe<T> {}

impl<T: Unpin> Probe<T> {
    const UNPIN: bool = true;
}

pub fn check() {
    let mut held = Held::new(lends(1));
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    let mut polls = 1;
    let output = loop {
        match held.poll() {
            Some(output) => break output,
            None => polls += 1,
        }
    };
    let allocations = ALLOCATIONS.load(Ordering::Relaxed) - before;
    println!("output {output} after {polls} polls and {allocations} allocations");
    println!("unpin: {} {}", Probe::<Lends>::UNPIN, Probe::<LendsNothing>::UNPIN);
}
"#;

const POLLING: &str = "impl Future for Once { type Output = (); \
    fn poll(&mut self) -> PollState<()> { self.step() } }";
const PINNED: &str = "impl Future for Once { type Output = (); \
    fn poll(self: std::pin::Pin<&mut Self>, _: &crate::Waker) -> PollState<()> { self.get_mut().step() } }";

/// What the coroutines print in a world.
fn printed(target: Target, world: World, future: &str) -> String {
    let source = format!("{AROUND}{future}\n{COROUTINES}");
    let rewritten = rewrite(&source, target).unwrap_or_else(|why| panic!("{why}"));
    let mut program = Program::new(&format!("slots-{world:?}").to_lowercase(), world);
    program.module("lends", &rewritten.text);
    let (printed, broken) = run_what_compiles(program);
    assert_eq!(broken, BTreeMap::new());
    printed
}

#[test]
fn a_pinned_machine_allocates_nothing_for_what_it_lends_and_cannot_be_moved() {
    assert_eq!(
        printed(Target::Pinned, World::Pinned, PINNED),
        "=== lends\noutput 31 after 5 polls and 0 allocations\nunpin: false true\n"
    );
}

/// So the count above sees allocations, and the question whether a type is `Unpin` has two answers.
#[test]
fn a_machine_that_may_move_allocates_for_each_variable_that_it_lends() {
    assert_eq!(
        printed(Target::Polling, World::Polling, POLLING),
        "=== lends\noutput 31 after 5 polls and 4 allocations\nunpin: true true\n"
    );
}

#[test]
fn pinned_machines_with_slots_are_as_pinned() {
    insta::with_settings!({
        snapshot_path => "../snapshots/slots", prepend_module_to_snapshot => false, omit_expression => true,
    }, {
        for (name, source) in sources("inputs") {
            let machine = rewrite(&source, Target::Pinned).unwrap_or_else(|why| panic!("{name}: {why}"));
            if machine.text.contains("Slot::new()") {
                insta::assert_snapshot!(name, machine.text);
            }
        }
    });
}

/// A source, and what a pinned machine can't do with it.
const REFUSED: [(&str, &str); 4] = [
    (
        "coroutine fn f(n: u32) -> Box<dyn Fn() -> usize> {\n    let mut text: String = String::new();\n    \
         fill(&mut text, n).wait;\n    Box::new(move || text.len())\n}\n",
        "4:14: this takes `text` along, which is borrowed across a wait and stays in the machine: bind it first, \
         `let NAME: TYPE = text;`",
    ),
    (
        "coroutine fn f(n: u32) -> u32 {\n    let mut text: String = String::new();\n    \
         fill(&mut text, n).wait;\n    started(|| drop(text))\n}\n",
        "4:13: this takes `text` along, which is borrowed across a wait and stays in the machine: bind it first, \
         `let NAME: TYPE = text;`",
    ),
    (
        "coroutine fn f(n: u32) -> u32 {\n    let mut text: String = String::new();\n    \
         fill(&mut text, n).wait;\n    if n > 1 {\n        drop(text);\n    }\n    text = String::new();\n    \
         fill(&mut text, n).wait\n}\n",
        "7:5: `text` has been moved on one path to this assignment and not on another, so that it isn't known whether \
         its place in the machine is free: give the new value to a variable of its own",
    ),
    (
        "coroutine fn f(n: u32) -> u32 {\n    let mut text: String = String::new();\n    \
         fill(&mut text, n).wait;\n    println!(\"{}\", { text = String::new(); n });\n    fill(&mut text, n).wait\n}\n",
        "2:13: `text` gets a value inside a macro or an `async` block, and it's borrowed across a wait: put the \
         assignment in a statement of its own",
    ),
];

#[test]
fn what_would_leave_its_slot_is_refused_if_the_machine_is_pinned() {
    let head = "pub struct Fill<'a>(&'a mut String);\nfn fill(text: &mut String, n: u32) -> Fill<'_> { todo!() }\n";
    for (source, why) in REFUSED {
        let source = format!("{source}{head}");
        let refused = rewrite(&source, Target::Pinned).map_err(|refused| refused.to_string());
        assert_eq!(refused.map(|machine| machine.text), Err(why.to_owned()));
        assert!(rewrite(&source, Target::Polling).is_ok(), "{source}");
    }
}
