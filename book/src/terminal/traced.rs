//! `cargo book run --trace FILE`: a run whose statements are written for other tools.

use super::{ProgressLine, say};
use crate::exercise::replace::replace;
use crate::model::Workspace;
use crate::recording::{Does, Statement};
use crate::run::{self, End, Event, Limits, Status, Stop, Stream};
use crate::trace_events;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use tokio::sync::mpsc;

/// What the shell says of a program that was interrupted.
const INTERRUPTED: u8 = 130;

/// Runs a step, or a program from a page, shows what it prints, and writes what its actors state as Chrome trace
/// events. An interrupt ends the program; what was stated until then is written.
///
/// # Errors
///
/// When there is no program of this name, or the file can't be written.
pub fn run_traced(ws: &Workspace, id: &str, file: &Path) -> Result<ExitCode> {
    check(file)?;
    let name = match ws.step(id) {
        Some(step) => step.id(),
        None => ws.find_snippet(id)?.id(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (end, heard) = runtime.block_on(run_and_hear(ws, &name))?;
    if end.status == Status::DidNotCompile {
        return Ok(ExitCode::FAILURE);
    }
    let text = trace_events::json(&name, &heard.statements(), end.at_ms);
    replace(file, &text).with_context(|| format!("cannot write {}", file.display()))?;
    eprintln!(
        "The trace is in {}: open it in https://ui.perfetto.dev or in chrome://tracing.",
        file.display()
    );
    Ok(status(&end.status))
}

/// Before anything is built: what could only fail after the run.
fn check(file: &Path) -> Result<()> {
    let name = file.display();
    if file.exists() && !file.is_file() {
        bail!("cannot write the trace to {name}: it isn't a regular file");
    }
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        bail!(
            "cannot write the trace to {name}: there is no folder {}",
            folder.display()
        );
    }
    Ok(())
}

async fn run_and_hear(ws: &Workspace, name: &str) -> Result<(End, Heard)> {
    let limits = Limits {
        building: Duration::MAX,
        time: Duration::MAX,
        bytes: usize::MAX,
        ..Limits::default()
    };
    let stop = Stop::new();
    let (events, mut coming) = mpsc::channel(64);
    let running = async {
        match ws.step(name) {
            Some(step) => run::run(step, &ws.root, limits, stop.clone(), events).await,
            None => match ws.find_snippet(name) {
                Ok(snippet) => {
                    run::run_snippet(snippet, None, &ws.root, limits, stop.clone(), events).await
                }
                Err(error) => End {
                    at_ms: 0.0,
                    status: Status::Failed(error.to_string()),
                },
            },
        }
    };
    let hearing = async {
        let (mut heard, mut progress) = (Heard::default(), ProgressLine::default());
        while let Some(event) = coming.recv().await {
            progress.show(&event);
            heard.take(event)?;
        }
        anyhow::Ok(heard)
    };
    let both = async { tokio::join!(running, hearing) };
    let mut both = std::pin::pin!(both);
    let (end, heard) = tokio::select! {
        both = &mut both => both,
        _ = tokio::signal::ctrl_c() => {
            stop.cancel();
            both.await
        }
    };
    Ok((end, heard?))
}

/// What a run states and prints.
#[derive(Default)]
struct Heard {
    stated: Vec<Statement>,
    /// Its printed lines as statements, for a program that only prints.
    said: Vec<Statement>,
}

impl Heard {
    /// Takes an event, and shows what's to be seen.
    fn take(&mut self, event: Event) -> Result<()> {
        match event {
            Event::Compiler(text) => eprintln!("{text}"),
            Event::Line {
                at_ms,
                stream,
                text,
            } => match stream {
                Stream::Out => {
                    say(&format!("{text}\n"))?;
                    self.hear(at_ms, &text);
                }
                Stream::Err => eprintln!("{text}"),
            },
            Event::Channel { at_ms, line } => {
                self.stated.extend(Statement::from_channel(at_ms, &line));
            }
            Event::Progress { .. } | Event::Started | Event::Ended(_) => {}
        }
        Ok(())
    }

    fn hear(&mut self, ms: f64, line: &str) {
        let said = line
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("] "));
        if let Some((who, what)) = said {
            self.said.push(Statement {
                ms,
                does: Does::Says,
                who: who.to_owned(),
                what: what.to_owned(),
                at: String::new(),
                thread: 0,
            });
        } else if let (Some(last), Some(more)) = (self.said.last_mut(), line.strip_prefix("    ")) {
            last.what.push('\n');
            last.what.push_str(more);
        }
    }

    fn statements(self) -> Vec<Statement> {
        if self.stated.is_empty() {
            self.said
        } else {
            self.stated
        }
    }
}

/// The program's exit status, as a shell has it.
fn status(status: &Status) -> ExitCode {
    let code = match status {
        Status::Exited(code) => u8::try_from(*code).unwrap_or(1),
        Status::Signalled(number, _) => u8::try_from(128 + number).unwrap_or(1),
        Status::Stopped => INTERRUPTED,
        _ => 1,
    };
    if !matches!(status, Status::Exited(_) | Status::Stopped) {
        eprintln!("{}", status.sentence());
    }
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_lines_of_a_program_that_only_prints_are_what_its_actors_say() {
        let mut heard = Heard::default();
        for line in ["[main] asks", "    twice", "nobody's", "[task 2] answers"] {
            heard.hear(1.0, line);
        }
        let said = heard.statements().into_iter().map(|it| (it.who, it.what));
        let expected = [("main", "asks\ntwice"), ("task 2", "answers")];
        assert_eq!(
            said.collect::<Vec<_>>(),
            expected.map(|(who, what)| (who.to_owned(), what.to_owned()))
        );
    }

    #[test]
    fn a_file_that_cannot_be_written_is_told_before_anything_is_built() {
        let problem = |file: &str| check(Path::new(file)).unwrap_err().to_string();
        assert_eq!(
            problem("no/such/x.json"),
            "cannot write the trace to no/such/x.json: there is no folder no/such"
        );
        assert_eq!(
            problem("src"),
            "cannot write the trace to src: it isn't a regular file"
        );
        check(Path::new("new.json")).unwrap();
    }
}
