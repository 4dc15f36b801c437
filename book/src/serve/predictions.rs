//! What the reader answers to the questions on the pages.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::api::{Answer, Names, Refused, broken};
use super::app::App;
use super::body;
use crate::model::Prediction;
use crate::progress::Progress;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    /// The line of the choice; none takes the answer back.
    line: Option<String>,
}

pub(super) async fn answer(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let asked = named(&app, names)?;
    let Answered { line } = body::parse(&body::read(body, body::FLAG).await?)?;
    if let Some(line) = &line
        && !asked.choices.iter().any(|choice| choice.line == *line)
    {
        let sentence = "This question has no such answer; reload the page.\n";
        return Err((StatusCode::BAD_REQUEST, sentence.into()));
    }
    let kept = app.blocking(move |app| Progress::predict(&app.root, &asked.id(), line.as_deref()));
    kept.await.map_err(broken)?;
    app.announce_state().await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The question that the two names of a path say.
fn named(app: &App, Path((chapter, name)): Names) -> Result<Prediction, Refused> {
    let book = app.book();
    let id = format!("{chapter}/{name}");
    let found = book.workspace.prediction(&id).cloned();
    found.ok_or_else(|| (StatusCode::NOT_FOUND, "There is no such question.\n".into()))
}
