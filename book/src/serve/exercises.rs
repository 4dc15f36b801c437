//! The reader's files: read, save, hints, reset, the reference.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::json;

use super::api::{Answer, Names, broken, exercise as named};
use super::app::App;
use super::{body, markdown};
use crate::exercise::{self, Hints, Saved};
use crate::progress::Progress;

pub(super) async fn read(State(app): State<Arc<App>>, names: Names) -> Answer {
    let found = named(&app, names)?;
    let answer = app.blocking(move |app| {
        let (text, version) = exercise::read(&found)?;
        let hints = exercise::hints(&app.root, &found)?;
        Ok(json!({
            "id": found.id(),
            "text": text,
            "version": version,
            "state": Progress::load(&app.root)?.of(&found.id()).state,
            "hints": html(&hints),
            "hintsTotal": hints.total,
            "file": app.book().workspace.relative(&found.file),
        }))
    });
    Ok(Json(answer.await.map_err(broken)?).into_response())
}

#[derive(Debug, Deserialize)]
struct Save {
    text: String,
    version: String,
}

pub(super) async fn save(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let found = named(&app, names)?;
    let Save { text, version } = body::parse(&body::read(body, body::FILE).await?)?;
    let saved = app.blocking(move |_| exercise::save(&found, &text, &version));
    Ok(match saved.await.map_err(broken)? {
        Saved::Version(version) => Json(json!({ "version": version })).into_response(),
        Saved::Conflict { text, version } => {
            let found = json!({ "text": text, "version": version });
            (StatusCode::CONFLICT, Json(found)).into_response()
        }
    })
}

pub(super) async fn hint(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let found = named(&app, names)?;
    body::read(body, body::FLAG).await?;
    let answer = app.blocking(move |app| {
        let hints = exercise::hint(&app.root, &found)?;
        Ok(json!({ "hints": html(&hints), "hintsTotal": hints.total }))
    });
    let answer = answer.await.map_err(broken)?;
    app.announce_state().await;
    Ok(Json(answer).into_response())
}

pub(super) async fn reset(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let found = named(&app, names)?;
    body::read(body, body::FLAG).await?;
    let answer = app.blocking(move |app| {
        let backup = exercise::reset(&found)?;
        let (text, version) = exercise::read(&found)?;
        let backup = backup.map(|backup| app.book().workspace.relative(&backup));
        Ok(json!({ "text": text, "version": version, "backup": backup }))
    });
    Ok(Json(answer.await.map_err(broken)?).into_response())
}

#[derive(Debug, Default, Deserialize)]
struct Solution {
    #[serde(default)]
    force: bool,
}

pub(super) async fn solution(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let found = named(&app, names)?;
    let body = body::read(body, body::FLAG).await?;
    let Solution { force } = if body.is_empty() {
        Solution::default()
    } else {
        body::parse(&body)?
    };
    let solution = app.blocking(move |app| {
        let text = exercise::solution(&app.root, &found, force)?;
        // A reader who insists hasn't written it yet: there is nothing to compare. And a reader's file that is
        // gone doesn't keep the reference away.
        let compared = (!force).then(|| exercise::compare(&found).ok()).flatten();
        Ok(text.map(|text| json!({ "text": text, "compared": compared })))
    });
    match solution.await.map_err(broken)? {
        Some(answer) => Ok(Json(answer).into_response()),
        None => Err((StatusCode::FORBIDDEN, "Solve it first, or insist.\n".into())),
    }
}

fn html(hints: &Hints) -> Vec<String> {
    hints
        .shown
        .iter()
        .map(|hint| markdown::to_html(hint))
        .collect()
}
