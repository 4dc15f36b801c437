//! A term's definition: the sentence around it, and what is said about one that cannot be listed.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::weave;
use fixture::Fixture;
use fixture::glossary::problems;

/// The definition that the glossary takes from a text, as HTML.
fn definition(text: &str) -> String {
    let content = format!("# Terms\n\n{text}\n\n{{{{#glossary}}}}\n");
    let workspace = Fixture::new().load().unwrap();
    let page = weave::page(&workspace, "README.md", &content).unwrap();
    let (_, entry) = page.split_once("<dd>").unwrap();
    let (definition, _) = entry.split_once(" <a class=\"wb-defined\"").unwrap();
    definition.to_owned()
}

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
