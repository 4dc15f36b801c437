//! Waits that are only text: in strings, comments, URLs, and names. Здесь нет ожидания: .wait, coroutine fn.

use crate::drive::{all, run};
use crate::stage::{After, say};

fn address(text: &'static str) -> After<String> {
    After::new(1, format!("http://example.com/?a={text}&wait=1&b==2"))
}

// coroutine fn commented() { nothing.wait }
/* a block comment: coroutine fn commented() { nothing.wait } */

/// Tells how long to `.wait`: длинное объяснение — с тире и 漢字.
coroutine fn texts() -> String {
    // let a = "commented".wait;
    let url = address("x.wait").wait; // "an ending quote
    let schön = address("ä=ö").wait; /* .wait */ let ж: String = address("🦀").wait;
    say("coroutine fn f() { a.wait }");
    let raw: &'static str = r#"raw "x".wait "#;
    let bytes: &'static [u8] = b"\x00.wait";
    let mark: char = '"';
    let waited: String = address("wait").wait;
    format!("{url}\n{schön}\n{ж}\n{waited}{raw}{mark}{}", bytes.len())
}

pub fn check() {
    let text = run(texts());
    assert!(text.contains("?a=x.wait&wait=1&b==2\n"), "{text}");
    assert!(text.contains("?a=ä=ö&") && text.contains("?a=🦀&"), "{text}");
    assert!(text.ends_with("raw \"x\".wait \"6"), "{text}");
    all("texts", texts);
}
