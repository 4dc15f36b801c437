//! The recording of a step or a program, as a page carries it for its timeline.
//!
//! It's a JSON array of the statements in `script.wb-recorded`; if some were left out, its last element is
//! `{"dropped": COUNT}`. The element's `data-sources` says where the page of each file is: the place of line 31 there
//! has the file's place, and `-L31` behind it.

use super::html::{escape, json_in_page};
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
        json_in_page(&array(&recording)?)
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
