//! What each directive becomes, and what is said about one that cannot become anything.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::weave;
use fixture::Fixture;

fn woven(fixture: &Fixture, content: &str) -> String {
    weave::page(&fixture.load().unwrap(), "ch04/README.md", content).unwrap()
}

/// What is wrong with a page, without the name of the page.
fn problems(fixture: &Fixture, content: &str) -> Vec<String> {
    let error = weave::page(&fixture.load().unwrap(), "ch04/README.md", content).unwrap_err();
    let lines = error.to_string();
    let lines = lines
        .lines()
        .map(|line| line.strip_prefix("book/pages/ch04/README.md:"));
    lines
        .map(|line| line.expect("every line has its position").to_owned())
        .collect()
}

fn problem(fixture: &Fixture, content: &str) -> String {
    let problems = problems(fixture, content);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].clone()
}

const MEASURED: &str = r#"{
  "machine": "a <small> machine",
  "records": [
    {"contender":"tasks","requests":100,"answered":100,"milliseconds":5,"bytes":51200,"says":"[tasks] has 100"},
    {"contender":"tasks","requests":1000,"at":990,"broke":"broke: \"no\" files","says":"[tasks] broke"},
    {"contender":"threads","requests":100,"answered":100,"milliseconds":5,"bytes":null,"says":"[threads] has 100"}
  ]
}"#;

#[test]
fn a_measurement_is_drawn_and_has_its_figures_in_a_table() {
    let fixture = Fixture::new();
    fixture.file("ch04/limits/measured.json", MEASURED);
    let page = woven(&fixture, "{{#measure ch04/limits}}\n");
    for part in [
        "data-measure=\"ch04/limits\"",
        "<code class=\"wb-command\">cargo run -r -p ch04 --bin limits</code>",
        "<g class=\"wb-chart-series wb-a5\" data-contender=\"threads\">",
        "<title>broke: &quot;no&quot; files</title>",
        "Measured on a &lt;small&gt; machine.",
        "<tr data-requests=\"100\"><th scope=\"row\">100</th>\
         <td data-contender=\"tasks\">512</td><td data-contender=\"threads\">answered</td></tr>",
        "<td data-contender=\"tasks\">broke</td><td data-contender=\"threads\"></td></tr>",
        "<span class=\"wb-actor\">[tasks]</span> has 100",
    ] {
        assert!(page.contains(part), "{part} is not in:\n{page}");
    }
    let (section, _) = page.split_once("</section>").unwrap();
    assert!(!section.contains("\n\n"), "a blank line ends the block");
    assert_eq!(page.matches("<circle").count(), 1);
}

#[test]
fn a_measurement_that_is_not_there_or_cannot_be_understood_is_named() {
    let fixture = Fixture::new();
    let unknown = problem(&fixture, "{{#measure ch04/limits}}\n");
    assert!(unknown.contains("ch04/limits"), "{unknown}");
    fixture.file("ch04/limits/measured.json", "{}");
    let broken = problem(&fixture, "{{#measure ch04/limits}}\n");
    assert!(
        broken.contains("cannot understand ch04/limits/measured.json"),
        "{broken}"
    );
}

#[test]
fn code_stands_under_its_file_and_place_without_marks_and_indentation() {
    let page = woven(
        &Fixture::new(),
        "Before.\n{{#code ch04/src/bin/a-wait.rs:loop}}\nAfter.\n",
    );
    assert_eq!(
        page,
        "Before.\n\n\
<figure class=\"wb-code\" data-file=\"ch04/src/bin/a-wait.rs\">
<figcaption class=\"wb-head\"><span class=\"wb-file\">ch04/src/bin/a-wait.rs</span> \
<span class=\"wb-where\">in fn wait of impl Queue</span> \
<a class=\"wb-whole\" href=\"../code/ch04.html#ch04-src-bin-a-wait-rs\" \
aria-label=\"The whole file ch04/src/bin/a-wait.rs\">whole file</a></figcaption>

```rust
loop {
    println!(\"<{}>\", self.fd);

}
```

</figure>

After.
"
    );
}

#[test]
fn code_that_is_a_whole_method_is_in_its_impl_and_a_whole_item_in_nothing() {
    let fixture = Fixture::new();
    let wait = woven(&fixture, "{{#code ch04/src/bin/a-wait.rs:wait}}\n");
    assert!(
        wait.contains("<span class=\"wb-where\">in impl Queue</span>"),
        "{wait}"
    );
    assert!(
        wait.contains("```rust\nfn wait(&self) -> io::Result<()> {\n    loop {\n"),
        "{wait}"
    );
    for whole in ["ch04/src/bin/a-wait.rs:queue", "ch04/src/bin/a-wait.rs"] {
        let page = woven(&fixture, &format!("{{{{#code {whole}}}}}\n"));
        assert!(
            !page.contains("wb-where") && !page.contains("ANCHOR"),
            "{page}"
        );
    }
}

#[test]
fn a_link_to_a_whole_file_fits_the_page_that_it_is_on() {
    let ws = Fixture::new();
    let ws = ws.load().unwrap();
    let link = |path| {
        let page = weave::page(&ws, path, "{{#code ch04/src/lib.rs}}\n").unwrap();
        page.split_once("href=\"")
            .unwrap()
            .1
            .split_once('#')
            .unwrap()
            .0
            .to_owned()
    };
    assert_eq!(link("README.md"), "code/ch04.html");
    assert_eq!(link("ch04/deep/page.md"), "../../code/ch04.html");
}

#[test]
fn a_step_is_its_bar_and_its_recorded_output() {
    let page = woven(&Fixture::new(), "{{#step ch04/a-wait}}\n");
    assert_eq!(
        page.split_once("\n\n<script").unwrap().0.trim(),
        "<section class=\"wb-step\" id=\"step-a-wait\" data-step=\"ch04/a-wait\" aria-label=\"Step a-wait\">\
<header class=\"wb-bar\"><span class=\"wb-name\">a-wait</span><span class=\"wb-controls\"></span>\
<span class=\"wb-time\"></span><code class=\"wb-command\">cargo run -p ch04 --bin a-wait</code></header>\
<div class=\"wb-timeline\" hidden></div>\
<pre class=\"wb-output\" tabindex=\"0\" aria-label=\"Recorded output of a-wait\">\
<span class=\"wb-line\" data-actor=\"main\" data-actor-colour=\"0\"><span class=\"wb-actor\">[main]</span> asks &lt;it&gt;&#10;</span>\
<span class=\"wb-line\">    a: &quot;b&quot;&#10;</span>\
<span class=\"wb-line\">&#10;</span>\
<span class=\"wb-line\" data-actor=\"queue\" data-actor-colour=\"1\"><span class=\"wb-actor\">[queue]</span> has 1 event&#10;</span>\
</pre></section>"
    );
}

#[test]
fn a_page_with_output_carries_the_colours_of_its_actors_once() {
    let page = woven(
        &Fixture::new(),
        "{{#step a-wait}}\n\n{{#step ch04/a-wait}}\n",
    );
    assert_eq!(
        page.matches("<script type=\"application/json\" id=\"wb-actors\">{")
            .count(),
        1
    );
    assert!(!woven(&Fixture::new(), "No output.\n").contains("wb-actors"));
}

#[test]
fn ids_are_unique_on_a_page() {
    let page = woven(&Fixture::new(), "{{#step a-wait}}\n\n{{#step a-wait}}\n");
    for id in ["step-a-wait", "step-a-wait-2"] {
        assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
    }
}

#[test]
fn an_exercise_is_its_task_and_the_skeleton_for_whoever_has_no_server() {
    let page = woven(&Fixture::new(), "{{#exercise ch04/leave}}\n");
    assert_eq!(
        page.split_once("\n\n<script").unwrap().0.trim(),
        "<section class=\"wb-exercise\" id=\"exercise-leave\" data-exercise=\"ch04/leave\" aria-label=\"Exercise: Leave the queue\">
<header class=\"wb-bar\"><span class=\"wb-name\">Exercise: Leave the queue</span>\
<span class=\"wb-level\" role=\"img\" aria-label=\"level 2 of 3\">●●○</span>\
<span class=\"wb-state\"></span><code class=\"wb-command\">cargo book check ch04/leave</code></header>
<div class=\"wb-task\">

Leave the queue, **then** say so.

The trace shows `[queue] forgets 1`.

</div>
<div class=\"wb-editor\"></div><div class=\"wb-controls\"></div>\
<div class=\"wb-verdict\" role=\"status\" aria-live=\"polite\"></div><div class=\"wb-hints\"></div>
<details class=\"wb-skeleton\"><summary>ch04/exercises/leave.rs</summary>

```rust
//! Leave the queue, **then** say so.
//!
//! The trace shows `[queue] forgets 1`.

pub fn leave(queue: &mut Vec<u8>) {
    todo!(\"leave the {}\", queue.len())
}

#[cfg(test)]
#[path = \"../checks/leave.rs\"]
mod check;
```

</details>
</section>"
    );
}

#[test]
fn a_diff_marks_what_was_added_and_dropped() {
    let fixture = Fixture::new();
    fixture
        .file(
            "ch04/src/old.rs",
            "fn run() {\n    // ANCHOR: a\n    one(\"<\");\n    // ANCHOR_END: a\n}\n",
        )
        .file(
            "ch04/src/new.rs",
            "fn run() {\n    // ANCHOR: b\n    two();\n    // ANCHOR_END: b\n}\n",
        );
    let page = woven(&fixture, "{{#diff ch04/src/old.rs:a ch04/src/new.rs:b}}\n");
    assert_eq!(
        page.trim(),
        "<figure class=\"wb-diff\" data-from=\"ch04/src/old.rs\" data-file=\"ch04/src/new.rs\">\
<figcaption class=\"wb-head\"><span class=\"wb-file\">ch04/src/old.rs</span> → \
<span class=\"wb-file\">ch04/src/new.rs</span> <span class=\"wb-where\">in fn run</span> \
<a class=\"wb-whole\" href=\"../code/ch04.html#ch04-src-new-rs\" \
aria-label=\"The whole file ch04/src/new.rs\">whole file</a></figcaption>\
<pre class=\"wb-diff-body\"><code>\
<span class=\"wb-del\">one(&quot;&lt;&quot;);&#10;</span><span class=\"wb-add\">two();&#10;</span>\
</code></pre></figure>"
    );
    assert_eq!(
        problem(&fixture, "{{#diff ch04/src/old.rs ch04/src/old.rs}}\n"),
        "1: ch04/src/old.rs and ch04/src/old.rs are equal"
    );
}

#[test]
fn a_figure_is_inlined_with_its_caption() {
    let fixture = Fixture::new();
    fixture.file(
        "book/pages/ch04/figures/dot.svg",
        "<svg viewBox=\"0 0 9 9\">\n<title>A dot</title>\n\n<circle r=\"1\"/>\n</svg>\n",
    );
    assert_eq!(
        woven(&fixture, "{{#figure ch04/figures/dot.svg One `dot`.}}\n").trim(),
        "<figure class=\"wb-figure\" id=\"figure-dot\">\n\
         <svg role=\"img\" viewBox=\"0 0 9 9\">\n<title>A dot</title>\n<circle r=\"1\"/>\n</svg>\n\
         <figcaption>One <code>dot</code>.</figcaption></figure>"
    );
    fixture.file("book/pages/ch04/figures/dot.svg", "<svg></svg>");
    assert_eq!(
        problem(&fixture, "{{#figure ch04/figures/dot.svg}}\n"),
        "1: ch04/figures/dot.svg: it has no <title>: what the figure says, for whoever cannot see it"
    );
}

#[test]
fn text_that_looks_like_a_directive_is_left_alone() {
    let content = "\
Inline `{{#step nothing}}` and escaped \\{{#step nothing}}.

```text
{{#step nothing}}
```

    {{#step nothing}}

<!--
{{#step nothing}}
-->
";
    assert_eq!(woven(&Fixture::new(), content), content);
}

#[test]
fn all_problems_of_a_page_are_told_with_their_lines() {
    let content = "\
# Page

{{#step ch04/a-wiat}}
{{#exercise ch04/leaf}}

{{#code ch04/src/lib.rs:piece}}
{{#code ch04/src/none.rs}}
{{#stpe ch04/a-wait}}
{{#step}}
Inline {{#step ch04/a-wait}}
{{#step ch04/a-wait
{{#step ch04/b-folder}}
";
    assert_eq!(
        problems(&Fixture::new(), content),
        [
            "3: there is no step ch04/a-wiat; the nearest is ch04/a-wait",
            "4: there is no exercise ch04/leaf; the nearest is ch04/leave",
            "6: ch04/src/lib.rs: there is no anchor piece",
            "7: there is no file ch04/src/none.rs",
            "8: there is no directive {{#stpe}}",
            "9: it is {{#step CH/STEP}}",
            "10: {{#step}} stands alone at the start of a line",
            "11: {{#step is not closed on its line",
            "12: no snapshot ch04/tests/snapshots/b-folder.snap: \
             `INSTA_UPDATE=always cargo test -p ch04` makes it",
        ]
    );
}

#[test]
fn a_path_never_leaves_the_workspace() {
    let fixture = Fixture::new();
    for path in [
        "../secret",
        "/etc/passwd",
        "ch04/../../secret",
        "..\\secret",
    ] {
        assert_eq!(
            problem(&fixture, &format!("{{{{#code {path}}}}}\n")),
            format!("1: {path}: a path goes down from the workspace's root, without `..`")
        );
    }
}

#[test]
fn mdbooks_own_includes_are_checked_even_inside_of_code() {
    let content = "\
```rust
{{#include ../../../ch04/src/bin/a-wait.rs:wait}}
{{#include ../../../ch04/src/bin/a-wait.rs:wiat}}
{{#rustdoc_include ../none.rs}}
{{#playground ../../../ch04/src/lib.rs:9}}
{{#include ../../../ch04/src/lib.rs:1}}
{{#include ../../../../../../../../../../etc/hostname}}
\\{{#include none.rs}}
```
";
    assert_eq!(
        problems(&Fixture::new(), content)[..3],
        [
            "3: ../../../ch04/src/bin/a-wait.rs: there is no anchor wiat; there are queue, wait, loop",
            "4: there is no file ../none.rs to include",
            "5: ../../../ch04/src/lib.rs has no line 9",
        ]
    );
}

#[test]
fn code_that_looks_like_a_directive_is_not_expanded() {
    let fixture = Fixture::new();
    fixture.file(
        "ch04/src/quote.rs",
        "const A: &str = \"{{#include /etc/passwd}}\";\n",
    );
    let page = woven(&fixture, "{{#code ch04/src/quote.rs}}\n");
    assert!(page.contains("\"\\{{#include /etc/passwd}}\";"), "{page}");
}
