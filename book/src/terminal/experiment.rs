//! `cargo book try`: an experiment's change, and both runs one after the other.

use super::render::Colours;
use super::{ProgressLine, say, status};
use crate::experiment::{self, Found, Side};
use crate::model::{Changed, Experiment, Workspace};
use crate::run::{Event, Stop, Stream};
use anyhow::Result;
use similar::{ChangeTag, TextDiff};
use std::fmt::Write;
use std::process::ExitCode;
use tokio::sync::mpsc;

/// How many unchanged lines are shown around a change.
const AROUND: usize = 2;

/// `cargo book try`: runs an experiment. Success is the outcome that its page tells.
///
/// # Errors
///
/// When there is no such experiment, or it does not fit the files that it changes any more.
pub fn try_out(ws: &Workspace, id: &str) -> Result<ExitCode> {
    let experiment = ws.find_experiment(id)?;
    let colours = Colours::of_stdout();
    let texts = experiment.texts(ws)?;
    let title = colours.bold(&experiment.id());
    let mut text = format!("{title}: {}\n", experiment.title);
    for changed in &texts {
        text.push_str(&difference(changed, colours));
    }
    say(&text)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        side(ws, experiment, Side::Before, colours).await?;
        let found = side(ws, experiment, Side::After, colours).await?;
        let problem = found.problem(experiment);
        match &problem {
            None => say(&format!("\n{}\n", experiment.why.trim()))?,
            Some(problem) => say(&format!(
                "\nThis is not what the page tells of: {problem}\n"
            ))?,
        }
        Ok(status(problem.is_none()))
    })
}

async fn side(
    ws: &Workspace,
    experiment: &Experiment,
    side: Side,
    colours: Colours,
) -> Result<Found> {
    let heading = match side {
        Side::Before => format!("Without the change: {}", experiment.run_command()),
        Side::After => "With the change, in a copy:".to_owned(),
    };
    say(&format!("\n{}\n", colours.bold(&heading)))?;
    let (events, mut coming) = mpsc::channel(64);
    let show = async {
        let mut found = Found::default();
        let mut progress = ProgressLine::default();
        while let Some(event) = coming.recv().await {
            progress.show(&event);
            found.event(&event);
            match &event {
                Event::Line { stream, text, .. } => match stream {
                    Stream::Out => say(&format!("  {text}\n"))?,
                    Stream::Err => eprintln!("  {text}"),
                },
                Event::Compiler(text) => say(text)?,
                _ => {}
            }
        }
        anyhow::Ok(found)
    };
    let running = experiment::run(ws, experiment, side, &[], Stop::new(), events);
    let (_, found) = tokio::join!(running, show);
    let found = found?;
    say(&format!("{}\n", found.sentence(experiment)))?;
    say(&found.when_stopped(experiment))?;
    Ok(found)
}

fn difference(changed: &Changed, colours: Colours) -> String {
    let mut text = String::new();
    let file = changed.file.as_deref().unwrap_or("the program");
    let _ = writeln!(text, "\n{file}");
    let [before, after] = changed.for_readers();
    let diff = TextDiff::from_lines(&before, &after);
    for (number, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if number > 0 {
            text.push_str("  ...\n");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = change.value().trim_end_matches('\n');
            let line = match change.tag() {
                ChangeTag::Equal => format!("  {line}"),
                ChangeTag::Delete => colours.removed(&format!("- {line}")),
                ChangeTag::Insert => colours.added(&format!("+ {line}")),
            };
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    text
}
