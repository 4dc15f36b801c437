//! The woven pages, served from memory: a request's path is looked up among their names and never
//! becomes part of a path on disk.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hasher};

use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::site::Site;

/// One state of the site: a rebuild makes another.
pub(super) struct Pages {
    files: BTreeMap<String, File>,
    /// Which page shows which exercise.
    homes: BTreeMap<String, String>,
    /// Which page shows which coroutine, to be edited.
    coroutines: BTreeMap<String, String>,
    built: bool,
}

struct File {
    bytes: Bytes,
    kind: &'static str,
    etag: HeaderValue,
}

impl Pages {
    /// `mode` is what the scripts read from the page to know what this server can do.
    pub(super) fn new(site: Site, mode: &str) -> Self {
        let exercises = homes(&site, "data-exercise=\"");
        let coroutines = homes(&site, "data-coroutine=\"");
        let files = site.files.into_iter().map(|(name, bytes)| {
            let file = File::new(&name, bytes, mode);
            (name, file)
        });
        Self {
            files: files.collect(),
            homes: exercises,
            coroutines,
            built: true,
        }
    }

    /// What is served while there has been no book that builds: the reason, until there is one.
    pub(super) fn unbuilt(problem: &str, mode: &str) -> Self {
        let page = include_str!("unbuilt.html").replace("{{problem}}", &escape(problem));
        let page = page.into_bytes();
        let names = ["index.html", "404.html"];
        let files = names.map(|name| (name.to_owned(), page.clone())).into();
        Self {
            built: false,
            ..Self::new(Site { files }, mode)
        }
    }

    /// Whether this is a book, and not the reason why there is none.
    pub(super) fn built(&self) -> bool {
        self.built
    }

    /// The page that shows an exercise.
    pub(super) fn home(&self, exercise: &str) -> Option<&str> {
        self.homes.get(exercise).map(String::as_str)
    }

    /// Whether a page shows a coroutine of this id, to be edited.
    pub(super) fn has_coroutine(&self, id: &str) -> bool {
        self.coroutines.contains_key(id)
    }

    /// `path` is a request's, as it came: the site's names need no percent-encoding.
    pub(super) fn answer(&self, path: &str, headers: &HeaderMap) -> Response {
        let name = path.strip_prefix('/').unwrap_or(path);
        let file = if name.is_empty() || name.ends_with('/') {
            self.files.get(&format!("{name}index.html"))
        } else {
            self.files.get(name)
        };
        match file {
            Some(file) if file.is_known_to(headers) => {
                (StatusCode::NOT_MODIFIED, file.headers()).into_response()
            }
            Some(file) => (file.headers(), file.bytes.clone()).into_response(),
            None => self.not_found(),
        }
    }

    fn not_found(&self) -> Response {
        match self.files.get("404.html") {
            Some(file) => {
                (StatusCode::NOT_FOUND, file.headers(), file.bytes.clone()).into_response()
            }
            None => (StatusCode::NOT_FOUND, "There is no such page.\n").into_response(),
        }
    }
}

/// Two states of the site are one to a reader when every file has the same content.
impl PartialEq for Pages {
    fn eq(&self, other: &Self) -> bool {
        let names = |pages: &Self| pages.files.keys().cloned().collect::<Vec<_>>();
        names(self) == names(other)
            && self
                .files
                .iter()
                .all(|(name, file)| file.bytes == other.files[name].bytes)
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.files.keys()).finish()
    }
}

impl File {
    fn new(name: &str, bytes: Vec<u8>, mode: &str) -> Self {
        let kind = kind(name);
        let bytes = if kind.starts_with("text/html") {
            say_mode(bytes, mode)
        } else {
            bytes
        };
        let mut hasher = DefaultHasher::new();
        hasher.write(&bytes);
        let etag = format!("\"{:016x}\"", hasher.finish());
        Self {
            bytes: bytes.into(),
            kind,
            etag: etag.try_into().expect("hexadecimal digits in quotes"),
        }
    }

    /// A page is asked for anew each time, so that it always comes with the cookie of this start;
    /// what it loads may be kept for as long as it stays the same.
    fn headers(&self) -> [(axum::http::HeaderName, HeaderValue); 3] {
        let keep = if self.kind.starts_with("text/html") {
            "no-store"
        } else {
            "no-cache"
        };
        [
            (CONTENT_TYPE, HeaderValue::from_static(self.kind)),
            (CACHE_CONTROL, HeaderValue::from_static(keep)),
            (ETAG, self.etag.clone()),
        ]
    }

    fn is_known_to(&self, headers: &HeaderMap) -> bool {
        let tags = headers.get_all(IF_NONE_MATCH).iter();
        tags.filter_map(|tags| tags.to_str().ok())
            .flat_map(|tags| tags.split(','))
            .map(|tag| tag.trim())
            .any(|tag| tag.strip_prefix("W/").unwrap_or(tag).as_bytes() == self.etag.as_bytes())
    }
}

/// Tells the scripts that a server stands behind the page; without it they make no request.
fn say_mode(page: Vec<u8>, mode: &str) -> Vec<u8> {
    const HEAD: &[u8] = b"<head>";
    let Some(at) = page.windows(HEAD.len()).position(|window| window == HEAD) else {
        return page;
    };
    let (before, after) = page.split_at(at + HEAD.len());
    let meta = format!("<meta name=\"workbook-server\" content=\"{mode}\">");
    [before, meta.as_bytes(), after].concat()
}

/// Which page has which value behind this mark, read from the pages themselves.
fn homes(site: &Site, mark: &str) -> BTreeMap<String, String> {
    let mut homes = BTreeMap::new();
    for (name, bytes) in &site.files {
        if !name.ends_with(".html") || name == "print.html" {
            continue;
        }
        for piece in String::from_utf8_lossy(bytes).split(mark).skip(1) {
            if let Some((value, _)) = piece.split_once('"') {
                homes
                    .entry(value.to_owned())
                    .or_insert_with(|| name.clone());
            }
        }
    }
    homes
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "txt" | "md" | "rs" => "text/plain; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages() -> Pages {
        let files = [
            ("index.html", "<html><head><title>x</title></head></html>"),
            ("404.html", "<head></head>lost"),
            ("print.html", "<section data-exercise=\"ch04/a\">"),
            ("ch04/index.html", "<head></head>"),
            (
                "ch04/one.html",
                "<section data-exercise=\"ch04/a\"><section data-exercise=\"ch04/b\">",
            ),
            ("css/x.css", "body {}"),
        ];
        let files = files
            .map(|(name, text)| (name.to_owned(), text.into()))
            .into();
        Pages::new(Site { files }, "run")
    }

    fn status(path: &str) -> StatusCode {
        pages().answer(path, &HeaderMap::new()).status()
    }

    #[test]
    fn a_page_says_right_after_head_what_the_server_can_do() {
        let text = &pages().files["index.html"].bytes;
        assert!(
            text.starts_with(b"<html><head><meta name=\"workbook-server\" content=\"run\"><title>")
        );
    }

    #[test]
    fn only_names_of_the_site_are_found() {
        for path in ["/", "/index.html", "/css/x.css", "/ch04/", "/ch04/one.html"] {
            assert_eq!(status(path), StatusCode::OK, "{path}");
        }
        for path in [
            "//",
            "/ch04",
            "/../index.html",
            "/css/../index.html",
            "/ch04//one.html",
        ] {
            assert_eq!(status(path), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn what_a_browser_has_is_not_sent_again() {
        let pages = pages();
        let mut headers = HeaderMap::new();
        let tag = pages.files["css/x.css"].etag.to_str().unwrap();
        headers.insert(
            IF_NONE_MATCH,
            format!("\"other\", W/{tag}").parse().unwrap(),
        );
        assert_eq!(
            pages.answer("/css/x.css", &headers).status(),
            StatusCode::NOT_MODIFIED
        );
        assert_eq!(
            pages.answer("/index.html", &headers).status(),
            StatusCode::OK
        );
    }

    #[test]
    fn an_exercise_is_at_home_in_its_chapter() {
        let pages = pages();
        assert_eq!(pages.home("ch04/a"), Some("ch04/one.html"));
        assert_eq!(pages.home("ch04/b"), Some("ch04/one.html"));
        assert_eq!(pages.home("ch04/c"), None);
    }

    #[test]
    fn a_book_that_does_not_build_says_why() {
        let pages = Pages::unbuilt("ch04/x.md:3: no file <y>", "run");
        let text = String::from_utf8(pages.files["index.html"].bytes.to_vec()).unwrap();
        assert!(text.contains("ch04/x.md:3: no file &lt;y&gt;"), "{text}");
    }
}
