//! What happens before and after every request.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::app::App;
use super::entry;
use super::guard::Asked;
use super::peer::Peer;

/// Lets in what the guard admits, and tells the browser how to keep what it gets.
pub(super) async fn guard(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match refusal(&app, &request, peer) {
        None => with_cookie(&app, next.run(request).await),
        Some(refusal) => refusal,
    };
    let headers = response.headers_mut();
    for (name, value) in FOR_BROWSERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// What is answered without looking at what was asked for.
fn refusal(app: &App, request: &Request, peer: Peer) -> Option<Response> {
    let (uri, headers) = (request.uri(), request.headers());
    let admitted = app.guard.admits(Asked {
        method: request.method(),
        uri,
        headers,
        peer,
    });
    match admitted {
        Err(why) => Some((StatusCode::FORBIDDEN, format!("{why}\n")).into_response()),
        // A call that was admitted has the key.
        Ok(()) if uri.path().starts_with("/api/") => None,
        Ok(()) => entry::answer(&app.guard, uri, headers),
    }
}

/// A page renews the cookie, so a browser that reads keeps it.
fn with_cookie(app: &App, mut response: Response) -> Response {
    let headers = response.headers_mut();
    let is_page = headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if let (true, Ok(cookie)) = (is_page, app.guard.set_cookie().try_into()) {
        headers.insert(SET_COOKIE, cookie);
    }
    response
}

/// What keeps other sites from embedding, reading or guessing, pages from loading from elsewhere, and the
/// key in an address from being told to the next site.
const FOR_BROWSERS: [(&str, &str); 5] = [
    (
        "content-security-policy",
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; \
         frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];
