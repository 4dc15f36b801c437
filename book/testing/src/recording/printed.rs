//! The lines of a recording and those that were printed.

use super::file::Recording;
use super::told::Told;
use trace::Event;

impl Recording {
    /// Whether the lines that are said come in the order in which they're printed; if not, the first that doesn't.
    pub(crate) fn is_told_as_printed(&self, printed: &str) -> Result<(), String> {
        let mut rest = printed;
        for told in self.told.iter().filter(|told| told.does == "says") {
            let line = Event {
                actor: told.who.clone(),
                what: told.what.clone(),
            }
            .to_string();
            match rest.split_once(&line) {
                Some((_, after)) => rest = after,
                None => return Err(line),
            }
        }
        Ok(())
    }

    /// The recording of a program that only prints: a line that an actor says for each `[actor] what`, at the time it
    /// arrived. `arrivals` says how many bytes had come after how many milliseconds.
    pub(crate) fn of_printed(printed: &str, arrivals: &[(usize, f64)]) -> Self {
        let mut told: Vec<Told> = Vec::new();
        let mut end = 0;
        let mut is_said = false;
        for line in printed.split_inclusive('\n') {
            end += line.len();
            let line = line.strip_suffix('\n').unwrap_or(line);
            let speaker = line
                .strip_prefix('[')
                .and_then(|rest| rest.split_once("] "));
            if let Some((who, what)) = speaker {
                let arrived = arrivals.iter().find(|(bytes, _)| *bytes >= end);
                told.push(said(who, what, arrived.map_or(0.0, |(_, ms)| *ms)));
            } else if let (Some(more), Some(last), true) =
                (line.strip_prefix("    "), told.last_mut(), is_said)
            {
                last.what = format!("{}\n{more}", last.what);
                continue;
            }
            is_said = speaker.is_some();
        }
        Self::bounded(told)
    }
}

fn said(who: &str, what: &str, ms: f64) -> Told {
    Told {
        ms,
        does: "says".into(),
        who: who.into(),
        what: what.into(),
        at: String::new(),
        thread: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_printed_is_said_when_it_arrives() {
        let printed = "[main] asks\n    twice\nnobody\n    x\n[task 2] answers\n";
        let recording = Recording::of_printed(printed, &[(12, 1.0), (33, 2.5), (52, 9.0)]);
        let expected = [
            said("main", "asks\ntwice", 1.0),
            said("task 2", "answers", 9.0),
        ];
        assert_eq!(recording.told, expected);
        assert_eq!(recording.is_told_as_printed(printed), Ok(()));
    }

    #[test]
    fn another_order_than_the_printed_one_is_told() {
        let recording = Recording::of_printed("[a] 1\n[b] 2\n", &[]);
        let problem = recording.is_told_as_printed("[b] 2\n[a] 1\n");
        assert_eq!(problem, Err("[b] 2\n".into()));
    }
}
