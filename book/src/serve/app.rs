//! What all requests share: the book as it is now, who may ask, and what is going on.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Context;
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use super::guard::Guard;
use super::hub::Hub;
use super::key::Key;
use super::pages::Pages;
use super::rewriting::Rewriting;
use super::runs::Runs;
use super::token::Token;
use crate::model::Workspace;
use crate::progress::Progress;
use crate::{exercise, site};

/// One server.
#[derive(Debug)]
pub(super) struct App {
    pub(super) root: PathBuf,
    /// The same without links.
    pub(super) real_root: PathBuf,
    pub(super) read_only: bool,
    pub(super) guard: Guard,
    pub(super) hub: Hub,
    pub(super) runs: Arc<Runs>,
    pub(super) rewriting: Rewriting,
    /// Cancelled when the server ends.
    pub(super) shutdown: CancellationToken,
    book: RwLock<Arc<Book>>,
}

/// The book as it was last read from disk.
#[derive(Debug)]
pub(super) struct Book {
    pub(super) workspace: Workspace,
    pub(super) pages: Pages,
}

impl App {
    pub(super) fn new(
        workspace: Workspace,
        port: u16,
        key: Key,
        read_only: bool,
    ) -> anyhow::Result<Arc<Self>> {
        let shutdown = CancellationToken::new();
        let root = workspace.root.clone();
        let pages = Pages::unbuilt("It is being woven.", mode(read_only));
        Ok(Arc::new(Self {
            real_root: root.canonicalize().unwrap_or_else(|_| root.clone()),
            root,
            read_only,
            guard: Guard::new(port, key, read_only),
            // Not the secret one: pages' scripts can read this.
            hub: Hub::new(Token::new()?.as_str()[..16].to_owned()),
            runs: Runs::new(shutdown.clone()),
            rewriting: Rewriting::default(),
            shutdown,
            book: RwLock::new(Arc::new(Book { workspace, pages })),
        }))
    }

    pub(super) fn book(&self) -> Arc<Book> {
        self.book
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Reads and weaves everything anew. If that fails, the pages stay as they were, and say why.
    pub(super) async fn rebuild(self: &Arc<Self>) {
        match self.blocking(Self::weave).await {
            Ok(book) => self.show(book),
            Err(error) => self.complain(&format!("{error:#}")),
        }
        self.announce_state().await;
    }

    fn weave(&self) -> anyhow::Result<Book> {
        let workspace = Workspace::load(&self.root)?;
        let pages = Pages::new(site::build_for_reader(&workspace)?, mode(self.read_only));
        Ok(Book { workspace, pages })
    }

    fn show(&self, book: Book) {
        let mut shown = self.book.write().unwrap_or_else(PoisonError::into_inner);
        let reload = book.pages != shown.pages || self.hub.has_problem();
        *shown = Arc::new(book);
        drop(shown);
        if reload {
            self.hub.reload();
        }
    }

    fn complain(&self, problem: &str) {
        eprintln!("{problem}");
        let mut shown = self.book.write().unwrap_or_else(PoisonError::into_inner);
        if !shown.pages.built() {
            let workspace = shown.workspace.clone();
            let pages = Pages::unbuilt(problem, mode(self.read_only));
            *shown = Arc::new(Book { workspace, pages });
        }
        drop(shown);
        self.hub.problem(problem.to_owned());
    }

    /// How far the reader is.
    pub(super) async fn state(self: &Arc<Self>) -> anyhow::Result<Value> {
        let progress = self.blocking(|app| Progress::load(&app.root)).await?;
        let book = self.book();
        let mut exercises = Map::new();
        for exercise in book.workspace.exercises() {
            let id = exercise.id();
            let done = progress.of(&id);
            let entry = json!({
                "title": exercise.title,
                "level": exercise.level,
                "state": done.state,
                "hints": done.hints,
                "page": book.pages.home(&id),
            });
            exercises.insert(id, entry);
        }
        let mut predictions = Map::new();
        for prediction in book.workspace.predictions() {
            let id = prediction.id();
            // An answer that the question no longer offers is none.
            if let Some(line) = progress.predicted(&id)
                && prediction.choices.iter().any(|choice| choice.line == line)
            {
                predictions.insert(id, line.into());
            }
        }
        Ok(json!({
            "readOnly": self.read_only,
            "predictions": predictions,
            "exercises": exercises,
        }))
    }

    /// Tells the open pages, if the state is not what they have been told.
    pub(super) async fn announce_state(self: &Arc<Self>) {
        let read = self.hub.read();
        match self.state().await {
            Ok(state) => self.hub.state(read, state),
            Err(error) => eprintln!("{error:#}"),
        }
    }

    /// Tells the open pages which version of an exercise's file is on disk.
    pub(super) async fn announce_exercise(self: &Arc<Self>, id: String) {
        let book = self.book();
        let Some(found) = book.workspace.exercise(&id).cloned() else {
            return;
        };
        // An editor may have taken the file away to put another in its place.
        if let Ok((_, version)) = self.blocking(move |_| exercise::read(&found)).await {
            self.hub.exercise(&id, &version);
        }
    }

    /// Work on files, away from the threads that answer.
    pub(super) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let app = self.clone();
        tokio::task::spawn_blocking(move || work(&app))
            .await
            .context("the server has an error of its own")?
    }
}

fn mode(read_only: bool) -> &'static str {
    if read_only { "read" } else { "run" }
}
