//! Terms that are used before they are defined: what mentions one, and what allows it.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::weave;
use fixture::Fixture;
use fixture::glossary::{FIBER, book, built, complaints, problems};

fn fine(content: &str) {
    let workspace = Fixture::new().load().unwrap();
    weave::page(&workspace, "ch04/README.md", content).unwrap();
}

#[test]
fn a_term_is_not_used_before_it_is_defined() {
    assert_eq!(
        complaints(&[
            "One.\n\nSome Fibers wait.\n\nAnother fiber.",
            "A fiber waits.",
            FIBER
        ]),
        [
            "ch01/README.md:5: fiber is defined in ch03/README.md, after this: \
             define it before, use another word, or link to ../glossary.md#fiber",
            "ch02/README.md:3: fiber is defined in ch03/README.md, after this: \
             define it before, use another word, or link to ../glossary.md#fiber",
        ]
    );
    built(&book(&[FIBER, "A fiber waits."]));
}

#[test]
fn on_its_own_page_too_a_term_is_defined_first() {
    let early = |text: &str| problems(&format!("# Page\n\n{text}\n\n{FIBER}\n"));
    let says = "fiber is defined further down, after this: \
                define it before, use another word, or link to ../glossary.md#fiber";
    assert_eq!(early("A fiber waits."), [format!("3: {says}")]);
    assert_eq!(early("One.\nTwo fibers."), [format!("4: {says}")]);
    // A heading announces what the page defines, and a sentence may name it while it does.
    fine(&format!(
        "# What is a fiber?\n\n## A fiber\n\n{FIBER} A fiber waits.\n"
    ));
    fine("What all the fibers have is that a {{#term fiber}} has a stack.\n");
}

#[test]
fn what_mentions_a_term() {
    let term = "A {{#term system call|calls into the system}} is a question to the kernel.\n\n\
                An {{#term event}} is an answer, and no question.\n\n\
                An {{#term event queue}} is what holds the answers.\n\n\
                A {{#term process}} is a program that somebody has started.";
    let mentioned = |text: &str| {
        let text = format!("# Page\n\n{text}\n\n{term}\n");
        let workspace = Fixture::new().load().unwrap();
        let problems = match weave::page(&workspace, "ch04/README.md", &text) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        let problems = problems.lines();
        let terms = problems.map(|line| {
            let (_, line) = line.split_once(": ").unwrap();
            line.split_once(" is defined").unwrap().0.to_owned()
        });
        terms.collect::<Vec<_>>()
    };
    for (text, terms) in [
        ("A system call.", vec!["system call"]),
        ("SYSTEM\nCALLS!", vec!["system call"]),
        ("> A system\n> call.", vec!["system call"]),
        ("- It *calls into* the system", vec!["system call"]),
        ("| a system call |\n| --- |\n| b |", vec!["system call"]),
        ("<p class=\"event\">A system call.</p>", vec!["system call"]),
        ("The system call’s way", vec!["system call"]),
        ("Two processes, an event", vec!["process", "event"]),
        ("An event queue, an event.", vec!["event queue", "event"]),
        ("An event queue.", vec!["event queue"]),
        (
            "[An event](https://x.org) and <span>an event</span>",
            vec!["event"],
        ),
        // Other words, and what is no prose.
        (
            "A subsystem call, a system caller, an event-driven multi-event eventual loop.",
            vec![],
        ),
        ("`event` and `system call`\n\n```text\nevent\n```", vec![]),
        (
            "A <b title=\"event\">bold</b> <https://x.org/event/> ![event](event.png) [it](event.md)",
            vec![],
        ),
        ("<!-- event -->\n\nIt is \\{{#here}} <!-- event -->", vec![]),
        ("<div\n class=\"event\">\n\n</div>", vec![]),
    ] {
        assert_eq!(mentioned(text), terms, "{text}");
    }
}

#[test]
fn a_link_to_the_definition_allows_to_use_a_term_from_there_on() {
    for link in [
        "A [fiber](../glossary.md#fiber) waits.",
        "Many [small *fibers* wait](../glossary.md#fiber).\n\nOne fiber goes on.",
        "It works, but: [fibers](../ch02/README.md).",
    ] {
        built(&book(&[link, FIBER]));
    }
    // Before the link it is early, in a heading too.
    assert_eq!(complaints(&["## Fibers\n", FIBER]).len(), 1);
    assert_eq!(
        complaints(&["A fiber, a [fiber](../glossary.md#fiber).", FIBER]).len(),
        1
    );
    // To another entry, or another page.
    let other = "A {{#term task}} is a piece of work.\n\nA [fiber](../glossary.md#task) waits.";
    assert_eq!(complaints(&[other, FIBER]).len(), 1);
    assert_eq!(complaints(&["A [fiber](../README.md).", FIBER]).len(), 1);
}

#[test]
fn pages_that_belong_to_no_chapter_may_name_everything() {
    let fixture = book(&["One.", FIBER]);
    fixture.file("book/pages/README.md", "# Fibers\n\nA fiber waits.\n");
    built(&fixture);
}

#[test]
fn a_pages_title_may_name_what_comes_later() {
    let fixture = book(&["One.", FIBER]);
    fixture.file("book/pages/ch01/README.md", "# Fibers\n\nOne.\n");
    built(&fixture);
}

#[test]
fn a_headword_with_a_remark_has_an_everyday_meaning_besides() {
    built(&book(&[
        "Turn the page, and the pages.",
        "A {{#term page (of memory)|page}} is 4096 bytes here.",
    ]));
}

#[test]
fn everything_that_is_wrong_with_terms_is_told_at_once() {
    assert_eq!(
        complaints(&[
            "A fiber.\n\n{{#step none}}\n\n{{#term a}}",
            "[It](../glossary.md#b)",
            FIBER
        ]),
        [
            "ch01/README.md:3: fiber is defined in ch03/README.md, after this: \
             define it before, use another word, or link to ../glossary.md#fiber",
            "ch01/README.md:7: the sentence that defines a is too short to stand by itself in the glossary: \
             that takes 5 words",
            "ch02/README.md:3: the glossary has no entry b",
            "ch01/README.md:5: there is no step none: `cargo book list` shows what there is",
        ]
    );
}
