//! What each actor of a program is doing, from what the actors state. The page's timeline follows the same rules.
//!
//! - Who says a line, or spawns, wakes, unparks or sends to another, runs.
//! - Who states that it runs, is ready, waits or has ended, does.
//! - Who is spawned, woken, unparked or sent to, is ready if it waited or wasn't known. If it runs or is ready, it stays
//!   so. If it has ended, only a spawn brings it back.
//! - Who is resumed or polled, runs; and who resumed or polled it waits for it, until its own next statement.

mod doing;

pub(crate) use doing::doing;

use crate::recording::{Does, Statement};
use std::collections::HashMap;

/// What an actor is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It runs.
    Running,
    /// It could run, and waits for its turn.
    Ready,
    /// It waits for what is named.
    Waiting(String),
    /// It's over.
    Ended,
}

/// The actors of a program and their states, as far as they've been stated.
#[derive(Clone, Debug, Default)]
pub struct States {
    /// In the order of their first mention.
    actors: Vec<(String, State)>,
    places: HashMap<String, usize>,
}

/// An actor that has another state now: by its place in the order of their first mention.
pub type Changed = usize;

impl States {
    /// Takes a statement in, and says whose states it has changed, a new actor's too.
    pub fn take(&mut self, statement: &Statement) -> Vec<Changed> {
        use Does::{Ends, Polls, Ready, Resumes, Runs, Says, Sends, Spawns, Unparks, Waits, Wakes};
        let other = || statement.what.clone();
        let own = match statement.does {
            Says | Runs | Spawns | Wakes | Unparks | Sends => State::Running,
            Ready => State::Ready,
            Waits | Resumes | Polls => State::Waiting(other()),
            Ends => State::Ended,
        };
        let mut changed = vec![self.set(&statement.who, own)];
        if let Some(state) = self.of_the_other(statement) {
            changed.push(self.set(&statement.what, state));
        }
        changed.into_iter().flatten().collect()
    }

    /// The state of whom the statement is about, if it's about another.
    fn of_the_other(&self, statement: &Statement) -> Option<State> {
        use Does::{Polls, Resumes, Sends, Spawns, Unparks, Wakes};
        let before = self.of(&statement.what);
        match statement.does {
            Resumes | Polls => Some(State::Running),
            Spawns | Wakes | Unparks | Sends => match before {
                None | Some(State::Waiting(_)) => Some(State::Ready),
                Some(State::Ended) if statement.does == Spawns => Some(State::Ready),
                Some(State::Running | State::Ready | State::Ended) => None,
            },
            _ => None,
        }
    }

    fn set(&mut self, actor: &str, state: State) -> Option<Changed> {
        let Some(&place) = self.places.get(actor) else {
            self.places.insert(actor.to_owned(), self.actors.len());
            self.actors.push((actor.to_owned(), state));
            return Some(self.actors.len() - 1);
        };
        let before = std::mem::replace(&mut self.actors[place].1, state);
        (before != self.actors[place].1).then_some(place)
    }

    /// An actor's state, if it has been mentioned.
    pub fn of(&self, actor: &str) -> Option<&State> {
        let place = self.place(actor)?;
        Some(&self.actors[place].1)
    }

    /// An actor's place in the order of their first mention.
    pub fn place(&self, actor: &str) -> Option<usize> {
        self.places.get(actor).copied()
    }

    /// All actors and their states, in the order of their first mention.
    pub fn all(&self) -> &[(String, State)] {
        &self.actors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The states after lines of `who does what`, where a name is one word.
    fn after(lines: &[&str]) -> States {
        let mut states = States::default();
        for line in lines {
            states.take(&statement(line));
        }
        states
    }

    fn statement(line: &str) -> Statement {
        let mut words = line.splitn(3, ' ');
        let mut next = || words.next().unwrap_or_default().to_owned();
        let (who, does, what) = (next(), next(), next());
        let does = serde_json::from_value(does.into()).unwrap();
        Statement {
            ms: 0.0,
            does,
            who,
            what,
            at: String::new(),
            thread: 1,
        }
    }

    fn waiting(what: &str) -> Option<State> {
        Some(State::Waiting(what.into()))
    }

    fn of(lines: &[&str], actor: &str) -> Option<State> {
        after(lines).of(actor).cloned()
    }

    #[test]
    fn an_actor_is_what_it_states_and_unknown_before_its_first_mention() {
        for (does, state) in [
            ("runs", State::Running),
            ("says hello", State::Running),
            ("ready", State::Ready),
            ("waits fd 7", State::Waiting("fd 7".into())),
            ("ends", State::Ended),
        ] {
            let states = after(&["a waits b", &format!("a {does}")]);
            assert_eq!(states.all(), [("a".to_owned(), state)]);
        }
    }

    #[test]
    fn an_actor_that_wakes_another_runs_and_the_other_is_ready() {
        for does in ["spawns", "wakes", "unparks", "sends"] {
            let line = format!("a {does} b");
            assert_eq!(of(&["a waits x", &line], "a"), Some(State::Running));
            for before in ["b waits x", "c runs"] {
                assert_eq!(of(&[before, &line], "b"), Some(State::Ready));
            }
            for (before, state) in [("b runs", State::Running), ("b ready", State::Ready)] {
                assert_eq!(of(&[before, &line], "b"), Some(state));
            }
        }
    }

    #[test]
    fn only_a_spawn_brings_back_one_that_has_ended() {
        for does in ["wakes", "unparks", "sends"] {
            assert_eq!(
                of(&["b ends", &format!("a {does} b")], "b"),
                Some(State::Ended)
            );
        }
        assert_eq!(of(&["b ends", "a spawns b"], "b"), Some(State::Ready));
    }

    #[test]
    fn who_resumes_or_polls_waits_for_the_other_until_its_own_next_statement() {
        for does in ["resumes", "polls"] {
            let line = format!("a {does} b");
            let lines = [line.as_str(), "b wakes c"];
            assert_eq!(of(&lines, "a"), waiting("b"));
            assert_eq!(of(&lines, "b"), Some(State::Running));
            assert_eq!(
                of(&[&line, "b waits x", "a says done"], "a"),
                Some(State::Running)
            );
        }
    }

    #[test]
    fn a_change_is_told_and_what_stays_is_not() {
        let mut states = after(&["a runs"]);
        assert!(states.take(&statement("a says x")).is_empty());
        assert_eq!(states.take(&statement("a wakes b")), [1]);
        assert_eq!(states.take(&statement("a resumes b")), [0, 1]);
        assert_eq!(states.place("b"), Some(1));
    }
}
