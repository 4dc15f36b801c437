//! Request bodies: small, and here soon.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::StatusCode;
use serde::Deserialize;
use tokio_stream::Stream;

use super::api::Refused;

/// A reader's file with some room.
pub(super) const FILE: usize = 256 << 10;
/// Whatever says yes or no.
pub(super) const FLAG: usize = 1 << 10;

/// A page on this machine sends a file in no time.
const PATIENCE: Duration = Duration::from_secs(10);

/// The body, if it is no longer than `limit`.
pub(super) async fn read(body: Body, limit: usize) -> Result<Vec<u8>, Refused> {
    match tokio::time::timeout(PATIENCE, collect(body.into_data_stream(), limit)).await {
        Ok(bytes) => bytes,
        Err(_) => Err((
            StatusCode::REQUEST_TIMEOUT,
            "The request did not end in time.\n".into(),
        )),
    }
}

/// What a body says in JSON.
pub(super) fn parse<T: for<'a> Deserialize<'a>>(body: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(|error| {
        (
            StatusCode::BAD_REQUEST,
            format!("The request is not understood: {error}.\n"),
        )
    })
}

async fn collect(mut body: BodyDataStream, limit: usize) -> Result<Vec<u8>, Refused> {
    let too_long = || {
        let sentence = format!("The request is longer than {limit} bytes.\n");
        (StatusCode::PAYLOAD_TOO_LARGE, sentence)
    };
    // What is declared too long need not be read to be refused.
    if body.size_hint().0 > limit {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    while let Some(piece) = next(&mut body).await? {
        if bytes.len() + piece.len() > limit {
            return Err(too_long());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

async fn next(body: &mut BodyDataStream) -> Result<Option<Bytes>, Refused> {
    let piece = poll_fn(|cx| Pin::new(&mut *body).poll_next(cx)).await;
    piece
        .transpose()
        .map_err(|_| (StatusCode::BAD_REQUEST, "The request broke off.\n".into()))
}
