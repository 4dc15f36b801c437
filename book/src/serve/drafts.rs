//! Texts that pages hold and no file does yet: see [`crate::drafts`].

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;

use super::api::{Answer, Names, broken};
use super::app::App;
use super::body;
use crate::drafts::{self, Draft};

/// A text and what it was made from, which may be another text.
const BODY: usize = 2 * body::FILE;

pub(super) async fn read(State(app): State<Arc<App>>) -> Answer {
    let kept = app.blocking(|app| drafts::load(&app.root)).await;
    Ok(Json(kept.map_err(broken)?).into_response())
}

pub(super) async fn keep(
    State(app): State<Arc<App>>,
    Path((chapter, name)): Names,
    body: Body,
) -> Answer {
    let id = format!("{chapter}/{name}");
    let book = app.book();
    let is_of_file =
        book.workspace.exercise(&id).is_some() || book.workspace.snippet(&id).is_some();
    if !is_of_file && !book.pages.has_coroutine(&id) {
        let sentence = "There is no such exercise, program or coroutine.\n";
        return Err((StatusCode::NOT_FOUND, sentence.into()));
    }
    let draft: Draft = body::parse(&body::read(body, BODY).await?)?;
    let kept = app.blocking(move |app| drafts::keep(&app.root, &id, draft));
    kept.await.map_err(broken)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
