//! What cargo says: messages in JSON on standard output, a progress bar on standard error.

use super::stamp::Output;
use super::{Built, Target, plain, trouble};
use crate::run::{Event, Stream};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What nobody reads to its end, and a page is slow to show.
const LONGEST: usize = 256 << 10;

/// Everything that cargo said that matters at its end.
#[derive(Debug, Default)]
pub(super) struct Messages {
    artifacts: Vec<Artifact>,
    /// What was built, or is fresh, of the workspace itself.
    outputs: Vec<Output>,
    diagnostics: Vec<Diagnostic>,
    /// What cargo itself says went wrong.
    complaints: Vec<String>,
}

#[derive(Debug)]
struct Artifact {
    target: Named,
    executable: PathBuf,
}

#[derive(Debug)]
struct Diagnostic {
    target: Named,
    is_error: bool,
    /// Whether it's about a place in a source.
    has_place: bool,
    rendered: String,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "reason")]
enum Message {
    #[serde(rename = "compiler-artifact")]
    Artifact {
        package_id: String,
        target: Named,
        filenames: Vec<PathBuf>,
        executable: Option<PathBuf>,
        fresh: bool,
    },
    #[serde(rename = "compiler-message")]
    Diagnostic { target: Named, message: Rendered },
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
    kind: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Rendered {
    level: String,
    rendered: Option<String>,
    spans: Vec<serde::de::IgnoredAny>,
}

impl Messages {
    /// Takes in a line; gives the progress that it tells of.
    pub fn line(&mut self, stream: Stream, line: &str) -> Option<Event> {
        if stream == Stream::Err {
            return self.status(plain(line).trim_end());
        }
        // What is no message was printed by a build script or the like.
        match serde_json::from_str(line).unwrap_or(Message::Other) {
            Message::Artifact {
                package_id,
                target,
                filenames,
                executable,
                fresh,
            } => {
                if package_id.starts_with("path+") {
                    self.outputs
                        .extend(output(&filenames, executable.as_deref(), fresh));
                }
                if let Some(executable) = executable {
                    self.artifacts.push(Artifact { target, executable });
                }
            }
            Message::Diagnostic { target, message } => self.diagnostic(target, message),
            _ => {}
        }
        None
    }

    fn diagnostic(&mut self, target: Named, message: Rendered) {
        // Messages without a place sum up the others.
        if let Some(rendered) = message.rendered
            && (!message.spans.is_empty() || self.is_news(&message.level))
        {
            let is_error = message.level.starts_with("error");
            let has_place = !message.spans.is_empty();
            self.diagnostics.push(Diagnostic {
                target,
                is_error,
                has_place,
                rendered,
            });
        }
    }

    fn is_news(&self, level: &str) -> bool {
        level.starts_with("error") && !self.diagnostics.iter().any(|earlier| earlier.is_error)
    }

    fn status(&mut self, line: &str) -> Option<Event> {
        let text = line.trim_start();
        if let Some(bar) = text.strip_prefix("Building [") {
            return progress(bar);
        }
        let (word, _) = text.split_once(' ')?;
        let known = [
            "Blocking",
            "Compiling",
            "Downloading",
            "Downloaded",
            "Finished",
            "Locking",
        ];
        if known.contains(&word) || ["Updating", "Adding", "Executable"].contains(&word) {
            let text = if word == "Blocking" {
                "Waiting for another build to finish".to_owned()
            } else {
                text.to_owned()
            };
            let is_work = ["Blocking", "Downloading", "Updating"].contains(&word);
            return is_work.then_some(Event::Progress {
                text,
                done: 0,
                total: 0,
            });
        }
        self.complaints.push(line.to_owned());
        None
    }

    /// What was built, or is fresh, of the workspace itself.
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// What kept the compiler from its work, if nothing came of it for a reason that is not in the text.
    pub fn trouble(&self, target: &Target) -> Option<String> {
        if self.artifacts.iter().any(|built| target.is(&built.target)) {
            return None;
        }
        let elsewhere = self.diagnostics.iter();
        let elsewhere = elsewhere.filter(|said| said.is_error && !said.has_place);
        let errors = elsewhere.map(|said| plain(&said.rendered));
        let all: Vec<_> = errors.chain(self.complaints.iter().cloned()).collect();
        trouble::found(&(all.join("\n") + "\n"))
    }

    /// What came of building a target.
    pub fn outcome(self, target: &Target) -> Built {
        let artifact = self
            .artifacts
            .iter()
            .find(|artifact| target.is(&artifact.target));
        if let Some(artifact) = artifact {
            let warnings = self
                .diagnostics
                .iter()
                .filter(|said| target.is(&said.target));
            return Built::Ready {
                executable: artifact.executable.clone(),
                warnings: first_of(warnings),
            };
        }
        let errors = self.diagnostics.iter().filter(|said| said.is_error);
        let errors = first_of(errors);
        if errors.is_empty() {
            return Built::Broken(self.complaints.join("\n"));
        }
        Built::Broken(errors)
    }
}

/// The program or library among an artefact's files.
fn output(files: &[PathBuf], executable: Option<&Path>, is_fresh: bool) -> Option<Output> {
    let among_parts = |file: &&PathBuf| file.parent().is_some_and(|it| it.ends_with("deps"));
    let library = || files.iter().rfind(among_parts).map(PathBuf::as_path);
    Some(Output {
        path: executable.or_else(library)?.to_owned(),
        is_fresh,
        is_program: executable.is_some(),
    })
}

/// As many of the compiler's messages as a page takes, and how many more there are.
fn first_of<'a>(said: impl Iterator<Item = &'a Diagnostic>) -> String {
    let mut text = String::new();
    let mut left = 0;
    for Diagnostic { rendered, .. } in said {
        if left > 0 || text.len() + rendered.len() > LONGEST && !text.is_empty() {
            left += 1;
        } else {
            text.push_str(rendered);
        }
    }
    match left {
        0 => text,
        left => format!("{text}And {left} more of these.\n"),
    }
}

impl Target {
    fn is(&self, named: &Named) -> bool {
        let (name, kind) = match self {
            Self::Step(name) | Self::Snippet(name) => (name, "bin"),
            Self::Exercise(slug) => (slug, "test"),
            // Of its artefacts only the one with the tests in it can be run.
            Self::Tests(tests) => match tests.split_once(':') {
                Some((_, bin)) => return named.name == bin && named.is("bin"),
                None if tests == "lib" => return named.is("lib"),
                None => (tests, "test"),
            },
        };
        named.name == *name && named.is(kind)
    }
}

impl Named {
    fn is(&self, kind: &str) -> bool {
        self.kind.iter().any(|other| other == kind)
    }
}

/// The rest of a progress bar: `=====>      ] 12/345: syn, serde`.
fn progress(bar: &str) -> Option<Event> {
    let (_, counts) = bar.split_once("] ")?;
    let (counts, at_work) = counts.split_once(": ").unwrap_or((counts, ""));
    let (done, total) = counts.trim().split_once('/')?;
    let (done, total) = (done.parse().ok()?, total.parse().ok()?);
    // A bar may hang over several crates: the first is enough to see that it moves.
    let first = at_work.trim().trim_end_matches("...").split(", ").next();
    let text = match first.map(|at_work| at_work.split('(').next().unwrap_or(at_work)) {
        Some(name) if !name.is_empty() => format!("Compiling {name}"),
        _ => "Compiling".to_owned(),
    };
    Some(Event::Progress { text, done, total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_progress_bar_tells_how_far_the_build_is() {
        let mut messages = Messages::default();
        let bar = "    Building [=====>          ] 12/345: syn, serde(build), tokio...";
        let expected = Event::Progress {
            text: "Compiling syn".into(),
            done: 12,
            total: 345,
        };
        assert_eq!(messages.line(Stream::Err, bar), Some(expected));
    }

    #[test]
    fn waiting_for_another_build_is_progress_too() {
        let mut messages = Messages::default();
        let line = "    Blocking waiting for file lock on build directory";
        assert!(matches!(
            messages.line(Stream::Err, line),
            Some(Event::Progress { total: 0, .. })
        ));
    }

    #[test]
    fn of_endless_errors_the_first_are_told_and_how_many_more_there_are() {
        let mut messages = Messages::default();
        let rendered = "x".repeat(LONGEST / 4 + 1);
        let line = serde_json::json!({
            "reason": "compiler-message",
            "target": { "name": "x", "kind": ["bin"] },
            "message": { "level": "error", "rendered": rendered, "spans": [{}] },
        });
        for _ in 0..10 {
            messages.line(Stream::Out, &line.to_string());
        }
        let expected = rendered.repeat(3) + "And 7 more of these.\n";
        assert_eq!(
            messages.outcome(&Target::Snippet("x".into())),
            Built::Broken(expected)
        );
    }

    #[test]
    fn what_cargo_complains_about_is_told_when_the_compiler_has_nothing_to_say() {
        let mut messages = Messages::default();
        messages.line(Stream::Err, "error: no bin target named `nothing`");
        assert_eq!(
            messages.outcome(&Target::Step("nothing".into())),
            Built::Broken("error: no bin target named `nothing`".into())
        );
    }
}
