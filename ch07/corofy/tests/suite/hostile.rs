//! Sources that no person writes: each is answered, with a machine or with reasons.

use crate::generate::Random;
use crate::inputs::sources;
use corofy::{Target, rewrite};

/// Asks for a rewrite, and checks that an answer makes sense. True if the source was rewritten.
#[track_caller]
fn answered(source: &str) -> bool {
    let lines = source.lines().count().max(1) + 1;
    match rewrite(source, Target::Polling) {
        Ok(rewritten) => {
            for link in &rewritten.links {
                assert!(
                    (1..=lines).contains(link.source.start())
                        && link.source.start() <= link.source.end()
                );
            }
            true
        }
        Err(refused) => {
            assert!(!refused.reasons.is_empty(), "refused without a reason");
            for reason in &refused.reasons {
                assert!(
                    (1..=lines).contains(&reason.line),
                    "line {} of {lines}",
                    reason.line
                );
                assert!(
                    reason.column >= 1 && !reason.why.trim().is_empty(),
                    "{reason:?}"
                );
            }
            false
        }
    }
}

/// A coroutine with this body, after a future that it may wait for.
fn with_body(body: &str) -> String {
    format!(
        "use crate::stage::After;\nfn flag(value: bool) -> After<bool> {{ After::new(1, value) }}\n\
         coroutine fn hostile(a: bool) -> bool {{\n{body}\n}}\n"
    )
}

#[track_caller]
fn refused(source: &str) {
    assert!(!answered(source), "rewritten: {:.200}", source);
}

#[test]
fn deep_nesting_is_refused() {
    let pairs = [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("if a {", "}"),
        ("loop {", "}"),
        ("'l: {", "}"),
        ("match a { _ =>", "}"),
        ("flag(", ").wait"),
        ("m!(", ")"),
        ("unsafe {", "}"),
    ];
    for (open, close) in pairs {
        let deep = format!("{}a{}", open.repeat(30_000), close.repeat(30_000));
        refused(&with_body(&deep));
        refused(&format!("fn outside() {{\n{deep}\n}}\n{}", with_body("a")));
    }
}

#[test]
fn deep_nesting_without_brackets_is_refused() {
    for unary in [
        "!", "-", "*", "&", "&&", "&mut ", "return ", "break ", "|| ", "|x| ", "a = ", "a += ",
        ".. ",
    ] {
        refused(&with_body(&format!("{}a", unary.repeat(60_000))));
    }
    for (open, close) in [
        ("Vec<", ">"),
        ("&'static ", ""),
        ("*const ", ""),
        ("fn() -> ", ""),
    ] {
        refused(&with_body(&format!(
            "let x: {}u8{};\na",
            open.repeat(20_000),
            close.repeat(20_000)
        )));
        refused(&format!(
            "type T = {}u8{};\n{}",
            open.repeat(20_000),
            close.repeat(20_000),
            with_body("a")
        ));
    }
    for pattern in ["&", "Some(", "x @ "] {
        refused(&with_body(&format!(
            "let {}y = a;\na",
            pattern.repeat(20_000)
        )));
    }
}

#[test]
fn long_chains_are_answered() {
    let chains = [
        format!("a{}", ".clone()".repeat(20_000)),
        format!("a{}", ".field".repeat(20_000)),
        format!("a{}", "?".repeat(20_000)),
        format!("a{}", "()".repeat(20_000)),
        format!("a{}", "[0]".repeat(20_000)),
        format!("a{}", " as bool".repeat(20_000)),
        format!("flag(a){}", ".wait".repeat(20_000)),
        format!("a{}", " & a".repeat(20_000)),
        format!("a{}", " && flag(a).wait".repeat(5_000)),
        format!("a{}", " || a && a".repeat(20_000)),
        format!(
            "if a {{ a }}{} else {{ a }}",
            " else if a { a }".repeat(20_000)
        ),
        format!(
            "if a {{ a }}{} else {{ a }}",
            " else if flag(a).wait { a }".repeat(3_000)
        ),
        format!("crate{}", "::a".repeat(30_000)),
        format!("match a {{ {} _ => a }}", "true | ".repeat(20_000)),
        format!("[{}a].len() == 1", "a, ".repeat(50_000)),
    ];
    for chain in &chains {
        answered(&with_body(chain));
    }
}

/// A machine may not be more than this many times as long as its coroutine.
const GROWTH: usize = 60;

#[test]
fn machines_grow_with_their_coroutines_only() {
    let count = 60;
    let repeated = [
        "flag(a).wait;\n",
        "let a: bool = flag(a).wait;\n",
        "if a { flag(a).wait; }\n",
        "if a { flag(a).wait; } else { flag(!a).wait; }\n",
        "if flag(a).wait { say(\"yes\"); }\n",
        "if a && flag(a).wait || flag(a).wait { say(\"yes\"); }\n",
        "match a { true => { flag(a).wait; } false => say(\"no\") }\n",
        "while flag(false).wait { flag(a).wait; }\n",
        "loop { if flag(a).wait { break; } }\n",
        "for n in 0..3u32 { if n == 1 { continue; } flag(a).wait; }\n",
        "let a: bool = if a { flag(a).wait } else { flag(!a).wait };\n",
        "if a { if flag(a).wait { return flag(a).wait; } }\n",
        "'l: { if flag(a).wait { break 'l; } flag(a).wait; }\n",
    ];
    for statement in repeated {
        let source = with_body(&format!("{}a", statement.repeat(count)));
        let rewritten =
            rewrite(&source, Target::Polling).unwrap_or_else(|why| panic!("{statement}: {why}"));
        let length = rewritten.text.len();
        assert!(
            length < GROWTH * source.len(),
            "{statement}: {} became {length}",
            source.len()
        );
    }
}

#[test]
fn machines_of_nested_code_grow_with_it() {
    let nests = [
        ("if a { flag(a).wait; ", "flag(a).wait; } "),
        ("if flag(a).wait { ", "} else { flag(a).wait; } "),
        ("loop { if flag(a).wait { break; } ", "} "),
        (
            "match flag(a).wait { true => { ",
            "} false => { flag(a).wait; } } ",
        ),
        ("while flag(a).wait { ", "flag(a).wait; } "),
        (
            "{ let b: bool = flag(a).wait; ",
            "let c: bool = b; flag(c).wait; } ",
        ),
    ];
    for (open, close) in nests {
        let length = |depth: usize| {
            let source = with_body(&format!("{}{}a", open.repeat(depth), close.repeat(depth)));
            let rewritten =
                rewrite(&source, Target::Polling).unwrap_or_else(|why| panic!("{open}: {why}"));
            // Indentation alone makes nested code longer.
            rewritten
                .text
                .lines()
                .map(|line| line.trim().len())
                .sum::<usize>()
        };
        // What's deeper lives across more waits, so twice the depth may be four times the length.
        let (once, twice) = (length(12), length(24));
        assert!(twice < 5 * once, "{open}: {once} became {twice}");
    }
}

/// Sources without coroutines, which are kept as they are.
const KEPT: &[&str] = &[
    "",
    "\n",
    "\r\n\r\n",
    "// only a comment",
    "// coroutine fn a() { b.wait }",
    "/* coroutine fn a() {} */",
    "/* nested /* coroutine fn */ */\n//! inner\n",
    "#!/usr/bin/env run\nfn a() {}\n",
    "\u{feff}fn a() {}\n",
    "fn a() {}\r\n\r\n\tfn b()\t{\r\n}\r\n",
    "fn   a ( ) { }",
    "const A: &str = \"coroutine fn a() { b.wait }\";",
    "const A: &str = r##\"coroutine fn \"# a\"##;",
    "const A: char = '\"'; const B: u8 = b'\\''; // coroutine fn",
    "fn coroutine(coroutine: u32) -> u32 { coroutine }",
    "struct Coroutine { coroutine: u32, wait: u32 } fn f(a: Coroutine) -> u32 { a.wait + a.coroutine }",
    "fn a(b: B) { b.wait; b.wait(); b.wait.wait }",
    "macro_rules! m { () => { \"coroutine fn a() {}\" }; (coroutine) => {} }",
    "m! { \"coroutine fn a() { b.wait }\" // coroutine fn\n }",
    "m!(r#\"coroutine fn a() { b.wait }\"#, coroutine, fn);",
    "#[doc = \"coroutine fn\"] fn a() {}",
    "#[m(coroutine fn a() {})] fn a() {}",
    "mod r#coroutine { pub fn r#fn() {} }",
    "fn a() { let coroutine = 1; let f: fn(u32) = b; }",
    "fn ö() { \"日本\"; } // 🦀",
    "fn a() {}\u{a0}",
    "async fn a() { b.await }",
];

#[test]
fn sources_without_coroutines_are_kept_as_they_are() {
    for source in KEPT {
        // A space that isn't Rust's makes a source wrong, not this test.
        if source.contains('\u{a0}') {
            answered(source);
            continue;
        }
        let rewritten =
            rewrite(source, Target::Polling).unwrap_or_else(|why| panic!("{source:?}: {why}"));
        assert_eq!(rewritten.text, *source);
        assert_eq!(rewritten.links, []);
    }
}

#[test]
fn broken_sources_are_refused() {
    let broken = [
        "coroutine",
        "coroutine fn",
        "coroutine fn a",
        "coroutine fn a(",
        "coroutine fn a()",
        "coroutine fn a();",
        "coroutine fn a() {",
        "coroutine fn a() { b.wait",
        "coroutine fn a() { b.wait. }",
        "coroutine fn a() { .wait }",
        "coroutine fn () {}",
        "coroutine coroutine fn a() {}",
        "coroutine async fn a() {}",
        "coroutine fn a() { 'a }",
        "coroutine fn a() { \"",
        "coroutine fn a() { r#\"\"",
        "coroutine fn a() { /* ",
        "coroutine fn a() { '\\u{110000}' }",
        "coroutine fn a() { 0x }",
        "coroutine fn a() -> { 1 }",
        "coroutine fn a<T() {}",
        "coroutine fn a(b) {}",
        "}",
        ")",
        "\0",
        "coroutine fn a() { \0 }",
        "coroutine fn a() {} \u{202e}",
    ];
    for source in broken {
        refused(source);
    }
}

#[test]
fn sources_cut_short_are_answered() {
    for (name, source) in sources("inputs") {
        let ends = source.char_indices().map(|(end, _)| end).step_by(37);
        assert!(ends.clone().count() > 5, "{name} is short");
        for end in ends {
            answered(&source[..end]);
        }
    }
}

#[test]
fn sources_with_words_out_of_place_are_answered() {
    let mut random = Random(9);
    for source in sources("inputs").values() {
        let words: Vec<&str> = source
            .split_inclusive(|c: char| !c.is_alphanumeric())
            .collect();
        for _ in 0..12 {
            let mut words = words.clone();
            for _ in 0..1 + random.below(3) {
                let at = random.below(words.len());
                let other = random.below(words.len());
                match random.below(3) {
                    0 => drop(words.remove(at)),
                    1 => words.swap(at, other),
                    _ => words.insert(at, words[other]),
                }
            }
            answered(&words.concat());
        }
    }
}

#[test]
fn line_ends_and_marks_at_the_start_change_nothing_else() {
    for (name, source) in sources("inputs") {
        let Ok(plain) = rewrite(&source, Target::Polling) else {
            continue;
        };
        let with_mark = rewrite(&format!("\u{feff}{source}"), Target::Polling);
        let with_mark = with_mark.unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(with_mark.text, format!("\u{feff}{}", plain.text), "{name}");
        assert_eq!(with_mark.links, plain.links, "{name}");
        let returns = rewrite(&source.replace('\n', "\r\n"), Target::Polling);
        let returns = returns.unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(returns.text.replace("\r\n", "\n"), plain.text, "{name}");
        assert_eq!(returns.links, plain.links, "{name}");
    }
}
