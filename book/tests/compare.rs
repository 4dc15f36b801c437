//! What `{{#compare}}` becomes, and what is said about one that cannot become anything.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::weave;
use fixture::Fixture;

const STATED: &str = "{\"ms\":0.0,\"does\":\"waits\",\"who\":\"kernel\",\"what\":\"\",\"at\":\"ch04/src/lib.rs:1\",\"thread\":1}\n";

fn woven(fixture: &Fixture, content: &str) -> anyhow::Result<String> {
    weave::page(&fixture.load().unwrap(), "ch04/README.md", content)
}

fn problem(content: &str) -> String {
    let fixture = Fixture::new();
    let error = woven(&fixture, &format!("# Queues\n\n{content}\n")).unwrap_err();
    let error = error.to_string();
    let line = error.strip_prefix("book/pages/ch04/README.md:3: ");
    line.unwrap_or_else(|| panic!("{error}")).to_owned()
}

#[test]
fn runs_are_stacked_each_with_its_recording_and_its_output_folded() {
    let fixture = Fixture::new();
    fixture.file("ch04/tests/snapshots/a-wait.trace", STATED);
    let page = woven(
        &fixture,
        "{{#compare ch04/a-wait:queue ch04/a-wait:kernel ch04/a-wait | All of *it*.}}\n",
    )
    .unwrap();
    assert_eq!(
        page.matches("<section class=\"wb-step wb-compared\"")
            .count(),
        3
    );
    assert_eq!(page.matches("class=\"wb-recorded\"").count(), 3);
    for part in [
        "id=\"compare-a-wait\" data-step=\"ch04/a-wait\" data-actor=\"queue\" aria-label=\"a-wait: queue\"",
        "id=\"compare-a-wait-3\" data-step=\"ch04/a-wait\" aria-label=\"a-wait\"",
        "<details class=\"wb-compared-output\"><summary>What it prints</summary><pre class=\"wb-output\"",
        "<figcaption>All of <em>it</em>.</figcaption>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}

#[test]
fn an_unknown_run_or_actor_is_a_problem_of_its_line() {
    for (wrong, says) in [
        (
            "ch04/a-wait ch04/no-step | x",
            "ch04/no-step is no step and no program",
        ),
        (
            "ch04/a-wait:nobody ch04/a-wait | x",
            "ch04/a-wait has no actor \"nobody\"",
        ),
        ("ch04/a-wait | x", "there are two runs to compare, or more"),
        (
            "ch04/a-wait ch04/a-wait",
            "it is {{#compare RUN RUN | CAPTION}}",
        ),
    ] {
        let problem = problem(&format!("{{{{#compare {wrong}}}}}"));
        assert!(problem.starts_with(says), "{problem}");
    }
}
