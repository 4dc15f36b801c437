//! What is known of a check that was stopped: whether it computes or sleeps, what its actors were doing, and what that
//! usually means in its chapter.

use super::heard::Heard;
use crate::model::Exercise;
use crate::run::Status;
use crate::states::State;

/// More actors than these are counted, not listed.
const ACTORS: usize = 16;

/// What was reached, to be part of a sentence.
pub(super) fn summary(status: &Status, who: &str) -> String {
    match status {
        Status::Asleep(limit) => format!(
            "{who} is asleep. For {} s none of its threads has run, and nothing has woken one",
            limit.as_secs_f64()
        ),
        Status::Computed(limit) => format!(
            "{who} was still computing after {} s of CPU time, and was stopped",
            limit.as_secs_f64()
        ),
        Status::TimedOut(limit) => format!(
            "{who} had not ended after {} s, and was stopped",
            limit.as_secs_f64()
        ),
        _ => format!("{who} was stopped"),
    }
}

/// What the actors were doing, and what may be the reason.
pub(super) fn explanation(heard: &Heard, exercise: &Exercise) -> String {
    let actors = actors(heard);
    let doing = match actors.as_slice() {
        [] => "It had said nothing when it was stopped.".to_owned(),
        actors => format!("When it was stopped:\n  {}", actors.join("\n  ")),
    };
    match causes(exercise) {
        Some(causes) => format!("{doing}\n\n{causes}"),
        None => doing,
    }
}

/// What it usually means in this chapter that a check does not end.
pub(super) fn causes(exercise: &Exercise) -> Option<String> {
    let causes = exercise.hangs.iter().map(|cause| format!("\n- {cause}"));
    let list: String = causes.collect();
    (!list.is_empty()).then(|| format!("In this chapter it usually means one of these:{list}"))
}

/// What each actor that has not ended was doing, in the order in which they came.
fn actors(heard: &Heard) -> Vec<String> {
    let all = heard.states.all().iter();
    let mut doing: Vec<_> = all
        .filter_map(|(actor, state)| does(actor, state, heard.said_last(actor)))
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
    use super::does;
    use crate::states::State;

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
