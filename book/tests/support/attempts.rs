//! Texts for exercises to be checked, each in a file of its own and as a program of its own. So cargo compiles all of
//! them at once, and the next time only those that differ.

use super::chapters::{read, verdict};
use super::write_if_different;
use book::cargo::build_all;
use book::check::Verdict;
use book::model::{Exercise, Workspace};
use book::run::Stop;
use std::path::Path;
use std::sync::Mutex;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

/// How many are checked at once: some sleep until they are stopped.
const AT_ONCE: usize = 4;

/// Between an exercise's name and an attempt's. No file of the workbook has it in its name.
const MARK: &str = "--";

/// A text that a reader could have written.
#[derive(Debug)]
pub struct Attempt {
    /// The exercise, with files of this attempt's own.
    exercise: Exercise,
    text: String,
    check: String,
}

impl Attempt {
    /// An attempt at an exercise of a copy of the chapters, by a name that no other attempt at it has.
    pub fn new(exercise: &Exercise, name: &str, text: &str) -> Self {
        let slug = format!("{}{MARK}{name}", exercise.slug);
        let file = |file: &Path| file.with_file_name(format!("{slug}.rs"));
        let at = |slug: &str| format!("\"../checks/{slug}.rs\"");
        Self {
            text: text.replace(&at(&exercise.slug), &at(&slug)),
            check: read(&exercise.check),
            exercise: Exercise {
                file: file(&exercise.file),
                check: file(&exercise.check),
                slug: slug.clone(),
                ..exercise.clone()
            },
        }
    }

    fn is_in(&self, folder: &Path) -> bool {
        self.exercise.dir() == folder
    }
}

/// Whether a file is an attempt's, or its check.
pub fn is_attempts(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default();
    name.to_string_lossy().contains(MARK)
}

/// The verdicts on these attempts, in their order.
pub fn verdicts(copy: &Workspace, attempts: &[Attempt]) -> Vec<Verdict> {
    let ws = with_programs(copy, attempts);
    build(&ws);
    let waiting = Mutex::new(attempts.iter().enumerate());
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let work = || {
            while let Some((number, attempt)) = next(&waiting) {
                let runtime = Runtime::new().unwrap();
                let verdict = runtime.block_on(verdict(&ws, &attempt.exercise, &attempt.text));
                found.lock().unwrap().push((number, verdict));
            }
        };
        (0..AT_ONCE).for_each(|_| drop(scope.spawn(work)));
    });
    let mut found = found.into_inner().unwrap();
    assert_eq!(found.len(), attempts.len());
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, verdict)| verdict).collect()
}

/// Compiles all that compile. The others get their verdicts later.
fn build(ws: &Workspace) {
    let (events, mut coming) = mpsc::channel(64);
    let building = async {
        build_all(ws, &Stop::new(), &events).await.unwrap();
        drop(events);
    };
    let drain = async { while coming.recv().await.is_some() {} };
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async { tokio::join!(building, drain) });
}

fn next<T>(waiting: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    waiting.lock().unwrap().next()
}

/// Writes the attempts' files; in the workspace that this gives, they are the exercises.
fn with_programs(copy: &Workspace, attempts: &[Attempt]) -> Workspace {
    let mut ws = copy.clone();
    for chapter in &mut ws.chapters {
        let own: Vec<_> = attempts
            .iter()
            .filter(|it| it.is_in(&chapter.dir))
            .collect();
        chapter.exercises = own.iter().map(|it| it.exercise.clone()).collect();
        if own.is_empty() {
            continue;
        }
        let manifest = chapter.dir.join("Cargo.toml");
        let mut text = read(&manifest);
        for attempt in own {
            let Exercise {
                slug, file, check, ..
            } = &attempt.exercise;
            write_if_different(file, &attempt.text);
            write_if_different(check, &attempt.check);
            text += &format!(
                "\n[[test]]\nname = \"{slug}\"\npath = \"exercises/{slug}.rs\"\ntest = false\n"
            );
        }
        write_if_different(&manifest, &text);
    }
    ws
}
