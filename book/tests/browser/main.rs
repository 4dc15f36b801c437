//! What a reader does with a page, done by a real browser. Where there is none the tests say so and
//! pass; with `BOOK_REQUIRE_BROWSER=1` they fail.

#![allow(clippy::unwrap_used, reason = "what helps a test fails it")]

mod comparing;
mod exercising;
mod interleaving;
mod keyboard;
mod machines;
mod measuring;
mod moving;
mod news;
mod predicting;
mod reading;
mod restarting;
mod running;
mod snippets;
mod sources;
mod support;
mod timeline;
mod trying;
mod without;

const EPOLL: &str = "#step-a-epoll";
const ENDLESS: &str = "#step-z-endless";
const LARGE: &str = "#step-v-large";
const SAYS: &str = "#snippet-says";
const TICKS: &str = "#snippet-ticks";
const PREDICTION: &str = ".wb-predict";
const DEREGISTER: &str = "#exercise-deregister";
const TIMER: &str = "#exercise-timer";
const ONESHOT: &str = "#exercise-oneshot-rearm";
const WRITABLE: &str = "#exercise-writable";

/// WebDriver's names for keys.
const TAB: char = '\u{E004}';
const ENTER: char = '\u{E007}';
const CONTROL: char = '\u{E009}';
const ESCAPE: char = '\u{E00C}';
const SPACE: char = ' ';
const LEFT: char = '\u{E012}';
const RIGHT: char = '\u{E014}';
const DOWN: char = '\u{E015}';
