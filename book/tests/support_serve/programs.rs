//! The fixture's programs on pages, and calls to run them.

use serde_json::{Value, json};

use super::http::Events;
use super::server::Server;

/// Runs a program that ends by itself.
pub const SAYS: &str = "/api/snippet/run/ch91/says";
/// Runs one that does not.
pub const STAYS: &str = "/api/snippet/run/ch91/stays";
/// Bytes of the longest program.
pub const LONGEST: usize = 64 << 10;

/// The body with a text that a reader made of a program.
pub fn edited(text: &str) -> String {
    json!({ "text": text }).to_string()
}

/// Presses Run at a program.
pub fn run_program(server: &Server, path: &str, body: &str) -> Events {
    let response = server.request("POST", path, body);
    assert_eq!(response.status, 200);
    response.events()
}

/// The lines of a run that ends by itself, and how it ends.
pub fn lines(events: Events) -> (Vec<String>, Value) {
    let (mut lines, mut end) = (Vec::new(), Value::Null);
    for event in events {
        match event.name.as_str() {
            "line" => lines.push(event.data["text"].as_str().unwrap().to_owned()),
            "end" => end = event.data,
            _ => {}
        }
    }
    (lines, end)
}
