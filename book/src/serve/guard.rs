//! Who may talk to this server: the pages that it served itself, in its reader's browser on this machine.
//!
//! It runs programs, so it refuses a request unless every sign says that the request comes from there.
//! The peer's user keeps out other users of the machine, where the system names them. `Host` keeps out a
//! foreign name that resolves to 127.0.0.1 (DNS rebinding). `Origin` and `Sec-Fetch-Site` keep out other
//! sites' scripts and forms. The key, in the printed address and then in a cookie, keeps out every program
//! that hasn't been given it: see `key`.

use axum::http::header::{COOKIE, HOST, HeaderName, ORIGIN};
use axum::http::{HeaderMap, Method, Uri};

use super::key::{self, Key};
use super::peer::{Peer, User};

const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The call that has a coroutine rewritten. Its answer is computed from what was sent, and nothing is run or written: a
/// server that is read-only has it too.
pub(super) const REWRITE: &str = "/api/corofy";

/// What the guard of one server knows.
#[derive(Debug)]
pub(super) struct Guard {
    hosts: Vec<String>,
    cookie: String,
    key: Key,
    read_only: bool,
}

/// What of a request the guard looks at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) method: &'a Method,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    pub(super) peer: Peer,
}

impl Guard {
    pub(super) fn new(port: u16, key: Key, read_only: bool) -> Self {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        let mut hosts: Vec<_> = names.iter().map(|name| format!("{name}:{port}")).collect();
        if port == 80 {
            hosts.extend(names.map(String::from));
        }
        Self {
            hosts,
            cookie: format!("workbook-{port}"),
            key,
            read_only,
        }
    }

    /// The header that gives a browser the key. The name holds the port, because a cookie reaches every
    /// port of a machine.
    pub(super) fn set_cookie(&self) -> String {
        let (name, key, age) = (&self.cookie, self.key.token.as_str(), self.key.max_age());
        format!("{name}={key}; Path=/; HttpOnly; SameSite=Strict{age}")
    }

    /// Whether the address that was asked for carries the key.
    pub(super) fn opens(&self, uri: &Uri) -> bool {
        key::claimed(uri).any(|claimed| self.key.token.is(claimed.as_bytes()))
    }

    /// `Err` holds the one sentence that says why not.
    pub(super) fn admits(&self, asked: Asked<'_>) -> Result<(), &'static str> {
        if !asked.peer.address.ip().to_canonical().is_loopback() {
            return Err("This server answers only to its own machine.");
        }
        if asked.peer.user == User::Other {
            return Err("This server answers only to the user who started it.");
        }
        let host = self.host(asked)?;
        let reads = matches!(*asked.method, Method::GET | Method::HEAD);
        let is_call = asked.uri.path().starts_with("/api/");
        match only(asked.headers, &SEC_FETCH_SITE)? {
            None | Some("same-origin") => {}
            Some("none") if reads => {}
            // A link on a course's page, followed in the open: it shows the page to the reader alone.
            Some(_) if reads && !is_call && is_followed_link(asked.headers)? => {}
            Some(_) => return Err("This request was made by another site's page."),
        }
        match only(asked.headers, &ORIGIN)? {
            Some(origin) if origin.strip_prefix("http://") == Some(host) => {}
            Some(_) => return Err("This request comes from another origin."),
            None if reads => {}
            None => return Err("This request does not say which origin it comes from."),
        }
        if self.read_only && !reads && asked.uri.path() != REWRITE {
            return Err("This server was started with --read-only.");
        }
        if is_call && !self.holds_key(asked.headers) {
            return Err(
                "The book's server doesn't know this browser: open the address that cargo run printed.",
            );
        }
        Ok(())
    }

    fn host<'a>(&self, asked: Asked<'a>) -> Result<&'a str, &'static str> {
        const WRONG: &str = "This server answers only to its own address.";
        let host = only(asked.headers, &HOST)?.ok_or(WRONG)?;
        // `GET http://other/ HTTP/1.1` names a host in two places.
        let named = asked
            .uri
            .authority()
            .map(axum::http::uri::Authority::as_str);
        if self.hosts.iter().any(|own| own == host) && named.is_none_or(|named| named == host) {
            Ok(host)
        } else {
            Err(WRONG)
        }
    }

    /// Whether the browser was given the key.
    pub(super) fn holds_key(&self, headers: &HeaderMap) -> bool {
        let pairs = headers
            .get_all(COOKIE)
            .iter()
            .flat_map(|value| value.as_bytes().split(|&byte| byte == b';'));
        pairs
            .filter_map(|pair| {
                pair.trim_ascii()
                    .strip_prefix(self.cookie.as_bytes())?
                    .strip_prefix(b"=")
            })
            .any(|claimed| self.key.token.is(claimed))
    }
}

/// Whether the browser says that it opens a page of its own for this, and no frame of another's.
fn is_followed_link(headers: &HeaderMap) -> Result<bool, &'static str> {
    let opens_page = only(headers, &SEC_FETCH_DEST)? == Some("document");
    Ok(opens_page && only(headers, &SEC_FETCH_MODE)? == Some("navigate"))
}

/// The header's value if it is there; said twice, or not in ASCII, it is no browser's.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, &'static str> {
    const ODD: &str = "This request has a header that no browser sends.";
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(ODD);
    }
    first
        .map(|value| value.to_str().map_err(|_| ODD))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const PAGE: &str = "http://127.0.0.1:3000";

    struct Request {
        method: Method,
        uri: Uri,
        headers: HeaderMap,
        peer: &'static str,
        user: User,
    }

    fn request(method: Method, uri: &'static str, headers: &[(&'static str, &str)]) -> Request {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        Request {
            method,
            uri: Uri::from_static(uri),
            headers: map,
            peer: "127.0.0.1:50000",
            user: User::Own,
        }
    }

    fn verdict(guard: &Guard, request: &Request) -> Result<(), &'static str> {
        guard.admits(Asked {
            method: &request.method,
            uri: &request.uri,
            headers: &request.headers,
            peer: Peer {
                address: request.peer.parse().unwrap(),
                user: request.user,
            },
        })
    }

    fn key() -> (Key, String) {
        let key = Key::new(Path::new(""), 3000, false).unwrap();
        let cookie = format!("workbook-3000={}", key.token.as_str());
        (key, cookie)
    }

    fn guard() -> (Guard, String) {
        let (key, cookie) = key();
        (Guard::new(3000, key, false), cookie)
    }

    #[test]
    fn a_page_of_the_server_may_call_it() {
        let (guard, cookie) = guard();
        let cookies = format!("theme=navy; {cookie}; other=1");
        let call = request(
            Method::POST,
            "/api/run/ch04/a-epoll",
            &[
                ("host", "127.0.0.1:3000"),
                ("origin", PAGE),
                ("cookie", &cookies),
                ("sec-fetch-site", "same-origin"),
            ],
        );
        assert_eq!(verdict(&guard, &call), Ok(()));
    }

    #[test]
    fn each_name_of_the_machine_itself_is_a_host() {
        let (guard, _) = guard();
        for host in ["127.0.0.1:3000", "localhost:3000", "[::1]:3000"] {
            assert_eq!(
                verdict(&guard, &request(Method::GET, "/", &[("host", host)])),
                Ok(())
            );
        }
    }

    #[test]
    fn any_other_host_is_refused() {
        let (guard, _) = guard();
        for host in [
            "evil.example:3000",
            "127.0.0.1",
            "127.0.0.1:3001",
            "127.0.0.1:3000.evil.example",
            "localhost:3000@evil.example",
            "127.0.0.1:03000",
            "",
        ] {
            let page = request(Method::GET, "/", &[("host", host)]);
            assert!(verdict(&guard, &page).is_err(), "{host}");
        }
        assert!(verdict(&guard, &request(Method::GET, "/", &[])).is_err());
        let twice = [("host", "127.0.0.1:3000"), ("host", "evil.example")];
        assert!(verdict(&guard, &request(Method::GET, "/", &twice)).is_err());
    }

    #[test]
    fn a_target_that_names_another_host_is_refused() {
        let (guard, _) = guard();
        let own = [("host", "127.0.0.1:3000")];
        assert_eq!(
            verdict(
                &guard,
                &request(Method::GET, "http://127.0.0.1:3000/", &own)
            ),
            Ok(())
        );
        assert!(verdict(&guard, &request(Method::GET, "http://evil.example/", &own)).is_err());
    }

    #[test]
    fn the_origin_must_be_the_address_that_was_asked() {
        let (guard, cookie) = guard();
        for origin in [
            "null",
            "http://evil.example",
            "https://127.0.0.1:3000",
            "http://127.0.0.1:3001",
            "http://localhost:3000",
            "http://127.0.0.1:3000.evil.example",
        ] {
            for method in [Method::GET, Method::POST] {
                let headers = [
                    ("host", "127.0.0.1:3000"),
                    ("origin", origin),
                    ("cookie", &cookie),
                ];
                let call = request(method, "/api/state", &headers);
                assert!(verdict(&guard, &call).is_err(), "{origin}");
            }
        }
    }

    #[test]
    fn what_changes_something_must_say_its_origin() {
        let (guard, cookie) = guard();
        let headers = [("host", "127.0.0.1:3000"), ("cookie", cookie.as_str())];
        assert!(verdict(&guard, &request(Method::POST, "/api/run/a/b", &headers)).is_err());
        assert_eq!(
            verdict(&guard, &request(Method::GET, "/api/state", &headers)),
            Ok(())
        );
    }

    #[test]
    fn the_key_must_be_this_servers_and_in_this_ports_cookie() {
        let (guard, cookie) = guard();
        let (_, other) = key();
        let renamed = cookie.replace("3000", "3001");
        let spaced = cookie.replace('=', " = ");
        for wrong in [
            "",
            "workbook-3000=",
            "workbook-3000",
            &other,
            &renamed,
            &spaced,
        ] {
            let headers = [("host", "127.0.0.1:3000"), ("cookie", wrong)];
            assert!(verdict(&guard, &request(Method::GET, "/api/state", &headers)).is_err());
        }
    }

    #[test]
    fn a_request_that_another_site_made_is_refused() {
        let (guard, cookie) = guard();
        for (site, read, written) in [
            ("same-origin", true, true),
            ("none", true, false),
            ("same-site", false, false),
            ("cross-site", false, false),
        ] {
            for (method, admitted) in [(Method::GET, read), (Method::POST, written)] {
                let headers = [
                    ("host", "127.0.0.1:3000"),
                    ("origin", PAGE),
                    ("cookie", cookie.as_str()),
                    ("sec-fetch-site", site),
                ];
                let call = request(method, "/api/state", &headers);
                assert_eq!(verdict(&guard, &call).is_ok(), admitted, "{site}");
            }
        }
    }

    #[test]
    fn a_link_on_another_site_may_be_followed_to_a_page_and_to_nothing_else() {
        let (guard, cookie) = guard();
        for (path, destination, admitted) in [
            ("/ch04/index.html", "document", true),
            ("/ch04/index.html", "iframe", false),
            ("/ch04/index.html", "script", false),
            ("/api/state", "document", false),
        ] {
            let headers = [
                ("host", "127.0.0.1:3000"),
                ("cookie", cookie.as_str()),
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "navigate"),
                ("sec-fetch-dest", destination),
            ];
            let followed = request(Method::GET, path, &headers);
            let posted = request(Method::POST, path, &headers);
            assert_eq!(
                verdict(&guard, &followed).is_ok(),
                admitted,
                "{path} as {destination}"
            );
            assert!(verdict(&guard, &posted).is_err(), "{path} as {destination}");
        }
    }

    #[test]
    fn a_peer_on_the_network_is_refused() {
        let (guard, _) = guard();
        for (peer, admitted) in [
            ("127.0.0.2:5", true),
            ("[::1]:5", true),
            ("[::ffff:127.0.0.1]:5", true),
            ("10.0.0.1:5", false),
            ("[::ffff:10.0.0.1]:5", false),
        ] {
            let mut page = request(Method::GET, "/", &[("host", "localhost:3000")]);
            page.peer = peer;
            assert_eq!(verdict(&guard, &page).is_ok(), admitted, "{peer}");
        }
    }

    #[test]
    fn another_user_of_the_machine_is_refused_whatever_they_know() {
        let (guard, cookie) = guard();
        for (user, admitted) in [
            (User::Own, true),
            (User::Unknown, true),
            (User::Other, false),
        ] {
            let headers = [("host", "127.0.0.1:3000"), ("cookie", cookie.as_str())];
            for path in ["/", "/api/state"] {
                let mut asked = request(Method::GET, path, &headers);
                asked.user = user;
                assert_eq!(verdict(&guard, &asked).is_ok(), admitted, "{user:?} {path}");
            }
        }
    }

    #[test]
    fn the_key_opens_in_an_address_too() {
        let (guard, cookie) = guard();
        let key = cookie.split_once('=').unwrap().1;
        let opens = |uri: String| guard.opens(&uri.parse().unwrap());
        assert!(opens(format!("/?key={key}")));
        assert!(opens(format!("/ch04/one.html?highlight=x&key={key}")));
        for wrong in [
            "/".to_owned(),
            "/?key=".to_owned(),
            format!("/?key={}", &key[1..]),
            format!("/?key={key}0"),
            format!("/?other={key}"),
            format!("/?{key}"),
            format!("/key={key}"),
        ] {
            assert!(!opens(wrong.clone()), "{wrong}");
        }
    }

    #[test]
    fn read_only_refuses_whatever_is_not_a_read() {
        let (key, cookie) = key();
        let guard = Guard::new(3000, key, true);
        let headers = [
            ("host", "127.0.0.1:3000"),
            ("origin", PAGE),
            ("cookie", cookie.as_str()),
        ];
        assert_eq!(
            verdict(&guard, &request(Method::GET, "/api/state", &headers)),
            Ok(())
        );
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            assert!(verdict(&guard, &request(method, "/api/run/a/b", &headers)).is_err());
        }
        let rewrite = |headers: &[(&'static str, &str)]| {
            verdict(&guard, &request(Method::POST, REWRITE, headers))
        };
        assert_eq!(rewrite(&headers), Ok(()), "it runs and writes nothing");
        assert!(rewrite(&headers[..2]).is_err(), "without the key");
        let foreign = [headers[0], ("origin", "http://evil.example"), headers[2]];
        assert!(rewrite(&foreign).is_err());
    }
}
