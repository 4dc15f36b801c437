//! How a browser gets in: with the key in the address, which it's given as a cookie, or with the cookie.
//!
//! A browser sends a `SameSite=Strict` cookie to a page that its reader asks for, and not when a page of
//! another site leads there. Such a link gets a page that asks for the same address again: that request
//! comes from this site, so the cookie goes with it.

use axum::http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::guard::Guard;
use super::key::{self, pairs};

/// Says that this page has asked for itself again.
const AGAIN: &str = "again";

/// What a request for a page gets before it gets the page; `None` if it gets the page.
pub(super) fn answer(guard: &Guard, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let cookie = guard.set_cookie();
    if guard.opens(uri) {
        let place = [(LOCATION, without_ours(uri)), (SET_COOKIE, cookie)];
        return Some((StatusCode::SEE_OTHER, place).into_response());
    }
    let again = pairs(uri).any(|(name, _)| name == AGAIN);
    if !guard.holds_key(headers) {
        return Some(closed(headers, again));
    }
    // A key of another start, or what the second request was made for: neither belongs in a bookmark.
    (again || key::claimed(uri).next().is_some())
        .then(|| (StatusCode::SEE_OTHER, [(LOCATION, without_ours(uri))]).into_response())
}

fn closed(headers: &HeaderMap, again: bool) -> Response {
    let from_elsewhere = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site");
    let page = if from_elsewhere && !again {
        include_str!("again.html")
    } else {
        include_str!("closed.html")
    };
    let html = [(CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::FORBIDDEN, html, page).into_response()
}

/// The same place of this server, without what only this file reads.
fn without_ours(uri: &Uri) -> String {
    let rest: Vec<_> = pairs(uri)
        .filter(|(name, _)| *name != key::NAME && *name != AGAIN)
        .map(|(name, value)| format!("{name}{}{value}", if value.is_empty() { "" } else { "=" }))
        .collect();
    // Two slashes, or one of each kind, would begin the name of another host.
    let path = uri.path().trim_start_matches(['/', '\\']);
    let mark = if rest.is_empty() { "" } else { "?" };
    format!("/{path}{mark}{}", rest.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_loses_the_key_and_nothing_else() {
        for (asked, kept) in [
            ("/?key=1", "/"),
            ("/ch04/one.html?key=1", "/ch04/one.html"),
            ("/?highlight=a+b&key=1&x", "/?highlight=a+b&x"),
            ("/?again&key=1&key=2", "/"),
            ("/?", "/"),
        ] {
            assert_eq!(without_ours(&asked.parse().unwrap()), kept);
        }
    }

    #[test]
    fn no_address_leads_to_another_host() {
        for asked in [
            "//evil.example/?key=1",
            "///evil.example/?key=1",
            "/%5c/evil.example?key=1",
        ] {
            let place = without_ours(&asked.parse().unwrap());
            assert!(
                place.starts_with('/') && !place.starts_with("//"),
                "{place}"
            );
            assert!(!place.starts_with("/\\"), "{place}");
        }
    }
}
