//! `cargo book watch`: checks the current exercise again at every save.

mod files;
mod keys;
mod session;

use crate::model::Workspace;
use anyhow::Result;
use keys::Terminal;
use session::Session;
use std::process::ExitCode;
use tokio::sync::mpsc;

/// What the watcher reacts to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Input {
    /// A key was pressed.
    Key(char),
    /// The exercise with this id was saved.
    Saved(String),
    /// Nobody can press keys any more.
    Gone,
}

/// Watches until the reader quits.
///
/// # Errors
///
/// When the files cannot be watched, or there can be no verdict.
pub fn watch(ws: &Workspace) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (inputs, coming) = mpsc::unbounded_channel();
    let _watcher = files::watch(ws, inputs.clone())?;
    let terminal = Terminal::open(inputs)?;
    runtime.block_on(Session::new(ws, coming, terminal.screen())?.run())?;
    Ok(ExitCode::SUCCESS)
}
