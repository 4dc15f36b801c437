//! The glossary: what it lists, in which order, and where its links lead.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::model::Workspace;
use book::site::{self, Site};
use fixture::glossary::{FIBER, book, built, complaints};
use std::collections::BTreeSet;
use std::path::Path;

fn text<'a>(site: &'a Site, name: &str) -> &'a str {
    std::str::from_utf8(&site.files[name]).unwrap()
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
fn a_link_to_an_entry_that_is_not_there_is_an_error() {
    let site = "One [fiber](../glossary.md#fiber), two [fibres](../glossary.md#fibre), \
                [all](../glossary.md), [others](https://x.org/glossary.md#fibre).";
    assert_eq!(
        complaints(&[FIBER, site]),
        ["ch02/README.md:3: the glossary has no entry fibre"]
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
