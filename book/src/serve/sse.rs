//! Server-sent events: a named event with a JSON payload, one after the other in a response that stays open.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use serde::Serialize;
use tokio::sync::mpsc;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_stream::Stream;

/// How many events wait for a page that reads slowly; then whoever sends them waits.
const WAITING: usize = 64;
/// How often an idle stream says that it is alive, which also finds out that the other end is not.
const BEAT: Duration = Duration::from_secs(15);

/// One event in the form in which it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame(Bytes);

impl Frame {
    /// JSON has no line breaks of its own, so that the payload is one `data` line.
    pub(super) fn new(event: &str, payload: &impl Serialize) -> Self {
        let json = serde_json::to_string(payload).expect("the payloads have only string keys");
        Self(format!("event: {event}\ndata: {json}\n\n").into())
    }

    /// With what a browser sends back as `Last-Event-ID` when it connects again.
    pub(super) fn with_id(self, id: &str) -> Self {
        Self([format!("id: {id}\n").as_bytes(), &self.0].concat().into())
    }
}

/// The end that sends. It can tell that the page has gone: see [`mpsc::Sender::closed`].
pub(super) type Page = mpsc::Sender<Frame>;

/// A response that carries what is sent to the `Page`, until it is dropped.
pub(super) fn stream() -> (Page, Response) {
    let (page, frames) = mpsc::channel(WAITING);
    let mut beat = tokio::time::interval_at(tokio::time::Instant::now() + BEAT, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
    ];
    let body = Body::from_stream(Frames { frames, beat });
    (page, (headers, body).into_response())
}

struct Frames {
    frames: mpsc::Receiver<Frame>,
    beat: Interval,
}

impl Stream for Frames {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(frame) = self.frames.poll_recv(cx) {
            return Poll::Ready(frame.map(|frame| Ok(frame.0)));
        }
        self.beat
            .poll_tick(cx)
            .map(|_| Some(Ok(Bytes::from_static(b": still here\n\n"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_with_line_breaks_stays_one_data_line() {
        let frame = Frame::new("line", &serde_json::json!({ "text": "a\nb\r\n\nevent: x" }));
        let text = String::from_utf8(frame.0.to_vec()).unwrap();
        assert_eq!(
            text,
            "event: line\ndata: {\"text\":\"a\\nb\\r\\n\\nevent: x\"}\n\n"
        );
    }

    #[test]
    fn an_id_comes_before_the_event() {
        let frame = Frame::new("reload", &()).with_id("a-1");
        assert_eq!(&frame.0[..], b"id: a-1\nevent: reload\ndata: null\n\n");
    }
}
