//! A run or a check behind a response: its events go to the page as they come, and it ends when the
//! page goes.

use std::sync::Arc;

use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::app::App;
use super::markdown;
use super::runs::Claim;
use super::sse::{self, Frame, Page};
use crate::check::{self, Outcome, Verdict};
use crate::exercise;
use crate::model::{Exercise, Measurement, Snippet, Step};
use crate::run::{self, End, Event, Limits, Status, Stop, Stream};

/// How many events wait between a program and the page. After that the program waits.
pub(super) const WAITING: usize = 64;

/// Runs a step; the response carries what happens.
pub(super) fn run(app: Arc<App>, step: Step, claim: Claim) -> Response {
    play(claim, |stop, events| async move {
        run::run(&step, &app.root, Limits::default(), stop, events).await
    })
}

/// Runs a program from a page, or what its reader made of it.
pub(super) fn run_snippet(
    app: Arc<App>,
    snippet: Snippet,
    text: Option<String>,
    claim: Claim,
) -> Response {
    play(claim, |stop, events| async move {
        let limits = Limits::of_snippet();
        run::run_snippet(&snippet, text, &app.root, limits, stop, events).await
    })
}

/// Measures; the response carries what happens.
pub(super) fn measure(app: Arc<App>, measurement: Measurement, claim: Claim) -> Response {
    play(claim, |stop, events| async move {
        run::run_measurement(&measurement, &app.root, stop, events).await
    })
}

/// Runs something when it is its turn.
fn play<Running: Future<Output = End> + Send>(
    claim: Claim,
    run: impl FnOnce(Stop, mpsc::Sender<Event>) -> Running + Send + 'static,
) -> Response {
    let (page, response) = sse::stream();
    tokio::spawn(async move {
        let (events, coming) = mpsc::channel(WAITING);
        let stop = claim.stop();
        let running = async {
            let turn = claim.turn().await;
            let end = match turn {
                Some(_) => run(stop.clone(), events).await,
                None => no_run(Status::Stopped),
            };
            drop((turn, claim));
            end
        };
        let (end, ()) = tokio::join!(running, relay(coming, &page, &stop, |_| ()));
        // The page may have gone.
        let _ = page.send(end_frame(&end)).await;
    });
    response
}

/// Checks an exercise; the response carries what happens, and the verdict; or an end, if there was none.
pub(super) fn check(app: Arc<App>, exercise: Exercise, claim: Claim) -> Response {
    let (page, response) = sse::stream();
    tokio::spawn(async move {
        let (events, coming) = mpsc::channel(WAITING);
        let stop = claim.stop();
        let book = app.book();
        let checking = async {
            let turn = claim.turn().await;
            let verdict = match turn {
                Some(_) => {
                    Some(check::check(&book.workspace, &exercise, stop.clone(), events).await)
                }
                None => None,
            };
            drop((turn, claim));
            verdict
        };
        let (verdict, ()) = tokio::join!(checking, relay(coming, &page, &stop, |_| ()));
        app.announce_state().await;
        let last = match verdict {
            Some(Ok(verdict)) => verdict_frame(&verdict, &exercise),
            Some(Err(_)) if stop.is_cancelled() => end_frame(&no_run(Status::Stopped)),
            Some(Err(error)) => end_frame(&no_run(Status::Failed(format!("{error:#}")))),
            None => end_frame(&no_run(Status::Stopped)),
        };
        let _ = page.send(last).await;
    });
    response
}

/// Hands events on until there are no more. Stops the run when the page has gone; a page that is
/// there but does not read holds up the run, never its end.
pub(super) async fn relay(
    mut events: mpsc::Receiver<Event>,
    page: &Page,
    stop: &Stop,
    mut heard: impl FnMut(&Event),
) {
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            () = page.closed(), if !stop.is_cancelled() => {
                stop.cancel();
                continue;
            }
        };
        let Some(event) = event else { return };
        heard(&event);
        let Some(frame) = frame(&event) else { continue };
        tokio::select! {
            biased;
            sent = page.send(frame.clone()) => if sent.is_err() { stop.cancel() },
            () = stop.cancelled() => {}
        }
    }
}

/// `None` for the end, which is sent when it is certain that nothing is left.
fn frame(event: &Event) -> Option<Frame> {
    Some(match event {
        Event::Progress { text, done, total } => Frame::new(
            "progress",
            &json!({ "text": text, "done": done, "total": total }),
        ),
        Event::Compiler(text) => Frame::new("compiler", &json!({ "text": text })),
        Event::Started => Frame::new("started", &json!({})),
        Event::Line {
            at_ms,
            stream,
            text,
        } => {
            let stream = match stream {
                Stream::Out => "out",
                Stream::Err => "err",
            };
            Frame::new(
                "line",
                &json!({ "at": at_ms, "stream": stream, "text": text }),
            )
        }
        Event::Channel { at_ms, line } => {
            Frame::new("trace", &run::statement_for_page(*at_ms, line)?)
        }
        Event::Ended(_) => return None,
    })
}

pub(super) fn no_run(status: Status) -> End {
    End { at_ms: 0.0, status }
}

/// As the tool's other half knows it, except for the authors' Markdown; and the reference for a reader who
/// has solved the exercise.
fn verdict_frame(verdict: &Verdict, exercise: &Exercise) -> Frame {
    let mut payload = json!(verdict);
    if verdict.outcome == Outcome::Solved
        && let Ok(compared) = exercise::compare(exercise)
    {
        payload["reference"] = json!(compared);
    }
    if let Some(after) = &verdict.after {
        payload["after"] = json!(markdown::to_html(after));
    }
    Frame::new("verdict", &payload)
}

fn end_frame(end: &End) -> Frame {
    Frame::new("end", &end_payload(end))
}

pub(super) fn end_payload(end: &End) -> Value {
    json!({
        "at": end.at_ms,
        "status": end.status.word(),
        "code": end.status.code(),
        "signal": end.status.signal(),
        "text": end.status.sentence(),
    })
}
