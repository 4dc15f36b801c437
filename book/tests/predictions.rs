//! Questions before an output: how they are read, what a page makes of them, and what is said about one
//! that cannot be asked.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::model::Target;
use book::weave;
use fixture::{EXPERIMENT, Fixture, PREDICTIONS};

const TOML: &str = "ch04/predictions.toml";

/// A chapter that is no crate, with a program on its page and a question about it.
const OF_PROGRAM: &str = "\
[[prediction]]
name = \"how-many\"
program = \"counts\"
question = \"How many?\"
[[prediction.choice]]
says = \"Two.\"
line = \"[main] counts up to 2\"
why = \"It stops before.\"
[[prediction.choice]]
says = \"Three.\"
line = \"[main] counts up to 3\"
why = \"It does.\"
";

const PROGRAM: &str = "\
```rust,run=counts
fn main() {
    println!(\"[main] counts up to 3\");
}
```
";

fn with_program() -> Fixture {
    let fixture = Fixture::new();
    fixture
        .file(
            "book/pages/SUMMARY.md",
            "# Summary\n\n- [Queues](ch04/README.md)\n- [Waiting](ch91/README.md)\n",
        )
        .file("book/pages/ch91/README.md", PROGRAM)
        .file(
            "book/tests/snapshots/snippet-ch91-counts.snap",
            "---\nsource: x\n---\n[main] counts up to 3\n",
        )
        .file("book/ch91/predictions.toml", OF_PROGRAM);
    fixture
}

fn error(fixture: &Fixture) -> String {
    let error = format!("{:#}", fixture.load().unwrap_err());
    error.replace(&format!("{}/", fixture.root().display()), "")
}

fn error_with(from: &str, to: &str) -> String {
    let fixture = Fixture::new();
    let changed = PREDICTIONS.replace(from, to);
    assert_ne!(changed, PREDICTIONS, "{from}");
    fixture.file(TOML, &changed);
    error(&fixture)
}

fn woven(fixture: &Fixture, content: &str) -> String {
    weave::page(&fixture.load().unwrap(), "ch04/README.md", content).unwrap()
}

/// What is wrong with a page, without the name of the page.
fn problems(fixture: &Fixture, page: &str, content: &str) -> Vec<String> {
    let error = weave::page(&fixture.load().unwrap(), page, content).unwrap_err();
    let prefix = format!("book/pages/{page}:");
    let lines = error.to_string();
    let lines = lines.lines();
    lines
        .map(|line| line.strip_prefix(&prefix).unwrap_or(line).to_owned())
        .collect()
}

fn problem(fixture: &Fixture, content: &str) -> String {
    let problems = problems(fixture, "ch04/README.md", content);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].clone()
}

#[test]
fn a_prediction_is_about_a_step_a_program_or_an_experiment() {
    let fixture = with_program();
    let ws = fixture.load().unwrap();
    let of_step = ws.find_prediction("ch04/a-wait").unwrap();
    assert_eq!(of_step.target, Target::Step("a-wait".into()));
    assert_eq!(of_step.at, "ch04/predictions.toml:2");
    assert_eq!(of_step.right(&ws).unwrap().says, "once");
    let of_program = ws.find_prediction("ch91/how-many").unwrap();
    assert_eq!(of_program.target_id(), "ch91/counts");
    assert_eq!(of_program.right(&ws).unwrap().why, "It does.");

    let experiment = PREDICTIONS.replace("step = \"a-wait\"", "experiment = \"no-wait\"");
    fixture.file(TOML, &experiment);
    assert_eq!(
        error(&fixture),
        "ch04/predictions.toml:2: there is no experiment no-wait in this chapter"
    );
    fixture
        .file("ch04/experiments/no-wait.toml", EXPERIMENT)
        .file(
            "ch04/tests/snapshots/try-no-wait.snap",
            "---\nsource: x\n---\nIt hangs.\n[queue] has no event\n",
        );
    let ws = fixture.load().unwrap();
    let of_experiment = ws.find_prediction("ch04/no-wait").unwrap();
    assert_eq!(of_experiment.right(&ws).unwrap().says, "*never*");
}

#[test]
fn several_questions_about_one_thing_need_names() {
    let fixture = Fixture::new();
    fixture.file(TOML, &PREDICTIONS.repeat(2));
    assert_eq!(
        error(&fixture),
        "ch04/predictions.toml:13: a second prediction a-wait: give it a name of its own"
    );
    let named = PREDICTIONS.replace("step", "name = \"again\"\nstep");
    fixture.file(TOML, &format!("{PREDICTIONS}{named}"));
    let ws = fixture.load().unwrap();
    let ids: Vec<_> = ws.predictions().map(|it| it.id()).collect();
    assert_eq!(ids, ["ch04/a-wait", "ch04/again"]);
}

#[test]
fn a_mistake_in_predictions_toml_is_told_with_its_line() {
    assert_eq!(
        error_with("a-wait", "a-wiat"),
        "ch04/predictions.toml:2: there is no step a-wiat in this chapter"
    );
    assert_eq!(
        error_with("step = \"a-wait\"\n", ""),
        "ch04/predictions.toml:2: a prediction asks about one thing: step, program or experiment"
    );
    assert_eq!(
        error_with("step = \"a-wait\"", "step = \"a-wait\"\nprogram = \"x\""),
        "ch04/predictions.toml:4: a prediction asks about one thing: step, program or experiment"
    );
    assert_eq!(
        error_with("step", "name = \"../x\"\nstep"),
        "ch04/predictions.toml:2: a name is lower-case letters, digits and hyphens, not \"../x\""
    );
    assert_eq!(
        error_with("[queue] has no event", "[queue] has 1 event"),
        "ch04/predictions.toml:10: two choices have this line"
    );
    assert_eq!(
        error_with("\"[queue] has no event\"", "\" \""),
        "ch04/predictions.toml:10: every output has an empty line: which one decides?"
    );
    assert_eq!(
        error_with("\"There is one.\"", "\"\""),
        "ch04/predictions.toml:10: this choice has no why: a sentence that says why it is right or wrong"
    );
    assert!(error_with("why = \"There is one.\"\n", "").starts_with("ch04/predictions.toml:8: "));
    let one: String = PREDICTIONS
        .lines()
        .take(7)
        .flat_map(|line| [line, "\n"])
        .collect();
    assert_eq!(
        error_with(PREDICTIONS, &one),
        "ch04/predictions.toml:2: a prediction needs at least two choices"
    );
}

#[test]
fn a_prediction_asks_before_it_shows() {
    let page = woven(&Fixture::new(), "{{#predict ch04/a-wait}}\n");
    let (asked, shown) = page.split_once("<section class=\"wb-step\"").unwrap();
    assert_eq!(
        asked.trim(),
        "<section class=\"wb-predict\" id=\"predict-a-wait\" data-predict=\"ch04/a-wait\" aria-label=\"Predict a-wait\">\
<p class=\"wb-question\">How often does <code>wait</code> return?</p>\
<fieldset class=\"wb-choices\"><legend>Your prediction</legend>\
<label><input type=\"radio\" name=\"predict-a-wait\" value=\"0\" data-line=\"[queue] has 1 event\" data-right> \
<span class=\"wb-says\">once</span><span class=\"wb-why\" hidden>It <code>returns</code> then.</span></label>\
<label><input type=\"radio\" name=\"predict-a-wait\" value=\"1\" data-line=\"[queue] has no event\"> \
<span class=\"wb-says\"><em>never</em></span><span class=\"wb-why\" hidden>There is one.</span></label>\
</fieldset><details class=\"wb-reveal\"><summary>Show what it prints</summary>"
    );
    assert!(shown.contains("</section></details></section>"));
}

#[test]
fn a_question_about_a_program_shows_its_code_and_folds_its_output() {
    let fixture = with_program();
    let ws = fixture.load().unwrap();
    let content = format!("{{{{#predict ch91/how-many}}}}\n\n{PROGRAM}\nAfter.\n");
    fixture.file("book/pages/ch91/README.md", &content);
    let ws_with_page = fixture.load().unwrap();
    let page = weave::page(&ws_with_page, "ch91/README.md", &content).unwrap();
    assert_eq!(page.matches("id=\"snippet-counts\"").count(), 1);
    let order = [
        "How many?",
        "fn main()",
        "wb-choices",
        "wb-reveal",
        "wb-output",
        "After.",
    ];
    let places: Vec<_> = order.iter().map(|text| page.find(text).unwrap()).collect();
    assert!(places.is_sorted(), "{page}");

    // On another page the whole program comes with the question.
    let page = weave::page(&ws, "ch04/README.md", "{{#predict ch91/how-many}}\n").unwrap();
    assert!(page.contains("fn main()"), "{page}");
}

#[test]
fn a_question_about_a_program_that_no_page_has_fails_the_whole_book() {
    let fixture = with_program();
    fixture.file(
        "book/pages/ch91/README.md",
        &PROGRAM.replace("=counts", "=other"),
    );
    fixture.file(
        "book/tests/snapshots/snippet-ch91-other.snap",
        "---\nsource: x\n---\n[main] counts up to 3\n",
    );
    let error = book::site::build_in_memory(&fixture.load().unwrap()).unwrap_err();
    assert!(
        format!("{error:#}").contains(
            "book/ch91/predictions.toml:3: no page of this chapter has the program ch91/counts"
        ),
        "{error:#}"
    );
}

#[test]
fn exactly_one_choice_of_a_prediction_is_right() {
    let fixture = Fixture::new();
    fixture.file(TOML, &PREDICTIONS.replace("has 1 event", "has 2 events"));
    assert_eq!(
        problem(&fixture, "\n{{#predict ch04/a-wait}}\n"),
        "2: no choice of the question ch04/a-wait has a line that ch04/a-wait prints"
    );
    fixture.file(TOML, &PREDICTIONS.replace("has no event", "has 1"));
    assert_eq!(
        problem(&fixture, "{{#predict ch04/a-wait}}\n"),
        "1: ch04/a-wait prints the lines of two choices: \"[queue] has 1 event\" and \"[queue] has 1\""
    );
    fixture.without(TOML);
    assert_eq!(
        problem(&fixture, "{{#predict ch04/a-wait}}\n"),
        "1: there is no prediction ch04/a-wait: the chapters' predictions.toml have them"
    );
}

#[test]
fn an_order_of_lines_decides_where_each_line_alone_would_not() {
    let asked = |first: &str, second: &str| {
        format!(
            "[[prediction]]\nprogram = \"counts\"\nquestion = \"In which order?\"\n\
             [[prediction.choice]]\nsays = \"Up.\"\nline = \"{first}\"\nwhy = \"It does.\"\n\
             [[prediction.choice]]\nsays = \"Down.\"\nline = \"{second}\"\nwhy = \"It does not.\"\n"
        )
    };
    let fixture = with_program();
    let up = "counts 1\\n[main] counts 2";
    fixture
        .file(
            "book/tests/snapshots/snippet-ch91-counts.snap",
            "---\nsource: x\n---\n[main] counts 1\n[main] counts 2\n",
        )
        .file(
            "book/ch91/predictions.toml",
            &asked(up, "counts 2\\n[main] counts 1"),
        );
    let ws = fixture.load().unwrap();
    let prediction = ws.find_prediction("ch91/counts").unwrap();
    assert_eq!(prediction.right(&ws).unwrap().says, "Up.");
    fixture.file("book/ch91/predictions.toml", &asked("counts 1", "counts 2"));
    let ws = fixture.load().unwrap();
    let prediction = ws.find_prediction("ch91/counts").unwrap();
    let error = prediction.right(&ws).unwrap_err().to_string();
    assert!(error.contains("the lines of two choices"), "{error}");
}

#[test]
fn an_answer_is_folded_with_its_markdown_woven() {
    let page = woven(
        &Fixture::new(),
        "{{#predict ch04/a-wait}}\n\n{{#answer ch04/a-wait}}\nIt *does*.\n\n{{#step ch04/a-wait}}\n{{#end-answer}}\nNext.\n",
    );
    let (_, after) = page.split_once("</section></details></section>").unwrap();
    let (fold, after) = after.split_once("</details>").unwrap();
    assert!(
        fold.trim_start().starts_with(
            "<details class=\"wb-explained\" data-predict=\"ch04/a-wait\">\
<summary>The answer, explained</summary>\n\nIt *does*.\n\n\n<section class=\"wb-step\""
        ),
        "{fold}"
    );
    assert!(after.starts_with("\n\nNext."), "{after}");
}

#[test]
fn an_answer_belongs_to_a_question_above_it_and_ends() {
    let fixture = Fixture::new();
    let of = |content: &str| problems(&fixture, "ch04/README.md", content);
    assert_eq!(
        of("{{#answer ch04/a-wait}}\nx\n{{#end-answer}}\n\n{{#predict ch04/a-wait}}\n"),
        ["1: this answers a question that nothing above it asks: {{#predict ch04/a-wait}}"]
    );
    assert_eq!(
        of("{{#answer ch04/a-wiat}}\nx\n\n{{#end-answer}}\n"),
        ["1: there is no prediction ch04/a-wiat; the nearest is ch04/a-wait"]
    );
    assert_eq!(
        of("{{#predict ch04/a-wait}}\n\n{{#answer ch04/a-wait}}\nx\n"),
        ["3: no {{#end-answer}} ends {{#answer ch04/a-wait}}"]
    );
    assert_eq!(
        of("x\n\n{{#end-answer}}\n"),
        ["3: there is no {{#answer}} for this to end"]
    );
    assert_eq!(
        of(
            "{{#predict ch04/a-wait}}\n\n{{#answer ch04/a-wait}}\nx\n\n{{#answer ch04/a-wait}}\ny\n\n{{#end-answer}}\n"
        ),
        ["6: the {{#answer}} of line 3 is still open: {{#end-answer}} closes it"]
    );
    assert_eq!(
        of("{{#answer}}\n{{#end-answer x}}\n"),
        [
            "1: it is {{#answer CH/PREDICTION}}",
            "2: it is {{#end-answer}}"
        ]
    );
}

/// A longer line, so that a quotation of it is one.
fn telling() -> Fixture {
    let fixture = Fixture::new();
    fixture
        .file(
            TOML,
            &PREDICTIONS.replace("[queue] has 1 event", "[queue] has seen one event"),
        )
        .file(
            "ch04/tests/snapshots/a-wait.snap",
            "---\nsource: x\n---\n[queue] has seen one event\n",
        );
    fixture
}

#[test]
fn a_page_that_answers_before_it_asks_does_not_build() {
    let fixture = telling();
    for above in [
        "So the queue **has seen\none** `event`.",
        "```text\n[queue] has seen one event\n```",
        "- A point: `has seen one event`",
    ] {
        assert_eq!(
            problem(
                &fixture,
                &format!("# One\n\n{above}\n\n{{{{#predict ch04/a-wait}}}}\n")
            ),
            format!(
                "3: the answer to ch04/a-wait is on the page before its question (line {}): \
                 \"[queue] has seen one event\"",
                4 + above.lines().count()
            )
        );
    }
    assert_eq!(
        problem(
            &fixture,
            "{{#step ch04/a-wait}}\n\n{{#predict ch04/a-wait}}\n"
        ),
        "1: the answer to ch04/a-wait is on the page before its question (line 3): the output of ch04/a-wait"
    );
}

#[test]
fn a_page_that_answers_right_after_it_asks_does_not_build() {
    let fixture = telling();
    let with = |below: &str| format!("Why?\n\n{{{{#predict ch04/a-wait}}}}\n\n{below}");
    for below in [
        "It has seen one event.\n",
        "## Two\n\nA paragraph.\n\nIt has seen one event.\n",
    ] {
        let line = 4 + below.lines().count();
        assert_eq!(
            problem(&fixture, &with(below)),
            format!(
                "{line}: the answer to ch04/a-wait is on the page right after its question (line 3): \
                 \"[queue] has seen one event\"; {{{{#answer ch04/a-wait}}}} folds it"
            )
        );
    }
    woven(&fixture, &with("One.\n\nTwo.\n\nIt has seen one event.\n"));
    woven(
        &fixture,
        &with(
            "{{#answer ch04/a-wait}}\n\nIt has seen one event.\n\n{{#end-answer}}\n\nOne.\n\nTwo.\n",
        ),
    );
}

#[test]
fn a_program_whose_output_is_above_gives_its_question_away() {
    let fixture = with_program();
    let content = format!("{PROGRAM}\n{{{{#predict ch91/how-many}}}}\n");
    assert_eq!(
        problems(&fixture, "ch91/README.md", &content),
        [
            "1: the answer to ch91/how-many is on the page before its question (line 7): the output of ch91/counts"
        ]
    );
}

#[test]
fn what_a_program_says_without_an_experiments_change_gives_nothing_away() {
    let fixture = telling();
    let ask = |line: &str, pinned: &str| {
        let predictions = PREDICTIONS
            .replace("step = \"a-wait\"", "experiment = \"no-wait\"")
            .replace("[queue] has 1 event", line);
        fixture
            .file("ch04/experiments/no-wait.toml", EXPERIMENT)
            .file(TOML, &predictions)
            .file(
                "ch04/tests/snapshots/try-no-wait.snap",
                &format!("---\nsource: x\n---\nIt hangs.\n{pinned}\n"),
            );
    };
    let page = |line: &str| format!("It says `{line}`.\n\n{{{{#predict ch04/no-wait}}}}\n");
    let same = "[queue] has seen one event";
    ask(same, same);
    woven(&fixture, &page(same));
    let other = "[queue] sees an event at once";
    ask(other, other);
    assert_eq!(
        problem(&fixture, &page(other)),
        format!(
            "1: the answer to ch04/no-wait is on the page before its question (line 3): {other:?}"
        )
    );
    assert_eq!(
        problem(
            &fixture,
            "{{#try ch04/no-wait}}\n\n{{#predict ch04/no-wait}}\n"
        ),
        "1: the answer to ch04/no-wait is on the page before its question (line 3): the output of ch04/no-wait"
    );
}
