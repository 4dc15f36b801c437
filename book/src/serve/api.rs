//! What pages can ask for. Steps, programs on pages and exercises are looked up by name in the model:
//! nothing that a request says becomes part of a path.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use tokio::sync::broadcast::Receiver;

use super::app::App;
use super::guard::REWRITE;
use super::runs::AT_ONCE;
use super::sse::{self, Frame, Page};
use super::{
    body, coroutines, door, drafts, exercises, experiments, measurements, play, predictions,
    snippets,
};
use crate::model::{Exercise, Step};

/// A status and the one sentence that says why.
pub(super) type Refused = (StatusCode, String);

pub(super) type Names = Path<(String, String)>;
pub(super) type Answer = Result<Response, Refused>;

pub(super) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/api/state", get(state))
        .route("/api/events", get(events))
        .route("/api/run/{chapter}/{step}", post(run))
        .route("/api/stop/{chapter}/{step}", post(stop))
        .route("/api/try/run/{chapter}/{name}", post(experiments::run))
        .route("/api/try/stop/{chapter}/{name}", post(experiments::stop))
        .route("/api/measure/run/{chapter}/{name}", post(measurements::run))
        .route(
            "/api/measure/stop/{chapter}/{name}",
            post(measurements::stop),
        )
        .route("/api/snippet/run/{chapter}/{name}", post(snippets::run))
        .route("/api/snippet/stop/{chapter}/{name}", post(snippets::stop))
        .route(
            "/api/exercise/{chapter}/{slug}",
            get(exercises::read).put(exercises::save),
        )
        .route("/api/check/{chapter}/{slug}", post(check))
        .route("/api/hint/{chapter}/{slug}", post(exercises::hint))
        .route("/api/reset/{chapter}/{slug}", post(exercises::reset))
        .route("/api/solution/{chapter}/{slug}", post(exercises::solution))
        .route("/api/predict/{chapter}/{name}", post(predictions::answer))
        .route(REWRITE, post(coroutines::rewrite))
        .route("/api/drafts", get(drafts::read))
        .route("/api/draft/{chapter}/{name}", put(drafts::keep))
        .fallback(page)
        .layer(middleware::from_fn_with_state(app.clone(), door::guard))
        .with_state(app)
}

async fn page(
    State(app): State<Arc<App>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, "Pages can only be read.\n").into_response();
    }
    if uri.path().starts_with("/api/") {
        return (StatusCode::NOT_FOUND, "There is no such call.\n").into_response();
    }
    app.book().pages.answer(uri.path(), &headers)
}

async fn state(State(app): State<Arc<App>>) -> Answer {
    let read = app.hub.read();
    let state = app.state().await.map_err(broken)?;
    Ok(Json(app.hub.whole(read, &state)).into_response())
}

async fn events(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let (first, coming) = app.hub.join(last);
    let (page, response) = sse::stream();
    tokio::spawn(tell(app, page, first, coming));
    response
}

/// Until the page goes, the server ends, or the page is too far behind: then it connects again, and
/// is told what it has missed.
async fn tell(app: Arc<App>, page: Page, first: Vec<Frame>, mut coming: Receiver<Frame>) {
    for frame in first {
        // The page may have gone: the loop below finds out.
        let _ = page.send(frame).await;
    }
    loop {
        let frame = tokio::select! {
            frame = coming.recv() => frame,
            () = page.closed() => return,
            () = app.shutdown.cancelled() => return,
        };
        let Ok(frame) = frame else { return };
        if page.send(frame).await.is_err() {
            return;
        }
    }
}

async fn run(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let step = step(&app, names)?;
    body::read(body, body::FLAG).await?;
    let claim = app
        .runs
        .claim(&format!("run {}", step.id()))
        .map_err(|_| full())?;
    Ok(play::run(app, step, claim))
}

async fn stop(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let step = step(&app, names)?;
    body::read(body, body::FLAG).await?;
    app.runs.stop(&format!("run {}", step.id())).await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn check(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let exercise = exercise(&app, names)?;
    body::read(body, body::FLAG).await?;
    let claim = app
        .runs
        .claim(&format!("check {}", exercise.id()))
        .map_err(|_| full())?;
    Ok(play::check(app, exercise, claim))
}

/// The step that the two names of a path say.
fn step(app: &App, Path((chapter, name)): Names) -> Result<Step, Refused> {
    let book = app.book();
    let found = book.workspace.step(&format!("{chapter}/{name}")).cloned();
    found.ok_or_else(|| (StatusCode::NOT_FOUND, "There is no such step.\n".into()))
}

/// The exercise that the two names of a path say.
pub(super) fn exercise(app: &App, Path((chapter, slug)): Names) -> Result<Exercise, Refused> {
    let book = app.book();
    let found = book
        .workspace
        .exercise(&format!("{chapter}/{slug}"))
        .cloned();
    found.ok_or_else(|| (StatusCode::NOT_FOUND, "There is no such exercise.\n".into()))
}

/// What went wrong here and not in the request.
#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
pub(super) fn broken(error: anyhow::Error) -> Refused {
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}\n"))
}

/// As many runs as may go on are going on.
pub(super) fn full() -> Refused {
    let sentence = format!("{AT_ONCE} runs are going on: stop one of them first.\n");
    (StatusCode::TOO_MANY_REQUESTS, sentence)
}
