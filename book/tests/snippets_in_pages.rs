//! Programs on pages: what the tool finds, what the pages show of them, and what is said about one that
//! cannot be.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::model::Workspace;
use book::{list, weave};
use fixture::Fixture;
use std::process::Command;

const SUMMARY: &str = "\
# Summary

- [Waiting](ch91/README.md)
    - [More waiting](ch91/more.md)
- [Queues](ch04/README.md)
";

const FIRST: &str = "\
# Waiting

```rust,part=queue
struct Queue(u32);
```

```rust,part=queue
impl Queue {
    fn go(self) {
        println!(\"[main] goes {}\", self.0);
    }
}
```

```rust,run=alone
fn main() {
    println!(\"[main] <waits>\");
}
```
";

const SECOND: &str = "\
# More waiting

```rust,part=both
fn number() -> u32 {
    3
}
```

```rust,run=both,uses=queue
fn main() {
    Queue(number()).go();
}
```

```rust,run=timed,unpinned,uses=queue
fn main() {
    Queue(std::process::id()).go();
}
```
";

fn fixture() -> Fixture {
    let fixture = Fixture::new();
    fixture
        .file("book/pages/SUMMARY.md", SUMMARY)
        .file("book/pages/ch91/README.md", FIRST)
        .file("book/pages/ch91/more.md", SECOND)
        .file(
            "book/tests/snapshots/snippet-ch91-alone.snap",
            "---\nsource: x\n---\n[main] <waits>\n",
        )
        .file(
            "book/tests/snapshots/snippet-ch91-both.snap",
            "---\nsource: x\n---\n[main] goes 3\n",
        );
    fixture
}

/// The second page's problems when it is this.
fn problems(second: &str) -> Vec<String> {
    let fixture = fixture();
    fixture.file("book/pages/ch91/more.md", second);
    let error = weave::page(&fixture.load().unwrap(), "ch91/more.md", second).unwrap_err();
    let lines = error.to_string();
    let lines = lines
        .lines()
        .map(|line| line.strip_prefix("book/pages/ch91/more.md:"));
    lines
        .map(|line| line.expect("every line has its position").to_owned())
        .collect()
}

fn woven(ws: &Workspace, page: &str, content: &str) -> String {
    weave::page(ws, page, content).unwrap()
}

#[test]
fn a_program_is_its_parts_and_its_own_block_in_order() {
    let fixture = fixture();
    let ws = fixture.load().unwrap();
    assert!(ws.pages.problems.is_empty(), "{:?}", ws.pages.problems);
    let ids: Vec<_> = ws.snippets().map(|snippet| snippet.id()).collect();
    assert_eq!(ids, ["ch91/alone", "ch91/both", "ch91/timed"]);
    let both = ws.snippet("both").unwrap();
    assert_eq!(
        both.program,
        "struct Queue(u32);\n\nimpl Queue {\n    fn go(self) {\n        \
         println!(\"[main] goes {}\", self.0);\n    }\n}\n\nfn number() -> u32 {\n    3\n}\n\n\
         fn main() {\n    Queue(number()).go();\n}\n"
    );
    assert_eq!((both.page.as_str(), both.line), ("ch91/more.md", 9));
    assert_eq!(both.command(), "cargo book run ch91/both");
    assert_eq!(both.pinned().unwrap(), "[main] goes 3\n");
    let alone = ws.snippet("ch91/alone").unwrap();
    assert_eq!(alone.program, alone.own);
}

#[test]
fn a_chapter_of_pages_alone_is_in_the_list_with_its_programs() {
    let fixture = fixture();
    let ws = fixture.load().unwrap();
    let text = list::text(&ws).unwrap();
    let chapter = "ch91  Waiting\n    alone     on the page \"Waiting\"\n    both      on the page \"More waiting\"\n";
    assert!(text.contains(chapter), "{text}");
    let json = list::json(&ws).unwrap();
    let chapters = json["chapters"].as_array().unwrap();
    let names: Vec<_> = chapters.iter().map(|chapter| &chapter["name"]).collect();
    assert_eq!(names, ["ch04", "ch91"]);
    assert_eq!(chapters[1]["snippets"][1]["id"], "ch91/both");
    assert_eq!(
        chapters[1]["snippets"][1]["command"],
        "cargo book run ch91/both"
    );
    assert_eq!(chapters[1]["steps"].as_array().unwrap().len(), 0);
    let crates: Vec<_> = ws
        .chapters
        .iter()
        .map(|chapter| chapter.dir.exists())
        .collect();
    assert_eq!(crates, [true, false]);
}

#[test]
fn a_program_is_a_steps_bar_its_code_and_its_recorded_output() {
    let fixture = fixture();
    let ws = fixture.load().unwrap();
    let page = woven(&ws, "ch91/README.md", FIRST);
    let (_, section) = page.split_once("<section").unwrap();
    assert_eq!(
        section.split_once("<script").unwrap().0.trim_end(),
        " class=\"wb-step wb-snippet\" id=\"snippet-alone\" data-snippet=\"ch91/alone\" aria-label=\"Program alone\">
<header class=\"wb-bar\"><span class=\"wb-name\">alone</span><span class=\"wb-controls\"></span>\
<span class=\"wb-time\"></span><code class=\"wb-command\">cargo book run ch91/alone</code></header>
<div class=\"wb-source\">

```rust
fn main() {
    println!(\"[main] <waits>\");
}
```

</div>
<div class=\"wb-editor\"></div><div class=\"wb-timeline\" hidden></div>\
<pre class=\"wb-output\" tabindex=\"0\" aria-label=\"Recorded output of alone\">\
<span class=\"wb-line\" data-actor=\"main\" data-actor-colour=\"0\"><span class=\"wb-actor\">[main]</span> &lt;waits&gt;&#10;</span>\
</pre></section>"
    );
}

#[test]
fn a_part_names_the_nearest_program_that_it_is_a_part_of_and_how_many_more_there_are() {
    let fixture = fixture();
    let ws = fixture.load().unwrap();
    let first = woven(&ws, "ch91/README.md", FIRST);
    let from_above = "<a href=\"../ch91/more.html#snippet-both\">ch91/both</a></span> \
        <span class=\"wb-where\">a part of this program and one more</span>";
    assert_eq!(first.matches(from_above).count(), 2, "{first}");
    let second = woven(&ws, "ch91/more.md", SECOND);
    let from_here = "<a href=\"#snippet-both\">ch91/both</a></span> \
        <span class=\"wb-where\">a part of this program</span>";
    assert!(second.contains(from_here), "{second}");
    let many: String = (0..15)
        .map(|number| format!("```rust,run=x{number},unpinned,uses=queue\nfn main() {{}}\n```\n\n"))
        .collect();
    fixture.file("book/pages/ch91/more.md", &format!("{many}{SECOND}"));
    let first = woven(&fixture.load().unwrap(), "ch91/README.md", FIRST);
    let (_, head) = first.split_once("<figcaption").unwrap();
    let (head, _) = head.split_once("</figcaption>").unwrap();
    assert!(
        head.contains(">ch91/x0</a>") && head.contains("a part of this program and 16 more"),
        "{head}"
    );
    assert_eq!(head.matches("<a ").count(), 1, "a head of one line: {head}");
    let (_, whole) = second
        .split_once("<summary>The whole program</summary>\n\n```rust\n")
        .unwrap();
    assert!(
        whole.starts_with(&ws.snippet("both").unwrap().program),
        "{whole}"
    );
}

#[test]
fn an_unpinned_program_says_so_in_place_of_its_output() {
    let fixture = fixture();
    let ws = fixture.load().unwrap();
    let page = woven(&ws, "ch91/more.md", SECOND);
    let (_, timed) = page.split_once("id=\"snippet-timed\"").unwrap();
    assert!(timed.contains("aria-label=\"Output of timed\">"), "{timed}");
    assert!(
        timed.contains("depends on the machine") && !timed.contains("wb-line"),
        "{timed}"
    );
}

#[test]
fn the_whole_book_is_built_with_each_programs_code_as_code() {
    let fixture = fixture();
    let site = book::site::build_in_memory(&fixture.load().unwrap()).unwrap();
    let page = String::from_utf8(site.files["ch91/more.html"].clone()).unwrap();
    assert_eq!(page.matches("<code class=\"language-rust\">").count(), 5);
    assert!(!page.contains("class=\"playground"));
    assert!(page.contains("theme/snippet"), "the page has its script");
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let of = |blocks: &str| problems(&format!("# More waiting\n\n{blocks}"));
    let run = |attributes: &str| of(&format!("```rust,{attributes}\nfn main() {{}}\n```\n"));
    assert_eq!(
        run("run=alone"),
        ["3: there is another step or program alone: names are unique"]
    );
    assert_eq!(
        run("run=a-wait"),
        ["3: there is another step or program a-wait: names are unique"]
    );
    assert_eq!(
        run("run=x,uses=nothing"),
        ["3: it uses nothing, and there is no part=nothing"]
    );
    assert_eq!(
        of("```rust,run=x,uses=late\nfn main() {}\n```\n\n```rust,part=late\n```\n"),
        [
            "3: it uses late, a part of which stands later: book/pages/ch91/more.md:7",
            "7: no program uses this part: a run=late below it on its page would, or a uses=late"
        ]
    );
    assert!(run("run=X")[0].starts_with("3: run=X: a name is a lower-case letter"));
    assert!(run("unpinned")[0].starts_with("3: unpinned is of use only behind run=NAME"));
    assert!(run("ignore")[0].starts_with("3: a block of Rust has no attribute ignore"));
    assert_eq!(
        of("```rust\nfn main() {}\n```\n"),
        [
            "3: a block of Rust is a program, run=NAME, or a part of one, part=GROUP; \
          {{#code PATH:ANCHOR}} shows a piece of a file"
        ]
    );
    assert_eq!(
        run("run=unheard"),
        [
            "3: no snapshot book/tests/snapshots/snippet-ch91-unheard.snap: \
          `INSTA_UPDATE=always cargo test -p book --test snippets` makes it"
        ]
    );
}

#[test]
fn a_mistake_on_a_page_is_the_pages_and_not_the_workbooks() {
    let fixture = fixture();
    fixture.file(
        "book/pages/ch91/more.md",
        "```rust,run=x,uses=nothing\n```\n",
    );
    let ws = fixture.load().unwrap();
    assert!(ws.snippet("alone").is_some() && ws.snippet("x").is_none());
    let error = book::site::build_in_memory(&ws).unwrap_err().to_string();
    assert!(
        error.contains("book/pages/ch91/more.md:1: it uses nothing"),
        "{error}"
    );
    assert!(
        error.contains("book/pages/ch91/README.md:3: no program uses this part"),
        "{error}"
    );
}

#[test]
fn other_blocks_stay_as_they_are_and_rust_does_outside_of_chapters() {
    let fixture = fixture();
    let ws = fixture.load().unwrap();
    let other = "```text\nx\n```\n\n```sh\nls\n```\n\n    fn indented() {}\n";
    assert_eq!(woven(&ws, "ch91/more.md", other), other);
    let rust = "```rust,ignore\nfn main() {}\n```\n";
    let error = weave::page(&ws, "README.md", rust).unwrap_err().to_string();
    assert!(
        error.contains("README.md:1: a block of Rust has no attribute ignore"),
        "{error}"
    );
    let rust = "```rust\nfn main() {}\n```\n";
    assert_eq!(woven(&ws, "README.md", rust), rust);
    let error = weave::page(&ws, "README.md", "```rust,run=x\n```\n").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("a page of a chapter that SUMMARY.md lists"),
        "{error}"
    );
}

#[test]
fn a_program_is_run_in_a_terminal_and_an_unknown_one_is_told_with_the_nearest() {
    let fixture = fixture();
    let run = |id: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
        command.args(["run", id]).current_dir(fixture.root());
        command.output().unwrap()
    };
    let output = run("ch91/both");
    assert_eq!(output.stdout, b"[main] goes 3\n", "{output:?}");
    assert!(output.status.success());
    let output = run("ch91/bothe");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: there is no step ch91/bothe; the nearest is ch91/both\n"
    );
}
