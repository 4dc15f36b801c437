//! Step b's coroutine before and after a move, for the page on which a reader moves it.
//!
//! `INSTA_UPDATE=always cargo test -p ch09 --test moving` records it in `ch09/moving/recorded.json`.
#![allow(clippy::unwrap_used, reason = "a test that can't go on panics")]

mod fields;
mod machine;
mod moment;
#[path = "../../src/bin/b-coroutines-references/requests.rs"]
mod requests;
mod run;

use moment::Moment;
use run::{moved_after, pinned};

/// What the page carries: a coroutine that stays, and one that's moved after no poll, after one, and after two.
fn record() -> String {
    let moved = [0, 1, 2].map(|polls| {
        let [_, at_b] = moved_after(polls);
        list(&at_b)
    });
    format!(
        "{{\"refused\": \"ch09/move-a-pinned\",\n\"size\": {},\n\"fields\": [\n{}\n],\n\"stays\": {},\n\"moved\": [{}]}}\n",
        size_of::<requests::Requests>(),
        fields::record(),
        list(&pinned()),
        moved.join(",\n")
    )
}

fn list(moments: &[Moment]) -> String {
    let moments: Vec<String> = moments.iter().map(Moment::record).collect();
    format!("[\n{}\n]", moments.join(",\n"))
}

#[test]
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
fn what_is_recorded_is_what_the_coroutine_does() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/moving/recorded.json");
    let text = record();
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        std::fs::write(file, &text).unwrap();
    }
    let recorded = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        recorded == text,
        "the coroutine differs from its recording: `INSTA_UPDATE=always cargo test -p ch09 --test moving` records it \
         again. Now it's {text}"
    );
}

#[test]
fn a_coroutine_that_stays_has_both_answers() {
    let moments = pinned();
    let texts: Vec<&str> = moments.iter().map(|it| it.text_of(&it.a)).collect();
    assert_eq!(texts, ["", "", "hello", ""]);
    let output = moments.last().unwrap().output.as_deref();
    assert_eq!(output, Some("hellogoodbye"));
}

#[test]
fn until_it_is_moved_a_coroutine_does_what_a_pinned_one_does() {
    let pinned = pinned();
    for polls in 0..3 {
        let [at_a, _] = moved_after(polls);
        assert_eq!(at_a, pinned[..at_a.len()]);
    }
}

#[test]
fn moved_after_a_poll_it_writes_to_where_it_was_and_returns_nothing() {
    let [_, at_b] = moved_after(1);
    let homes = at_b.iter().map(|it| it.text_of(it.b.as_ref().unwrap()));
    assert_eq!(homes.collect::<Vec<_>>(), ["", "", ""]);
    let left: Vec<&str> = at_b.iter().map(|it| it.text_of(&it.a)).collect();
    assert_eq!(left, ["", "hello", "hellogoodbye"]);
    let writers = at_b
        .iter()
        .map(|it| it.b.as_ref().unwrap().writer.as_deref());
    assert!(writers.into_iter().all(|writer| writer == Some("A+0")));
    assert_eq!(at_b.last().unwrap().output.as_deref(), Some(""));
}

#[test]
fn moved_before_the_first_poll_it_has_both_answers() {
    let [_, at_b] = moved_after(0);
    let last = at_b.last().unwrap();
    assert_eq!(last.b.as_ref().unwrap().writer.as_deref(), Some("B+0"));
    assert_eq!(last.output.as_deref(), Some("hellogoodbye"));
}

#[test]
fn moved_after_an_answer_both_buffers_point_to_its_text() {
    let [_, at_b] = moved_after(2);
    let [moved] = at_b.as_slice() else {
        panic!("the next poll isn't defined: {at_b:?}");
    };
    assert_eq!(moved.heap.len(), 1);
    assert_eq!(Some(moved.a.block), moved.b.as_ref().map(|b| b.block));
}
