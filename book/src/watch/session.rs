//! What the watcher does with saves and keys.

use super::keys::Screen;
use super::{Input, files};
use crate::check::{self, Outcome, Verdict};
use crate::exercise;
use crate::model::{Exercise, Workspace};
use crate::progress::Progress;
use crate::run::Stop;
use crate::terminal::{self, Colours};
use anyhow::Result;
use std::fmt::Write;
use tokio::sync::mpsc::UnboundedReceiver;

const KEYS: &str = "[h]int  [r]eset  [l]ist  [n]ext  [q]uit\n";

/// The reader's session: an exercise, and what to do about it.
#[derive(Debug)]
pub(super) struct Session<'a> {
    ws: &'a Workspace,
    inputs: UnboundedReceiver<Input>,
    screen: Screen,
    current: &'a Exercise,
    /// The text that was checked last: one save may be several events.
    checked: Option<String>,
    asks_to_reset: bool,
}

/// What to do after an input.
#[derive(Debug, PartialEq, Eq)]
enum Then {
    Wait,
    Check,
    Quit,
}

impl<'a> Session<'a> {
    /// Starts with the first exercise that is not solved.
    pub fn new(
        ws: &'a Workspace,
        inputs: UnboundedReceiver<Input>,
        screen: Screen,
    ) -> Result<Self> {
        let first = terminal::current(ws)?.or_else(|| ws.exercises().next());
        let current = first.ok_or_else(|| anyhow::anyhow!("there is no exercise to watch"))?;
        Ok(Self {
            ws,
            inputs,
            screen,
            current,
            checked: None,
            asks_to_reset: false,
        })
    }

    /// Checks, and does as it is told, until the reader quits.
    pub async fn run(mut self) -> Result<()> {
        let mut then = Then::Check;
        loop {
            then = match then {
                Then::Quit => return Ok(()),
                Then::Check => self.check().await?,
                Then::Wait => match self.inputs.recv().await {
                    Some(input) => self.act(input)?,
                    None => Then::Quit,
                },
            };
        }
    }

    /// Checks the current exercise. An input that asks for something else stops the check.
    async fn check(&mut self) -> Result<Then> {
        let (ws, exercise) = (self.ws, self.current);
        self.checked = files::version(exercise);
        self.screen
            .say(&format!("\nChecking {} …\n", exercise.id()))?;
        let stop = Stop::new();
        let mut checking = std::pin::pin!(terminal::check_one(ws, exercise, stop.clone()));
        loop {
            let input = tokio::select! {
                verdict = &mut checking => {
                    self.show(verdict)?;
                    return Ok(Then::Wait);
                }
                input = self.inputs.recv() => input.unwrap_or(Input::Gone),
            };
            let then = self.act(input)?;
            if then != Then::Wait {
                stop.cancel();
                // Only when nothing of it is left may the next one begin.
                let _ = checking.await;
                return Ok(then);
            }
        }
    }

    fn show(&self, verdict: Result<Verdict>) -> Result<()> {
        let verdict = match verdict {
            Ok(verdict) => verdict,
            // The next save may put it right.
            Err(error) => return Ok(self.screen.say(&format!("error: {error:#}\n\n{KEYS}"))?),
        };
        let text = terminal::verdict(&verdict, self.current, Colours::of_stdout());
        let then = match verdict.outcome {
            Outcome::Solved if verdict.next.is_some() => "Press n to go on.\n",
            _ => "",
        };
        Ok(self.screen.say(&format!("{text}{then}\n{KEYS}"))?)
    }

    fn act(&mut self, input: Input) -> Result<Then> {
        match input {
            Input::Gone => Ok(Then::Quit),
            Input::Saved(id) => Ok(self.saved(&id)),
            Input::Key(key) if self.asks_to_reset => self.confirmed(key),
            Input::Key('q') => Ok(Then::Quit),
            Input::Key('h') => {
                let hints = exercise::hint(&self.ws.root, self.current)?;
                self.wait(&format!("\n{}", terminal::hints(&hints)))
            }
            Input::Key('r') => {
                self.asks_to_reset = true;
                let file = self.ws.relative(&self.current.file);
                self.wait(&format!("\nPut the skeleton back into {file}? [y/n] "))
            }
            Input::Key('l') => {
                let list = self.list()?;
                self.wait(&format!("\n{list}\n{KEYS}"))
            }
            Input::Key('n') => self.next(),
            Input::Key(_) => self.wait(KEYS),
        }
    }

    fn wait(&self, text: &str) -> Result<Then> {
        self.screen.say(text)?;
        Ok(Then::Wait)
    }

    /// The exercise that the reader saves is the current one.
    fn saved(&mut self, id: &str) -> Then {
        let Some(exercise) = self.ws.exercise(id) else {
            return Then::Wait;
        };
        let version = files::version(exercise);
        if version.is_none() || (id == self.current.id() && version == self.checked) {
            return Then::Wait;
        }
        self.asks_to_reset = false;
        self.current = exercise;
        Then::Check
    }

    fn confirmed(&mut self, key: char) -> Result<Then> {
        self.asks_to_reset = false;
        if key != 'y' {
            return self.wait("no\n");
        }
        let done = terminal::reset_text(self.ws, self.current)?;
        self.screen.say(&format!("yes\n{done}"))?;
        Ok(Then::Check)
    }

    fn next(&mut self) -> Result<Then> {
        let progress = Progress::load(&self.ws.root)?;
        let next = check::next(self.ws, self.current, &progress);
        match next.and_then(|id| self.ws.exercise(&id)) {
            Some(next) => {
                self.current = next;
                Ok(Then::Check)
            }
            None => self.wait("\nThere is no other exercise to solve.\n"),
        }
    }

    fn list(&self) -> Result<String> {
        let progress = Progress::load(&self.ws.root)?;
        let mut list = String::new();
        for exercise in self.ws.exercises() {
            let id = exercise.id();
            let state = progress.of(&id).state.word();
            let here = if id == self.current.id() { '>' } else { ' ' };
            let _ = writeln!(list, "{here} {state:7} {id}  {}", exercise.title);
        }
        Ok(list)
    }
}
