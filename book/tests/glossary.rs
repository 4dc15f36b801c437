//! What the pages define, how the glossary lists it, and what is said about a term that is used too
//! early.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::model::Workspace;
use book::site::{self, Site};
use book::weave;
use fixture::Fixture;
use std::collections::BTreeSet;
use std::path::Path;

/// The definition that the glossary takes from a text, as HTML.
fn definition(text: &str) -> String {
    let content = format!("# Terms\n\n{text}\n\n{{{{#glossary}}}}\n");
    let workspace = Fixture::new().load().unwrap();
    let page = weave::page(&workspace, "README.md", &content).unwrap();
    let (_, entry) = page.split_once("<dd>").unwrap();
    let (definition, _) = entry.split_once(" <a class=\"wb-defined\"").unwrap();
    definition.to_owned()
}

/// What is wrong with a page of chapter 4, without its name.
fn problems(content: &str) -> Vec<String> {
    let workspace = Fixture::new().load().unwrap();
    let error = weave::page(&workspace, "ch04/README.md", content).unwrap_err();
    let lines = error.to_string();
    let lines = lines.lines().map(|line| {
        let line = line.strip_prefix("book/pages/ch04/README.md:");
        line.expect("every line has its position").to_owned()
    });
    lines.collect()
}

fn fine(content: &str) {
    let workspace = Fixture::new().load().unwrap();
    weave::page(&workspace, "ch04/README.md", content).unwrap();
}

/// A workbook with a glossary, and chapters of one page each: `ch01/README.md` and so on.
fn book(chapters: &[&str]) -> Fixture {
    let fixture = Fixture::new();
    let mut summary = "# Summary\n\n[Start](README.md)\n\n".to_owned();
    for (number, content) in (1..).zip(chapters) {
        summary += &format!("- [Chapter {number}](ch{number:02}/README.md)\n");
        let page = format!("book/pages/ch{number:02}/README.md");
        fixture.file(&page, &format!("# Chapter {number}\n\n{content}\n"));
    }
    summary += "\n[Glossary](glossary.md)\n";
    fixture.file("book/pages/SUMMARY.md", &summary);
    fixture.file("book/pages/glossary.md", "# Glossary\n\n{{#glossary}}\n");
    fixture
}

fn built(fixture: &Fixture) -> Site {
    site::build_in_memory(&fixture.load().unwrap()).unwrap()
}

/// What keeps a book from being built, without the folder of its pages.
fn complaints(chapters: &[&str]) -> Vec<String> {
    let error = site::build_in_memory(&book(chapters).load().unwrap()).unwrap_err();
    let lines = format!("{error:#}");
    let lines = lines.lines();
    lines.map(|line| line.replace("book/pages/", "")).collect()
}

fn text<'a>(site: &'a Site, name: &str) -> &'a str {
    std::str::from_utf8(&site.files[name]).unwrap()
}

const FIBER: &str = "A {{#term fiber}} is a stack with something to do.";

#[test]
fn a_term_stands_in_its_sentence_and_can_be_linked_to() {
    let workspace = Fixture::new().load().unwrap();
    let page = |content| weave::page(&workspace, "ch04/README.md", content).unwrap();
    assert_eq!(
        page("Two {{#term event queue|event queues}} are\ntwo `Poll`s, of course.\n"),
        "Two <dfn id=\"term-event-queue\">event queues</dfn> are\ntwo `Poll`s, of course.\n"
    );
    assert_eq!(
        page("A {{#term fiber}} has a stack, a {{#term task}} has none of them.\n"),
        "A <dfn id=\"term-fiber\">fiber</dfn> has a stack, a <dfn id=\"term-task\">task</dfn> has none of them.\n"
    );
    let asleep = "`{{#term a}}` and \\{{#term b}}\n\n```text\n{{#term c}}\n```\n";
    assert_eq!(page(asleep), asleep);
}

#[test]
fn a_definition_is_the_sentence_around_its_term() {
    let own = "<em>fiber</em>";
    for (text, expected) in [
        (
            "One. {{#term fiber}} has a stack of its own. Two.",
            "@ has a stack of its own.",
        ),
        (
            "What is it? A {{#term fiber}} has a stack of its own! Really.",
            "A @ has a stack of its own!",
        ),
        // What ends no sentence.
        (
            "One. A {{#term fiber}}, e.g. that of chapter 5, i.e. Ours, switches. Two.",
            "A @, e.g. that of chapter 5, i.e. Ours, switches.",
        ),
        (
            "It takes 1.5 ms. A {{#term fiber}} takes 0.3 of that, not 2.0 or so. Two.",
            "A @ takes 0.3 of that, not 2.0 or so.",
        ),
        (
            "It is 2. A {{#term fiber}} is what D. E. Knuth calls it. Two.",
            "A @ is what D. E. Knuth calls it.",
        ),
        (
            "It is written in C. A {{#term fiber}} is written in Rust alone. Two.",
            "A @ is written in Rust alone.",
        ),
        (
            "One. A {{#term fiber}} is in `a.b. C` and docs.rs and `x`. `y` is not. Two.",
            "A @ is in <code>a.b. C</code> and docs.rs and <code>x</code>.",
        ),
        (
            "One. A {{#term fiber}} asks “Now? Or then?” and never waits. Two.",
            "A @ asks “Now? Or then?” and never waits.",
        ),
        (
            "One. A {{#term fiber}} asks \"Now? Or then?\" and never waits. Two.",
            "A @ asks “Now? Or then?” and never waits.",
        ),
        (
            "One. A {{#term fiber}} (it stops. It goes on.) has a stack. Two.",
            "A @ (it stops. It goes on.) has a stack.",
        ),
        (
            "One. A {{#term fiber}} waits… and then goes on again. Two.",
            "A @ waits… and then goes on again.",
        ),
        (
            "One. A {{#term fiber}} is *one thing. And another* besides. Two.",
            "A @ is <em>one thing. And another</em> besides.",
        ),
        (
            "One. A {{#term fiber}} is [a. B](<https://x.org/a.html?b. C>) indeed. Two.",
            "A @ is <a href=\"https://x.org/a.html?b.%20C\">a. B</a> indeed.",
        ),
        // What ends one.
        (
            "It says “wait.” A {{#term fiber}} has a stack, as said. Two.",
            "A @ has a stack, as said.",
        ),
        (
            "It stops (at once). A {{#term fiber}} has a stack, etc. Two.",
            "A @ has a stack, etc.",
        ),
        (
            "It **stops.** A {{#term fiber}} **has a stack, always.** Two.",
            "A @ <strong>has a stack, always.</strong>",
        ),
        (
            "It calls `stop()`. `go` makes a {{#term fiber}} go on. epoll does not.",
            "<code>go</code> makes a @ go on.",
        ),
        (
            "It is called (by whom?). mio knows no {{#term fiber}} at all. Two.",
            "mio knows no @ at all.",
        ),
        (
            "One. (A {{#term fiber}} has a stack of its own.) Two.",
            "A @ has a stack of its own.",
        ),
        (
            "One (a {{#term fiber}} is one) and two. Three.",
            "One (a @ is one) and two.",
        ),
        // Blocks.
        (
            "- One\n- A {{#term fiber}} has a stack of its own\n  - Two. Three.\n",
            "A @ has a stack of its own",
        ),
        (
            "- One.\n\n  A {{#term fiber}} has\n  a stack of its own.\n\n- Two.\n",
            "A @ has a stack of its own.",
        ),
        (
            "> [!NOTE]\n> One. A {{#term fiber}} has\n> a *stack* of\n> its own. Two.\n",
            "A @ has a <em>stack</em> of its own.",
        ),
        (
            "1. A {{#term fiber}} has\n   a stack of its own.\n2. Two.\n",
            "A @ has a stack of its own.",
        ),
        (
            "## One\nA {{#term fiber}} has a stack of its own.\n## Two\n",
            "A @ has a stack of its own.",
        ),
        (
            "*A {{#term fiber}} has a stack of its own.* Two.",
            "<em>A @ has a stack of its own.</em>",
        ),
        // Marks.
        (
            "A {{#term fiber}} of the {{#term system|systems}}[^1] has a stack.\n\n[^1]: A note.\n",
            "A @ of the systems has a stack.",
        ),
        (
            "A {{#term fiber}} has a [stack][s] of its own.\n\n[s]: https://x.org \"It\"\n",
            "A @ has a <a href=\"https://x.org\" title=\"It\">stack</a> of its own.",
        ),
        (
            "A {{#term fiber}} has a [stack][] of its own.\n\n[stack]: https://x.org\n",
            "A @ has a <a href=\"https://x.org\">stack</a> of its own.",
        ),
        (
            "- One\r\n  - Two\r\n    > Three. A {{#term fiber}} has\r\n    > a stack of its own.\\\r\n    > Four.\r\n",
            "A @ has a stack of its own.",
        ),
        (
            "Zwölf Boxkämpfer. Größere {{#term fiber}} über äußerst großen Öfen. Ärger.",
            "Größere @ über äußerst großen Öfen.",
        ),
    ] {
        assert_eq!(definition(text), expected.replace('@', own), "{text}");
    }
}

#[test]
fn a_definition_leads_from_the_glossary_where_it_led_from_its_page() {
    let site = built(&book(&[
        "A [stack](#of-it) of a {{#term fiber}} is as [*the* kernel](../ch02/README.md#a), [mio](https://docs.rs/mio) or\n\
         [an entry](../glossary.md#fiber) says ![it](figures/x.png).\n\n<a id=\"of-it\"></a>",
        "<a id=\"a\"></a>",
    ]));
    let glossary = text(&site, "glossary.html");
    let (_, entry) = glossary.split_once("<dd>").unwrap();
    let (entry, _) = entry.split_once("</dd>").unwrap();
    assert_eq!(
        entry,
        "A <a href=\"ch01/index.html#of-it\">stack</a> of a <em>fiber</em> is as \
         <a href=\"ch02/index.html#a\"><em>the</em> kernel</a>, <a href=\"https://docs.rs/mio\">mio</a> or \
         <a href=\"glossary.html#fiber\">an entry</a> says <img src=\"ch01/figures/x.png\" alt=\"it\" />. \
         <a class=\"wb-defined\" href=\"ch01/index.html#term-fiber\">Chapter 1</a>"
    );
    let page = text(&site, "ch01/index.html");
    assert!(
        page.contains("<dfn id=\"term-fiber\">fiber</dfn>"),
        "{page}"
    );
}

#[test]
fn a_glossary_in_a_folder_leads_out_of_it() {
    let fixture = book(&["A {{#term fiber}} is [a stack](#of-it) with something to do."]);
    fixture.file(
        "book/pages/SUMMARY.md",
        "# Summary\n\n- [One](ch01/README.md)\n- [All](back/all.md)\n",
    );
    fixture.file("book/pages/back/all.md", "# All\n\n{{#glossary}}\n");
    let site = built(&fixture);
    let glossary = text(&site, "back/all.html");
    for link in ["../ch01/index.html#of-it", "../ch01/index.html#term-fiber"] {
        assert!(
            glossary.contains(&format!("href=\"{link}\"")),
            "{link}: {glossary}"
        );
    }
}

#[test]
fn a_book_with_terms_has_a_page_that_lists_them() {
    let fixture = book(&["A [fiber](../glossary.md#fiber) is no one's.", FIBER]);
    fixture.file(
        "book/pages/SUMMARY.md",
        "# Summary\n\n- [One](ch01/README.md)\n- [Later]()\n    - [Two](ch02/README.md)\n",
    );
    let error = site::build_in_memory(&fixture.load().unwrap()).unwrap_err();
    let error = format!("{error:#}");
    let (_, last) = error.rsplit_once('\n').unwrap();
    assert_eq!(
        last,
        "book/pages/SUMMARY.md: a page defines fiber, and none of the listed ones has {{#glossary}}"
    );
}

#[test]
fn the_glossary_is_in_the_order_of_the_alphabet() {
    let site = built(&book(&[
        "A {{#term waker}} is what ends the waiting.\n\nAn {{#term I/O bus}} is a thing of wires.",
        "An {{#term Executor}} is what asks the futures.\n\nA {{#term page (of memory)|page}} is 4096 bytes here.",
    ]));
    let glossary = text(&site, "glossary.html");
    let (_, list) = glossary.split_once("<dl class=\"wb-glossary\">").unwrap();
    let heads = list.split("<dt ").skip(1);
    let heads: Vec<&str> = heads
        .map(|head| head.split_once("</dt>").unwrap().0)
        .collect();
    assert_eq!(
        heads,
        [
            "id=\"executor\"><a class=\"header\" href=\"#executor\">Executor</a>",
            "id=\"i-o-bus\"><a class=\"header\" href=\"#i-o-bus\">I/O bus</a>",
            "id=\"page-of-memory\"><a class=\"header\" href=\"#page-of-memory\">page (of memory)</a>",
            "id=\"waker\"><a class=\"header\" href=\"#waker\">waker</a>",
        ]
    );
}

#[test]
fn the_glossary_follows_the_pages() {
    let fixture = book(&[FIBER]);
    assert!(text(&built(&fixture), "glossary.html").contains("a stack with something to do"));
    fixture.file(
        "book/pages/ch01/README.md",
        "# One\n\nA {{#term fiber}} is a stack with a name.\n",
    );
    let glossary = built(&fixture);
    assert!(text(&glossary, "glossary.html").contains("is a stack with a name"));
}

#[test]
fn a_term_that_moves_to_another_page_leads_there_and_is_early_on_the_first() {
    let fixture = book(&[FIBER, "Two."]);
    built(&fixture);
    let pages = "book/pages/ch0";
    fixture.file(
        &format!("{pages}2/README.md"),
        &format!("# Two\n\n{FIBER}\n"),
    );
    fixture.file(&format!("{pages}1/README.md"), "# One\n\nOne.\n");
    let site = built(&fixture);
    assert!(text(&site, "glossary.html").contains("href=\"ch02/index.html#term-fiber\""));
    fixture.file(&format!("{pages}1/README.md"), "# One\n\nA fiber waits.\n");
    let error = site::build_in_memory(&fixture.load().unwrap()).unwrap_err();
    assert!(
        error.to_string().contains("defined in ch02/README.md"),
        "{error}"
    );
}

#[test]
fn a_term_that_the_glossary_cannot_list_is_an_error() {
    for (text, problem) in [
        (
            "{{#term}}\n",
            "1: it is {{#term HEADWORD}} or {{#term HEADWORD|AS WRITTEN}}",
        ),
        ("A {{#term fiber\n", "1: {{#term is not closed on its line"),
        (
            "# A {{#term fiber}} is a stack that can stop\n",
            "1: a term is defined in a sentence of the text, not in a heading, a table or HTML",
        ),
        (
            "| a {{#term fiber}} | b |\n| --- | --- |\n| c | d |\n",
            "1: a term is defined in a sentence of the text, not in a heading, a table or HTML",
        ),
        (
            "| a | b |\n| --- | --- |\n| A {{#term fiber}} is a stack that can stop | d |\n",
            "3: a term is defined in a sentence of the text, not in a heading, a table or HTML",
        ),
        (
            "<p>A {{#term fiber}} is a stack that can stop.</p>\n",
            "1: a term is defined in a sentence of the text, not in a heading, a table or HTML",
        ),
        (
            "One. That is a {{#term fiber}}. Two.\n",
            "1: the sentence that defines fiber is too short to stand by itself in the glossary: that takes 5 words",
        ),
        (
            "One. Such a stack is called a {{#term fiber}}.\n",
            "1: the sentence that defines fiber begins with Such: the glossary does not have what stands before it",
        ),
        (
            "A {{#term fiber}} is one of these two:\n\n- a\n- b\n",
            "1: the sentence that defines fiber ends in a colon: the glossary does not have what stands behind it",
        ),
        (
            "A {{#term fiber}} is a stack of its own.\n\nA {{#term Fiber|fibre}} is a stack as well.\n",
            "3: Fiber is defined in book/pages/ch04/README.md:1 already",
        ),
        ("{{#glossary now}}\n", "1: it is {{#glossary}}"),
        (
            "So {{#glossary}}\n",
            "1: {{#glossary}} stands alone at the start of a line",
        ),
    ] {
        assert_eq!(problems(text), [problem], "{text}");
    }
}

#[test]
fn a_term_is_defined_once_in_the_book() {
    assert_eq!(
        complaints(&[
            "One.",
            FIBER,
            "One.\n\nA {{#term FIBER}} is defined here once more."
        ]),
        ["ch03/README.md:5: FIBER is defined in ch02/README.md:3 already"]
    );
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
fn a_link_to_an_entry_that_is_not_there_is_an_error() {
    let site = "One [fiber](../glossary.md#fiber), two [fibres](../glossary.md#fibre), \
                [all](../glossary.md), [others](https://x.org/glossary.md#fibre).";
    assert_eq!(
        complaints(&[FIBER, site]),
        ["ch02/README.md:3: the glossary has no entry fibre"]
    );
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

#[test]
fn what_the_chapters_teach_is_in_the_glossary() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let site = site::build_in_memory(&Workspace::load(root).unwrap()).unwrap();
    let glossary = text(&site, "glossary.html");
    let needed = BTreeSet::from([
        "task",
        "concurrent",
        "parallel",
        "asynchronous",
        "cooperative",
        "preemptive",
        "stackful",
        "stackless",
        "fiber",
        "coroutine",
        "readiness",
        "completion",
    ]);
    let missing = needed
        .iter()
        .filter(|term| !glossary.contains(&format!("<dt id=\"{term}\">")));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&&str>::new());
}
