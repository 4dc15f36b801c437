//! The recording of a step or a program, as a page carries it for its timeline.
//!
//! It's a JSON array of the statements in `script.wb-recorded`; if some were left out, its last element is
//! `{"dropped": COUNT}`. The element's `data-sources` says where the page of each file is: the place of line 31 there
//! has the file's place, and `-L31` behind it.

use super::html::escape;
use super::page::Page;
use super::whole;
use crate::recording::{Recording, Statement};
use anyhow::Result;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// The element for what lies in this file; nothing if nothing was recorded.
pub(super) fn element(page: &mut Page<'_>, file: &Path) -> Result<String> {
    let Some(recording) = Recording::read(file)? else {
        return Ok(String::new());
    };
    let mut sources = BTreeMap::new();
    for file in recording.statements.iter().filter_map(Statement::file) {
        if !sources.contains_key(file) && page.workspace.root.join(file).is_file() {
            page.files.insert(file.to_owned());
            sources.insert(file, page.link(&whole::target(file)));
        }
    }
    let sources = escape(&serde_json::to_string(&sources)?);
    Ok(format!(
        "<script type=\"application/json\" class=\"wb-recorded\" data-sources=\"{sources}\">{}</script>",
        inert(&array(&recording)?)
    ))
}

fn array(recording: &Recording) -> Result<String> {
    let mut all = Vec::new();
    for statement in &recording.statements {
        all.push(serde_json::to_value(statement)?);
    }
    if recording.dropped > 0 {
        all.push(json!({ "dropped": recording.dropped }));
    }
    Ok(serde_json::to_string(&all)?)
}

/// JSON in which nothing ends the element, and nothing is taken for one of mdBook's directives. Those letters stand
/// in strings only.
fn inert(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for letter in json.replace("{{", "{\\u007b").chars() {
        match letter {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => text.push(letter),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_recording_ends_its_element_and_it_reads_as_before() {
        let what = "</script> & {{#include x}} {{{ \u{2028} \n\n";
        let json = serde_json::to_string(&[what]).unwrap();
        let text = inert(&json);
        for letters in ["<", "&", "{{", "\u{2028}", "\n"] {
            assert!(!text.contains(letters), "{letters:?} is in {text}");
        }
        let back: Vec<String> = serde_json::from_str(&text).unwrap();
        assert_eq!(back, [what]);
    }
}
