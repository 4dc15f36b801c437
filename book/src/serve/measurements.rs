//! Programs that measure the reader's machine. One measures at a time: two would measure each other.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;

use super::api::{Answer, Names, Refused, full};
use super::app::App;
use super::{body, play};
use crate::model::Measurement;

/// The run of every one of them: a new one stops the one before.
const RUN: &str = "measure";

pub(super) async fn run(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let measurement = named(&app, names)?;
    body::read(body, body::FLAG).await?;
    let claim = app.runs.claim(RUN).map_err(|_| full())?;
    Ok(play::measure(app, measurement, claim))
}

pub(super) async fn stop(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    named(&app, names)?;
    body::read(body, body::FLAG).await?;
    app.runs.stop(RUN).await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The program that the two names of a path say.
fn named(app: &App, Path((chapter, name)): Names) -> Result<Measurement, Refused> {
    let book = app.book();
    let id = format!("{chapter}/{name}");
    let found = book.workspace.measurement(&id).cloned();
    found.ok_or_else(|| {
        (
            StatusCode::NOT_FOUND,
            "There is no such measurement.\n".into(),
        )
    })
}
