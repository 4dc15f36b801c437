//! What is known of a check that was stopped: whether it computes or sleeps, what its actors were doing, and what that
//! usually means in its chapter.

use super::heard::Heard;
use crate::model::Exercise;
use crate::run::Status;
use crate::states::doing;

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
    let actors = doing(&heard.states, |actor| heard.said_last(actor));
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
