//! Experiments on pages: the change, both outcomes, and what keeps the book from being built.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::{site, weave};
use fixture::{EXPERIMENT, Fixture};

const TRY: &str = "# Queues\n\n{{#try ch04/no-wait}}\n";
const FILE: &str = "ch04/experiments/no-wait.toml";

fn workbook() -> Fixture {
    let fixture = Fixture::new();
    fixture
        .file(FILE, EXPERIMENT)
        .file(
            "ch04/tests/snapshots/try-no-wait.snap",
            "---\nsource: x\n---\nIt hangs.\n\n[queue] has no event\n",
        )
        .file("book/pages/ch04/README.md", TRY);
    fixture
}

fn page(fixture: &Fixture) -> String {
    weave::page(&fixture.load().unwrap(), "ch04/README.md", TRY).unwrap()
}

fn problem(fixture: &Fixture) -> String {
    let error = site::build_in_memory(&fixture.load().unwrap()).unwrap_err();
    format!("{error:#}")
}

/// Whether a text has these parts in this order.
fn in_order(text: &str, parts: &[&str]) -> bool {
    let mut rest = text;
    parts.iter().all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

#[test]
fn a_page_shows_the_change_and_both_outcomes() {
    let page = page(&workbook());
    let parts = [
        "<section class=\"wb-try\" id=\"try-no-wait\" data-try=\"ch04/no-wait\"",
        "Do <em>not</em> wait",
        "cargo book try ch04/no-wait",
        "<span class=\"wb-file\">ch04/src/bin/a-wait.rs</span> <a class=\"wb-whole\"",
        "<span class=\"wb-del\">        loop &#123;&#10;</span>",
        "<span class=\"wb-add\">        while false &#123;&#10;</span>",
        "Runs <code>cargo run -p ch04 --bin a-wait</code>",
        "<details class=\"wb-recorded-outcome\">",
        "data-side=\"before\"",
        "It ended with exit status 0.",
        " has 1 event",
        "data-side=\"after\"",
        "<span class=\"wb-ended\">It hangs.</span>",
        " has no event",
        "There is <code>one</code>.",
        "</section>",
    ];
    assert!(in_order(&page, &parts), "{page}");
    // What is far from the change isn't shown, nor counted.
    assert!(
        !page.contains("wb-skip") && !page.contains("Waits for one event"),
        "{page}"
    );
}

#[test]
fn the_compilers_words_are_coloured_by_line() {
    let fixture = workbook();
    fixture
        .file(FILE, &EXPERIMENT.replace("\"hang\"", "\"compile-error\""))
        .file(
            "ch04/tests/snapshots/try-no-wait.snap",
            "---\nsource: x\n---\nIt does not compile.\n\nerror[E0001]: no\n --> x.rs:1:1\n",
        );
    let page = page(&fixture);
    let parts = [
        "It does not compile.",
        "<span class=\"wb-line wb-says-error\">error[E0001]: no&#10;</span>",
        "<span class=\"wb-line wb-says-place\"> --&gt; x.rs:1:1&#10;</span>",
    ];
    assert!(in_order(&page, &parts), "{page}");
}

const TIMED: &str = "# Waiting\n\n```rust,run=counts,unpinned\nfn main() {\n    println!(\"[main] counts to 3\");\n}\n\
    ```\n\n{{#try ch91/further}}\n";

/// An experiment with a program whose output depends on the machine.
fn with_unpinned_program(only_on: &str) -> Fixture {
    let fixture = Fixture::new();
    let experiment = format!(
        "title = \"Further\"\nprogram = \"counts\"\n{only_on}why = \"So.\"\n[[change]]\nold = \"3\"\n\
         new = \"4\"\n[outcome]\nis = \"output\"\n"
    );
    fixture
        .file(
            "book/pages/SUMMARY.md",
            "# Summary\n\n- [Queues](ch04/README.md)\n- [Waiting](ch91/README.md)\n",
        )
        .file("book/pages/ch91/README.md", TIMED)
        .file("book/ch91/experiments/further.toml", &experiment);
    let snapshot = |which: &str, text: &str| {
        let path = format!("book/tests/snapshots/try-ch91-further{which}.snap");
        fixture.file(&path, &format!("---\nsource: x\n---\n{text}\n"));
    };
    snapshot("", "It ended with exit status 0.\n\n[main] counts to 4");
    snapshot("-before", "[main] counts to 3");
    fixture
}

#[test]
fn where_an_outcome_is_pinned_so_is_what_an_unpinned_program_prints_without_the_change() {
    let outcome = |only_on: &str| {
        let fixture = with_unpinned_program(only_on);
        let page = weave::page(&fixture.load().unwrap(), "ch91/README.md", TIMED).unwrap();
        let (_, before) = page.split_once("data-side=\"before\"").unwrap();
        let (before, after) = before.split_once("data-side=\"after\"").unwrap();
        assert!(after.contains("counts to 4"), "{after}");
        before.to_owned()
    };
    let there = outcome("only-on = \"linux-x86_64\"\n");
    assert!(there.contains("counts to 3"), "{there}");
    let anywhere = outcome("");
    assert!(
        anywhere.contains("depends on the machine") && !anywhere.contains("counts"),
        "{anywhere}"
    );
}

#[test]
fn a_question_about_an_experiment_shows_the_change_first() {
    let fixture = workbook();
    let question = "[[prediction]]\nexperiment = \"no-wait\"\nquestion = \"Does it wait?\"\n\
         [[prediction.choice]]\nsays = \"yes\"\nline = \"1 event\"\nwhy = \"So.\"\n\
         [[prediction.choice]]\nsays = \"no\"\nline = \"no event\"\nwhy = \"So.\"\n";
    fixture.file("ch04/predictions.toml", question);
    let ws = fixture.load().unwrap();
    let page = weave::page(&ws, "ch04/README.md", "# Q\n\n{{#predict ch04/no-wait}}\n").unwrap();
    let parts = [
        "Does it wait?",
        "<section class=\"wb-try\"",
        "wb-add",
        "<fieldset class=\"wb-choices\">",
        "<details class=\"wb-reveal\">",
        "wb-sides",
    ];
    assert!(in_order(&page, &parts), "{page}");
}

#[test]
fn an_experiment_that_does_not_fit_its_file_keeps_the_book_from_being_built() {
    let fixture = workbook();
    fixture.file(FILE, &EXPERIMENT.replace("        loop", "loop at all"));
    let problem = problem(&fixture);
    assert!(
        problem.contains(
            "book/pages/ch04/README.md:3: ch04/experiments/no-wait.toml:5: ch04/src/bin/a-wait.rs has \
             changed: the text that this experiment replaces is not in it: \"loop at all {\""
        ),
        "{problem}"
    );
    // The reader may be at work on that file.
    let site = site::build_for_reader(&fixture.load().unwrap()).unwrap();
    let page = String::from_utf8(site.files["ch04/index.html"].clone()).unwrap();
    assert!(page.contains("<p class=\"wb-stale\">"), "{page}");
    assert!(page.contains("loop at all"), "{page}");
}

#[test]
fn an_unknown_experiment_and_one_without_an_outcome_are_told() {
    let fixture = workbook();
    fixture.file(
        "book/pages/ch04/README.md",
        "# Queues\n\n{{#try ch04/no-wai}}\n",
    );
    assert!(
        problem(&fixture).contains(
            "book/pages/ch04/README.md:3: there is no experiment ch04/no-wai; the nearest is ch04/no-wait"
        ),
        "{}",
        problem(&fixture)
    );
    let fixture = workbook();
    fixture.without("ch04/tests/snapshots/try-no-wait.snap");
    assert!(problem(&fixture).contains(
        "book/pages/ch04/README.md:3: no snapshot ch04/tests/snapshots/try-no-wait.snap"
    ));
}

#[test]
fn the_index_leads_to_an_experiment() {
    let fixture = workbook();
    fixture.file("book/pages/README.md", "# Start\n\n{{#index}}\n");
    let site = site::build_in_memory(&fixture.load().unwrap()).unwrap();
    let index = String::from_utf8(site.files["index.html"].clone()).unwrap();
    let row = "<tr><td><a href=\"ch04/index.html#try-no-wait\">Do <em>not</em> wait</a></td><td>it hangs</td>";
    assert!(index.contains(row), "{index}");
}
