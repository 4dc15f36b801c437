//! Programs on pages: run as the page has them, or as its reader edited them.
//!
//! A text runs as the reader, with all that they may do, as an exercise of theirs does: what matters is
//! that nobody else has it run. The guard sees to that; a compiler or a program that does not end is
//! stopped as every run is.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::api::{Answer, Names, Refused, full};
use super::app::App;
use super::{body, play};
use crate::model::Snippet;
use crate::scratch::LONGEST;

/// In JSON one byte of a text takes six at most.
const BODY: usize = 6 * LONGEST + 64;

#[derive(Debug, Deserialize)]
struct Edited {
    text: String,
}

pub(super) async fn run(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let snippet = named(&app, names)?;
    let text = text(&read(body).await?)?;
    let claim = app.runs.claim(&run_of(&snippet)).map_err(|_| full())?;
    Ok(play::run_snippet(app, snippet, text, claim))
}

pub(super) async fn stop(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let snippet = named(&app, names)?;
    body::read(body, body::FLAG).await?;
    app.runs.stop(&run_of(&snippet)).await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The program that the two names of a path say.
fn named(app: &App, Path((chapter, name)): Names) -> Result<Snippet, Refused> {
    let book = app.book();
    let id = format!("{chapter}/{name}");
    let found = book.workspace.snippet(&id).cloned();
    found.ok_or_else(|| (StatusCode::NOT_FOUND, "There is no such program.\n".into()))
}

/// Names are unique, so that no step's run is taken for it.
fn run_of(snippet: &Snippet) -> String {
    format!("run {}", snippet.id())
}

async fn read(body: Body) -> Result<Vec<u8>, Refused> {
    match body::read(body, BODY).await {
        Err((StatusCode::PAYLOAD_TOO_LARGE, _)) => Err(too_long()),
        other => other,
    }
}

/// What the reader edited; `None` for the page's own text.
fn text(body: &[u8]) -> Result<Option<String>, Refused> {
    if body.is_empty() {
        return Ok(None);
    }
    let Edited { text } = body::parse(body)?;
    if text.len() > LONGEST {
        return Err(too_long());
    }
    Ok(Some(text))
}

fn too_long() -> Refused {
    let sentence = format!(
        "The program is longer than {} KiB, which is as long as one may be.\n",
        LONGEST >> 10
    );
    (StatusCode::PAYLOAD_TOO_LARGE, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(text: &str) -> Result<Option<usize>, StatusCode> {
        let body = serde_json::json!({ "text": text }).to_string();
        assert!(body.len() <= BODY || text.len() > LONGEST);
        let text = super::text(body.as_bytes());
        text.map(|text| text.map(|text| text.len()))
            .map_err(|(status, _)| status)
    }

    #[test]
    fn a_program_as_long_as_one_may_be_is_taken_however_it_is_written() {
        for letter in ["a", "\"", "\u{1}"] {
            assert_eq!(status(&letter.repeat(LONGEST)), Ok(Some(LONGEST)));
            let longer = status(&letter.repeat(LONGEST + 1));
            assert_eq!(longer, Err(StatusCode::PAYLOAD_TOO_LARGE));
        }
        assert_eq!(text(b""), Ok(None));
        assert_eq!(text(b"{}").unwrap_err().0, StatusCode::BAD_REQUEST);
    }
}
