//! `{{#moving ch09/moving}}`: a coroutine at one of two places. The reader polls it, and moves it from one to the other.
//!
//! The page carries what the chapter's test recorded, in `script.wb-moments`, and what rustc says of the move of a pinned
//! coroutine. Without a script, a table shows one move.

use super::html::{escape, json_in_page};
use super::page::Page;
use super::{compiler, source};
use crate::model::Is;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

/// What of a recording is read here. The script reads the rest.
#[derive(Deserialize)]
struct Recording {
    /// The experiment that moves a pinned coroutine.
    refused: String,
    fields: Vec<Field>,
    /// The moments of a coroutine that isn't moved: before the first poll, and after each poll.
    stays: Vec<Moment>,
    /// The moments from the move on, of one that's moved before its first poll, of one that's moved after it, and so on.
    moved: Vec<Vec<Moment>>,
}

#[derive(Deserialize)]
struct Field {
    name: String,
    offset: usize,
    words: Vec<Word>,
}

#[derive(Deserialize)]
struct Word {
    name: String,
    offset: usize,
}

#[derive(Deserialize)]
struct Moment {
    state: String,
    a: Held,
    b: Option<Held>,
}

/// What the bytes at a place hold.
#[derive(Deserialize)]
struct Held {
    capacity: usize,
    length: usize,
    pointer: Option<usize>,
    writer: Option<String>,
}

pub(super) fn expand(page: &mut Page<'_>, folder: &str) -> Result<String> {
    let file = format!("{folder}/recorded.json");
    let text = source::read(page.workspace, &file)?;
    let recording: Recording = serde_json::from_str(&text).context(file.clone())?;
    let whole: Value = serde_json::from_str(&text)?;
    let refusal = refusal(page, &recording.refused)?;
    let table = table(&recording).with_context(|| {
        format!("{file} has no coroutine that's moved after its first poll and polled again")
    })?;
    let id = page.id("moving");
    Ok(format!(
        "<section class=\"wb-moving\" id=\"{id}\" aria-label=\"A coroutine that can be moved\">\
         <header class=\"wb-bar\"><span class=\"wb-name\">A coroutine that can be moved</span>\
         <span class=\"wb-controls\"></span></header>\
         <div class=\"wb-stage\" hidden></div><p class=\"wb-happened\" hidden></p>\
         <pre class=\"wb-output wb-no-move\" tabindex=\"0\" aria-label=\"What rustc says\" hidden>{refusal}</pre>\
         {table}\
         <p class=\"wb-recorded-how\">Recorded from step b’s coroutine, on 64-bit Linux. The recording program keeps A’s \
         memory until it ends, so its writes to A are defined. In step c, the memory at A belongs to a function that has returned.</p>\
         <script type=\"application/json\" class=\"wb-moments\">{}</script></section>\n",
        json_in_page(&serde_json::to_string(&whole)?),
    ))
}

/// What rustc says of the move of a pinned coroutine, as it's pinned.
fn refusal(page: &Page<'_>, id: &str) -> Result<String> {
    let experiment = page.workspace.find_experiment(id)?;
    if experiment.outcome.is != Is::CompileError {
        bail!("the experiment {id} must be a move that doesn't compile");
    }
    let pinned = experiment.pinned()?;
    let said = pinned.split_once('\n').map_or("", |(_, said)| said);
    Ok(compiler::lines(said.trim_start_matches('\n')))
}

/// The move after the first poll, for a reader without scripts. `None` if it wasn't recorded.
fn table(recording: &Recording) -> Option<String> {
    let before = recording.stays.get(1)?;
    let [moved, polled, ..] = recording.moved.get(1)?.as_slice() else {
        return None;
    };
    let columns = [
        ("At A, polled once", &before.a),
        ("At B, moved", moved.b.as_ref()?),
        ("At B, polled again", polled.b.as_ref()?),
        ("Left at A", &polled.a),
    ];
    let heads = columns.map(|(head, _)| format!("<th scope=\"col\">{head}</th>"));
    let helds = columns.map(|(_, held)| held);
    let rows: String = recording
        .fields
        .iter()
        .flat_map(|field| rows(field, helds))
        .collect();
    let states = [&before.state, &moved.state, &polled.state].map(|state| cell(state));
    Some(format!(
        "<table class=\"wb-moved\"><caption>The coroutine’s bytes, by their offsets</caption>\
         <thead><tr><th scope=\"col\">bytes</th>{}</tr></thead><tbody>{rows}\
         <tr><th scope=\"row\">state</th>{}<td>gone</td></tr></tbody></table>",
        heads.concat(),
        states.concat()
    ))
}

/// A row for each word of a field.
fn rows(field: &Field, helds: [&Held; 4]) -> Vec<String> {
    let row = |word: &Word| {
        let cells = helds.map(|held| cell(&value(&field.name, &word.name, held)));
        let name = match field.words.len() {
            1 => field.name.clone(),
            _ => format!("{}’s {}", field.name, word.name),
        };
        format!(
            "<tr><th scope=\"row\">+{} {}</th>{}</tr>",
            field.offset + word.offset,
            escape(&name),
            cells.concat()
        )
    };
    field.words.iter().map(row).collect()
}

/// A word as a reader sees it. `theme/places.js` does the same.
fn value(field: &str, word: &str, held: &Held) -> String {
    match (field, word) {
        ("writer", _) => held.writer.clone().unwrap_or_else(|| "None".to_owned()),
        (_, "capacity") => held.capacity.to_string(),
        (_, "length") => held.length.to_string(),
        _ => held.pointer.map_or("none", |_| "heap").to_owned(),
    }
}

fn cell(text: &str) -> String {
    format!("<td>{}</td>", escape(text))
}
