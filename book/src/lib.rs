//! The workbook's tool: it weaves the pages from prose, code and pinned output, serves them, runs
//! the steps and checks the exercises.
//!
//! - [`model`] knows the chapters, steps and exercises of the workspace; [`skeleton`] derives an
//!   exercise's starting point from its solution, [`snapshot`] reads what the tests pinned and [`recording`]
//!   what they recorded, [`states`] says what each actor was doing, and
//!   [`trace_events`] says it to other tools.
//! - [`weave`] turns the directives of a page into what a reader sees; [`site`] builds the pages. [`coroutine`] has
//!   chapter 7's compiler write the machines that pages show.
//! - [`serve`] puts them in a browser, with Run and Check behind them.
//! - [`run`], [`check`], [`exercise`] and [`experiment`] do the work, [`cargo`] builds for them, in a crate of its own
//!   ([`scratch`]) what stands on a page, and [`supervise`] leaves nothing behind; [`progress`]
//!   remembers; [`terminal`] and [`watch`] are the same in a terminal.
//! - [`cli`] is what `cargo book` understands, [`list`] the overview that it prints.

#![forbid(unsafe_code)]

pub mod cargo;
pub mod check;
pub mod cli;
pub mod coroutine;
pub mod drafts;
pub mod exercise;
pub mod experiment;
pub mod list;
pub mod model;
pub mod progress;
pub mod recording;
pub mod run;
pub mod scratch;
pub mod serve;
pub mod site;
pub mod skeleton;
pub mod snapshot;
pub mod states;
pub mod supervise;
pub mod terminal;
pub mod trace_events;
pub mod watch;
pub mod weave;
