//! Notices what changes on disk while the book is being read: prose and code lead to new pages, an
//! exercise's file or the progress to an event.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use notify::event::{EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;

use super::app::App;

/// An editor's save is several changes; they are over when nothing came for so long.
const QUIET: Duration = Duration::from_millis(60);
/// Whatever goes on, after so many quiet times without quiet it is looked at.
const AT_MOST: usize = 20;

/// What has changed and not been looked at yet.
#[derive(Debug, Default)]
struct Changes {
    pages: bool,
    progress: bool,
    exercises: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Pending {
    changes: Mutex<Changes>,
    some: Notify,
}

/// Watches until the server ends. Without it the book is readable, so that a failure is only said.
pub(super) fn watch(app: &Arc<App>) {
    let pending = Arc::new(Pending::default());
    match watcher(app.clone(), pending.clone()) {
        Ok(watcher) => drop(tokio::spawn(follow(app.clone(), pending, watcher))),
        Err(error) => eprintln!("pages will not reload by themselves: {error}"),
    }
}

async fn follow(app: Arc<App>, pending: Arc<Pending>, _watcher: RecommendedWatcher) {
    let weave = Arc::new(Notify::new());
    tokio::spawn(weave_when_told(app.clone(), weave.clone()));
    while !app.shutdown.is_cancelled() {
        pending.quiet().await;
        let changes = pending.take();
        if changes.pages {
            weave.notify_one();
        }
        if changes.progress {
            app.announce_state().await;
        }
        for exercise in changes.exercises {
            app.announce_exercise(exercise).await;
        }
    }
}

/// On its own, so that an exercise's event does not wait for the pages. What changes during a weave
/// leads to another one after it.
async fn weave_when_told(app: Arc<App>, told: Arc<Notify>) {
    while !app.shutdown.is_cancelled() {
        told.notified().await;
        app.rebuild().await;
    }
}

impl Pending {
    async fn quiet(&self) {
        self.some.notified().await;
        for _ in 0..AT_MOST {
            if tokio::time::timeout(QUIET, self.some.notified())
                .await
                .is_err()
            {
                return;
            }
        }
    }

    fn take(&self) -> Changes {
        std::mem::take(&mut self.changes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, app: &App, path: &Path) {
        let Some(change) = change(app, path) else {
            return;
        };
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        match change {
            Change::Pages => changes.pages = true,
            Change::Progress => changes.progress = true,
            Change::Exercise(id) => drop(changes.exercises.insert(id)),
        }
        self.some.notify_one();
    }

    /// Some changes were lost on the way, so that anything may have changed.
    fn add_all(&self, app: &App) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.pages = true;
        changes.progress = true;
        changes.exercises = app.book().workspace.exercises().map(|it| it.id()).collect();
        self.some.notify_one();
    }
}

fn watcher(app: Arc<App>, pending: Arc<Pending>) -> notify::Result<RecommendedWatcher> {
    let root = app.root.clone();
    let mut watcher =
        notify::recommended_watcher(move |event: notify::Result<notify::Event>| match event {
            Ok(event) if event.need_rescan() => pending.add_all(&app),
            Ok(event) if changes_content(event.kind) => {
                event.paths.iter().for_each(|path| pending.add(&app, path));
            }
            Ok(_) => {}
            Err(_) => pending.add_all(&app),
        })?;
    for (path, mode) in places(&root) {
        watcher.watch(&path, mode)?;
    }
    Ok(watcher)
}

/// Reading is an event too, and weaving reads.
fn changes_content(kind: EventKind) -> bool {
    !matches!(
        kind,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))
    )
}

/// The folders of sources: not the build's, which changes all the time, nor hidden ones.
fn places(root: &Path) -> Vec<(PathBuf, RecursiveMode)> {
    let book = root.join("book");
    let mut places = vec![
        (root.to_owned(), RecursiveMode::NonRecursive),
        (book.clone(), RecursiveMode::NonRecursive),
    ];
    let folders = |dir: &Path| {
        let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
        entries
            .map(|entry| entry.path())
            .filter(|path| holds_sources(path))
            .collect::<Vec<_>>()
    };
    for folder in folders(&book).into_iter().chain(folders(root)) {
        if folder != book {
            places.push((folder, RecursiveMode::Recursive));
        }
    }
    places
}

fn holds_sources(folder: &Path) -> bool {
    let hidden = folder
        .file_name()
        .is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
    // Cargo marks its target folder, whatever its name.
    folder.is_dir() && !hidden && !folder.join("CACHEDIR.TAG").exists()
}

#[derive(Debug, PartialEq, Eq)]
enum Change {
    Pages,
    Progress,
    Exercise(String),
}

fn change(app: &App, path: &Path) -> Option<Change> {
    // Some systems report the real path of a folder that was named by a link.
    let below = path
        .strip_prefix(&app.root)
        .or_else(|_| path.strip_prefix(&app.real_root))
        .ok()?;
    let book = app.book();
    let own = |file: &Path| file.strip_prefix(&app.root).is_ok_and(|file| file == below);
    let mut exercises = book.workspace.exercises();
    match exercises.find(|exercise| own(&exercise.file)) {
        Some(exercise) => Some(Change::Exercise(exercise.id())),
        None => kind_of(below),
    }
}

/// What a file is by its place, relative to the workspace.
fn kind_of(below: &Path) -> Option<Change> {
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    let parts: Vec<_> = parts.iter().map(AsRef::as_ref).collect();
    let file = *parts.last()?;
    if parts.iter().any(|part| part.starts_with('.')) || file.ends_with('~') {
        return None;
    }
    match parts[..] {
        ["book", "progress.json"] => Some(Change::Progress),
        ["target", ..] => None,
        ["book", "tests", "snapshots", _] if file.ends_with(".snap") => Some(Change::Pages),
        ["book", "src" | "tests", ..] => None,
        ["book", "pages" | "theme", ..] | ["book", "book.toml"] | ["Cargo.toml"] => {
            Some(Change::Pages)
        }
        [_, _, ..] => {
            let (_, extension) = file.rsplit_once('.')?;
            matches!(extension, "rs" | "toml" | "snap" | "md" | "svg").then_some(Change::Pages)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pages_are_woven_from_leads_to_new_pages() {
        for path in [
            "book/pages/SUMMARY.md",
            "book/pages/ch04/figures/level.svg",
            "book/theme/book.css",
            "book/book.toml",
            "ch04/src/poll.rs",
            "ch04/exercises.toml",
            "ch04/solutions/deregister.rs",
            "ch04/tests/snapshots/a-epoll.snap",
            "book/ch06/exercises.toml",
            "book/ch06/solutions/counting.rs",
            "book/tests/snapshots/snippet-ch02-one.snap",
            "delayserver/src/lib.rs",
            "Cargo.toml",
        ] {
            assert_eq!(kind_of(Path::new(path)), Some(Change::Pages), "{path}");
        }
    }

    #[test]
    fn what_tools_leave_behind_leads_to_nothing() {
        for path in [
            "Cargo.lock",
            ".git/index",
            "ch04",
            "ch04/src/.poll.rs.swp",
            "ch04/src/poll.rs~",
            "ch04/tests/snapshots/a-epoll.snap.new",
            "ch04/exercises/deregister.rs.backup-1",
            "book/pages/.#SUMMARY.md",
            "book/src/serve.rs",
            "book/tests/snapshots/snippet-ch02-one.snap.new",
            "target/book/snippets/ch02-one/Cargo.toml",
            "book/progress.json.new",
        ] {
            assert_eq!(kind_of(Path::new(path)), None, "{path}");
        }
    }

    #[test]
    fn the_progress_is_known_by_its_place() {
        assert_eq!(
            kind_of(Path::new("book/progress.json")),
            Some(Change::Progress)
        );
    }
}
