//! What the actors of a program that was stopped were doing, in words.

use super::{State, States};

/// More actors than these are counted, not listed.
const ACTORS: usize = 16;

/// What each actor that has not ended was doing when its program was stopped, in the order in which they came; and what
/// it said last, as far as that is known.
pub(crate) fn doing<'a>(
    states: &'a States,
    said_last: impl Fn(&str) -> Option<&'a str>,
) -> Vec<String> {
    let all = states.all().iter();
    let mut doing: Vec<_> = all
        .filter_map(|(actor, state)| does(actor, state, said_last(actor)))
        .collect();
    let further = doing.len().saturating_sub(ACTORS);
    doing.truncate(ACTORS);
    if further > 0 {
        doing.push(format!("and {further} more"));
    }
    doing
}

fn does(actor: &str, state: &State, said: Option<&str>) -> Option<String> {
    let state = match state {
        State::Ended => return None,
        State::Running => format!("{actor} was running"),
        State::Ready => format!("{actor} was ready to run"),
        State::Waiting(what) if what.is_empty() => format!("{actor} was waiting"),
        State::Waiting(what) => format!("{actor} was waiting for {what}"),
    };
    Some(match said {
        Some(said) => format!("{state}; the last it said: {said}"),
        None => state,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_actor_is_told_by_its_state_and_its_last_words() {
        let waiting = |what: &str| State::Waiting(what.to_owned());
        let told = |state| does("fiber 2", &state, None).unwrap();
        assert_eq!(told(waiting("fiber 1")), "fiber 2 was waiting for fiber 1");
        assert_eq!(told(waiting("")), "fiber 2 was waiting");
        assert_eq!(told(State::Ready), "fiber 2 was ready to run");
        assert_eq!(does("fiber 2", &State::Ended, Some("goes")), None);
        assert_eq!(
            does("main", &State::Running, Some("asks")).unwrap(),
            "main was running; the last it said: asks"
        );
    }
}
