//! A page with an experiment of each kind that looks different.

/// The page.
pub const PAGE: &str = "ch91/trying.html";

/// Says another text.
pub const SAYS: &str = "#try-says-no";
/// Does not compile.
pub const BROKEN: &str = "#try-says-nothing";
/// Comes to no end, in a copy of the chapters.
pub const HANGS: &str = "#try-read-once";
/// Asks what comes of it first.
pub const ASKED: &str = ".wb-predict";

const TEXT: &str = "# Trying

{{#try ch91/says-no}}

{{#try ch91/says-nothing}}

{{#try ch04/read-once}}

{{#predict ch91/says-maybe}}

```sh
cargo test -p ch05
```
";

const PREDICTION: &str = "
[[prediction]]
experiment = \"says-maybe\"
question = \"What does it say?\"
[[prediction.choice]]
says = \"What it said.\"
line = \"[main] as it stands\"
why = \"The text is another one.\"
[[prediction.choice]]
says = \"Maybe.\"
line = \"[main] maybe\"
why = \"That is the text it is given.\"
";

const ERROR: &str = "error[E0061]: this function takes 1 argument but 0 arguments were supplied\n --> ch91/says.rs:6:5\n";

pub fn files() -> Vec<(String, String)> {
    let mut files = vec![("book/pages/ch91/trying.md".to_owned(), TEXT.to_owned())];
    for (name, new, is, ended, said) in [
        (
            "says-no",
            "say(\\\"no\\\")",
            "output",
            "It ended with exit status 0.",
            "[main] no\n",
        ),
        (
            "says-maybe",
            "say(\\\"maybe\\\")",
            "output",
            "It ended with exit status 0.",
            "[main] maybe\n",
        ),
        (
            "says-nothing",
            "say()",
            "compile-error",
            "It does not compile.",
            ERROR,
        ),
    ] {
        let toml = format!(
            "title = \"It {name}\"\nprogram = \"says\"\nwhy = \"So it is.\"\n\n[[change]]\n\
             old = \"say(\\\"as it stands\\\")\"\nnew = \"{new}\"\n\n[outcome]\nis = \"{is}\"\n"
        );
        files.push((format!("book/ch91/experiments/{name}.toml"), toml));
        let snapshot = format!("---\nsource: x\n---\n{ended}\n\n{said}");
        files.push((
            format!("book/tests/snapshots/try-ch91-{name}.snap"),
            snapshot,
        ));
    }
    files
}

/// What the page asks, in the chapter's own file.
pub fn prediction() -> &'static str {
    PREDICTION
}
