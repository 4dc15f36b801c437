//! Polls coroutines: to their end, up to each wait, and until a future panics.

use crate::stage::{Where, heard, panic_at, panicked, say};
use crate::world::{Future, Held};
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

/// Polls a future until it's ready.
pub fn run<F: Future>(future: F) -> F::Output {
    let mut held = Held::new(future);
    for _ in 0..10_000 {
        if let Some(output) = held.poll() {
            return output;
        }
    }
    panic!("this future is never ready");
}

/// What is said while the future runs to its end, its output, and what its output's drop says.
pub fn trace<F: Future>(future: F) -> Vec<String>
where
    F::Output: Debug,
{
    let output = run(future);
    say(format!("output {output:?}"));
    drop(output);
    heard()
}

/// What is said when the future is polled a few times, then dropped; nothing if it was ready by then.
pub fn cut<F: Future>(future: F, polls: usize) -> Option<Vec<String>> {
    heard();
    let mut held = Held::new(future);
    for _ in 0..polls {
        if held.poll().is_some() {
            heard();
            return None;
        }
    }
    say("cut");
    drop(held);
    Some(heard())
}

/// Whether something ends, or panics without a word on standard error.
fn caught<T>(does: impl FnOnce() -> T) -> Result<T, ()> {
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let ended = catch_unwind(AssertUnwindSafe(does));
    set_hook(hook);
    ended.map_err(drop)
}

/// What is said when one chance to panic is taken: by a future that's polled, or by code in between. Afterwards the
/// coroutine panics when it's polled again, and does nothing else.
///
/// If a future panics, the drops may come while the panic unwinds or when the coroutine itself is dropped: a machine polls
/// its future in place, so its variables are where they were. Their order is the same.
fn panicking<F: Future>(future: F, at: u32) -> Option<Vec<String>> {
    heard();
    let mut held = Held::new(future);
    panic_at(at);
    let ended = caught(|| while held.poll().is_none() {});
    let what = panicked();
    panic_at(u32::MAX);
    if ended.is_ok() {
        heard();
        return None;
    }
    if what == Some(Where::Code) {
        say("the code panicked");
    }
    let again = caught(|| held.poll().is_some());
    drop(held);
    say(if again.is_err() { "again: panics" } else { "again: goes on" });
    Some(heard())
}

/// Once ready, a coroutine panics when it's polled again, and does nothing else.
fn again<F: Future>(future: F) -> Vec<String> {
    let mut held = Held::new(future);
    while held.poll().is_none() {}
    heard();
    let again = caught(|| held.poll().is_some());
    say(if again.is_err() { "again: panics" } else { "again: goes on" });
    drop(held);
    heard()
}

/// Prints every trace of one coroutine.
pub fn all<F: Future>(name: &str, make: impl Fn() -> F)
where
    F::Output: Debug,
{
    let print = |what: String, lines: Vec<String>| {
        println!("== {name} {what}\n{}", lines.join("\n"));
    };
    println!("#size {}", size_of::<F>());
    heard();
    print("to its end".to_owned(), trace(make()));
    print("again".to_owned(), again(make()));
    for polls in 0.. {
        let Some(lines) = cut(make(), polls) else { break };
        print(format!("dropped after {polls} polls"), lines);
    }
    for at in 1.. {
        let Some(lines) = panicking(make(), at) else {
            break;
        };
        print(format!("panics at {at}"), lines);
    }
}

/// Prints what a coroutine says that panics by itself, and that it panics when it's polled again.
pub fn ends_in_a_panic<F: Future>(name: &str, make: impl Fn() -> F) {
    heard();
    let mut held = Held::new(make());
    let ended = caught(|| while held.poll().is_none() {});
    assert!(ended.is_err(), "{name} doesn't panic");
    say("panicked");
    let again = caught(|| held.poll().is_some());
    say(if again.is_err() { "again: panics" } else { "again: goes on" });
    drop(held);
    println!("== {name} panics\n{}", heard().join("\n"));
}

/// Runs all that one module checks, and says so if that panics. The program's argument is the module to run.
pub fn module(name: &str, check: fn()) {
    if std::env::args().nth(1).is_none_or(|only| only != name) {
        return;
    }
    println!("=== {name}");
    if let Err(why) = catch_unwind(check) {
        let text = why.downcast_ref::<String>().cloned();
        let text = text.or_else(|| why.downcast_ref::<&str>().map(ToString::to_string));
        println!("panicked: {}", text.unwrap_or_default());
    }
}
