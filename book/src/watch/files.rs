//! Saves of exercises, as they happen.

use super::Input;
use crate::model::{Exercise, Workspace};
use anyhow::{Context, Result};
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc::UnboundedSender;

/// Sends [`Input::Saved`] for every save, until the watcher is dropped.
pub(super) fn watch(ws: &Workspace, inputs: UnboundedSender<Input>) -> Result<RecommendedWatcher> {
    let folders: BTreeSet<_> = ws.exercises().filter_map(|one| one.file.parent()).collect();
    let ids: HashMap<PathBuf, String> = ws
        .exercises()
        .map(|exercise| (real(&exercise.file), exercise.id()))
        .collect();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // An event that is lost is made up for by the next save.
        let Ok(event) = event else { return };
        if !is_save(&event.kind) {
            return;
        }
        for path in &event.paths {
            if let Some(id) = ids.get(&real(path)) {
                // The session may be over.
                let _ = inputs.send(Input::Saved(id.clone()));
            }
        }
    })?;
    for folder in folders {
        watcher
            .watch(folder, RecursiveMode::NonRecursive)
            .with_context(|| format!("cannot watch {}", folder.display()))?;
    }
    Ok(watcher)
}

/// A path with its folder's links resolved: the watcher may name it either way.
fn real(path: &Path) -> PathBuf {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    match (folder, path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Whether a file has a new text as a whole. Linux tells when a writer closes it; elsewhere every
/// write may be the last.
fn is_save(kind: &EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Modify(ModifyKind::Name(_)) => true,
        EventKind::Create(_) | EventKind::Modify(_) => !cfg!(target_os = "linux"),
        _ => false,
    }
}

/// The version of an exercise's file; `None` while it cannot be read.
pub(super) fn version(exercise: &Exercise) -> Option<String> {
    crate::exercise::read(exercise)
        .ok()
        .map(|(_, version)| version)
}
