//! The server behind the pages: it shows them, reloads them as they change, and runs and checks
//! for whoever reads them on this machine.
//!
//! Only the reader's own browser may reach it: see `guard` and `key`. What a request names is looked up in the
//! model or among the site's files, never on disk: see `pages` and `api`. What it starts ends: see
//! `runs`, and [`crate::supervise`] for the processes themselves.

mod api;
mod app;
mod background;
mod body;
mod coroutines;
mod door;
mod drafts;
mod entry;
mod exercises;
mod experiments;
mod guard;
mod hub;
mod key;
mod markdown;
mod measurements;
mod open;
mod owner;
mod pages;
mod peer;
mod play;
mod predictions;
mod reload;
mod rewriting;
mod runs;
mod snippets;
mod sse;
mod token;

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::net::TcpListener;

use crate::model::Workspace;
use app::App;
use key::Key;
use peer::{Peer, Reception};

/// How long the last bytes of a response may take once the server ends.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long a run may take to end; its supervisor ends it in any case once this process is gone.
const LAST_RUN: Duration = Duration::from_secs(10);

/// What `cargo book serve` can be told.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The port on 127.0.0.1; 0 is a free one.
    pub port: u16,
    /// Whether to open the reader's browser.
    pub open: bool,
    /// Whether pages can only be read: nothing is run and nothing written.
    pub read_only: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 3000,
            open: true,
            read_only: false,
        }
    }
}

/// Serves the workbook until Ctrl-C. The first line on standard output is the address.
pub fn serve(workspace: Workspace, options: Options) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new().context("cannot start the server's threads")?;
    let served = runtime.block_on(until_told(workspace, options));
    // A weave that is going on in a blocking thread would keep the process for nothing.
    runtime.shutdown_background();
    served.map(|()| ExitCode::SUCCESS)
}

async fn until_told(workspace: Workspace, options: Options) -> anyhow::Result<()> {
    let reception =
        Reception::new(listen(options.port).await?).context("cannot tell the server's port")?;
    let port = reception.address().port();
    // A cookie that another user got hold of must be of no use to them at the next start.
    let keep = reception.tells_users() && !options.read_only;
    let key = Key::new(&workspace.root, port, keep)?;
    let address = key.address(reception.address());
    say(&address);
    let app = App::new(workspace, port, key, options.read_only)?;
    let told = told_to_end();
    tokio::pin!(told);
    tokio::select! {
        () = prepare(&app) => {}
        () = &mut told => return Ok(()),
    }
    let users_are_told = reception.tells_users();
    let serving = tokio::spawn(answer(reception, app.clone()));
    let _opened = (options.open).then(|| open::browser(&app.root, &address, users_are_told));
    told.await;
    end(&app, serving).await;
    Ok(())
}

async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            bail!("port {port} is in use: choose another with --port, or 0 for a free one")
        }
        Err(error) => {
            Err(error).with_context(|| format!("cannot listen on port {port}: see --port"))
        }
    }
}

/// Programs that start this one read the address from a pipe, so it's flushed. None has to: a closed
/// pipe is no reason to end.
fn say(address: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{address}").and_then(|()| out.flush());
}

/// Everything that the first page needs, and everything that goes on from then.
async fn prepare(app: &Arc<App>) {
    eprintln!("weaving the pages");
    // First, so that no change between the two is missed.
    reload::watch(app);
    app.rebuild().await;
    if !app.read_only {
        tokio::spawn(background::build(app.clone()));
    }
}

async fn answer(reception: Reception, app: Arc<App>) -> io::Result<()> {
    let service = api::router(app.clone()).into_make_service_with_connect_info::<Peer>();
    axum::serve(reception, service)
        .with_graceful_shutdown(async move { app.shutdown.cancelled().await })
        .await
}

/// Stops what is going on, lets responses say so, and does not wait for whoever does not listen.
async fn end(app: &App, mut serving: tokio::task::JoinHandle<io::Result<()>>) {
    app.shutdown.cancel();
    let _ = tokio::time::timeout(LAST_RUN, app.runs.idle()).await;
    let _ = tokio::time::timeout(FAREWELL, &mut serving).await;
}

/// Ctrl-C, or SIGTERM where there is such a thing.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
