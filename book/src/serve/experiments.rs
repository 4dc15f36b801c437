//! Experiments: both runs in one response, without the change and then with it. What is changed is
//! what the experiment's file says; a request has no say in it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::sync::mpsc;

use super::api::{Answer, Names, Refused, full};
use super::app::App;
use super::body;
use super::play::{WAITING, end_payload, no_run, relay};
use super::runs::Claim;
use super::sse::{self, Frame, Page};
use crate::experiment::{self, Found, Side};
use crate::model::Experiment;
use crate::run::{End, Status, Stop};

pub(super) async fn run(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let experiment = named(&app, names)?;
    body::read(body, body::FLAG).await?;
    let claim = app.runs.claim(&run_of(&experiment)).map_err(|_| full())?;
    Ok(play(app, experiment, claim))
}

pub(super) async fn stop(State(app): State<Arc<App>>, names: Names, body: Body) -> Answer {
    let experiment = named(&app, names)?;
    body::read(body, body::FLAG).await?;
    app.runs.stop(&run_of(&experiment)).await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The experiment that the two names of a path say.
fn named(app: &App, Path((chapter, name)): Names) -> Result<Experiment, Refused> {
    let book = app.book();
    let id = format!("{chapter}/{name}");
    let found = book.workspace.experiment(&id).cloned();
    found.ok_or_else(|| {
        (
            StatusCode::NOT_FOUND,
            "There is no such experiment.\n".into(),
        )
    })
}

fn run_of(experiment: &Experiment) -> String {
    format!("try {}", experiment.id())
}

/// Runs both sides when it is their turn.
fn play(app: Arc<App>, experiment: Experiment, claim: Claim) -> Response {
    let (page, response) = sse::stream();
    tokio::spawn(async move {
        let stop = claim.stop();
        let turn = claim.turn().await;
        for side in [Side::Before, Side::After] {
            let stopped = turn.is_none() || stop.is_cancelled();
            let (end, found) = if stopped {
                (no_run(Status::Stopped), Found::default())
            } else {
                one(&app, &experiment, side, &page, &stop).await
            };
            // The page may have gone.
            let _ = page.send(end_frame(&experiment, side, &end, &found)).await;
        }
        drop((turn, claim));
    });
    response
}

/// Runs a side; what the frames after its name are about.
async fn one(
    app: &App,
    experiment: &Experiment,
    side: Side,
    page: &Page,
    stop: &Stop,
) -> (End, Found) {
    let _ = page
        .send(Frame::new("side", &json!({ "side": name(side) })))
        .await;
    let book = app.book();
    let (events, coming) = mpsc::channel(WAITING);
    let mut found = Found::default();
    let running = experiment::run(&book.workspace, experiment, side, &[], stop.clone(), events);
    let relaying = relay(coming, page, stop, |event| found.event(event));
    let (end, ()) = tokio::join!(running, relaying);
    (end, found)
}

fn end_frame(experiment: &Experiment, side: Side, end: &End, found: &Found) -> Frame {
    let mut payload = end_payload(end);
    payload["side"] = json!(name(side));
    if let Some(is) = found.is(experiment) {
        payload["is"] = json!(is);
        payload["text"] = json!(found.sentence(experiment));
    }
    let doing = found.when_stopped(experiment);
    payload["doing"] = json!(doing.lines().collect::<Vec<_>>());
    if side == Side::After {
        payload["problem"] = json!(found.problem(experiment));
    }
    Frame::new("end", &payload)
}

fn name(side: Side) -> &'static str {
    match side {
        Side::Before => "before",
        Side::After => "after",
    }
}
