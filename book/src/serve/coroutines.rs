//! The page on which a reader edits a coroutine: its machine at each pause in their typing.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::api::{Answer, Refused};
use super::app::App;
use super::body;
use super::rewriting::Trouble;
use crate::coroutine::{self, LONGEST, TARGETS};

/// In JSON one byte of a text takes six at most.
const BODY: usize = 6 * LONGEST + 64;

#[derive(Debug, Deserialize)]
struct Asked {
    text: String,
    target: String,
}

/// A newer text of a page replaces an older one: the page hangs up, and a request that waits for its turn is dropped.
pub(super) async fn rewrite(State(app): State<Arc<App>>, body: Body) -> Answer {
    let Asked { text, target } = asked(&read(body).await?)?;
    let target = coroutine::target(&target).ok_or_else(unknown_target)?;
    let machine = app.rewriting.rewrite(text, target).await.map_err(trouble)?;
    Ok(Json(machine).into_response())
}

async fn read(body: Body) -> Result<Vec<u8>, Refused> {
    match body::read(body, BODY).await {
        Err((StatusCode::PAYLOAD_TOO_LARGE, _)) => Err(too_long()),
        other => other,
    }
}

fn asked(body: &[u8]) -> Result<Asked, Refused> {
    let asked: Asked = body::parse(body)?;
    if asked.text.len() > LONGEST {
        return Err(too_long());
    }
    Ok(asked)
}

fn too_long() -> Refused {
    let sentence = format!(
        "The text is longer than {} KiB, which is as long as one may be.\n",
        LONGEST >> 10
    );
    (StatusCode::PAYLOAD_TOO_LARGE, sentence)
}

fn unknown_target() -> Refused {
    let names = TARGETS.map(|(name, _)| name).join(", ");
    let sentence = format!("There is no such target; there are {names}.\n");
    (StatusCode::BAD_REQUEST, sentence)
}

fn trouble(trouble: Trouble) -> Refused {
    match trouble {
        Trouble::Panicked => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "corofy panicked on this text. That's a bug in corofy.\n".into(),
        ),
        Trouble::TooSlow => (
            StatusCode::SERVICE_UNAVAILABLE,
            "corofy didn't answer in time. Change the text to try again.\n".into(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_as_long_as_one_may_be_is_taken_however_it_is_written() {
        for letter in ["a", "\"", "\u{1}"] {
            let body = |count: usize| {
                let text = letter.repeat(count);
                serde_json::json!({ "text": text, "target": "polling" }).to_string()
            };
            assert!(body(LONGEST).len() <= BODY);
            assert!(asked(body(LONGEST).as_bytes()).is_ok());
            let longer = asked(body(LONGEST + 1).as_bytes()).unwrap_err();
            assert_eq!(longer.0, StatusCode::PAYLOAD_TOO_LARGE);
        }
        assert_eq!(asked(b"{}").unwrap_err().0, StatusCode::BAD_REQUEST);
    }
}
