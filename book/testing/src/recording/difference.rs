//! Where a run isn't what was recorded.

use super::file::Recording;
use super::redact::redacted;
use super::told::Told;
use std::collections::BTreeMap;

/// What is compared of a statement: what it is, on what, and in which file.
type Key = (String, String, String);

impl Recording {
    /// Each actor's statements, in its own order.
    fn by_actor(&self) -> BTreeMap<&str, Vec<&Told>> {
        let mut actors: BTreeMap<&str, Vec<&Told>> = BTreeMap::new();
        for told in &self.told {
            actors.entry(&told.who).or_default().push(told);
        }
        actors
    }

    /// What the first actor in this run that isn't as recorded does differently, as a sentence without its end.
    pub(super) fn difference_from(&self, recorded: &Self) -> Option<String> {
        let (now, before) = (self.by_actor(), recorded.by_actor());
        let mut told = self.told.iter().chain(&recorded.told);
        let none = Vec::new();
        let of_one = told.find_map(|one| {
            let who = one.who.as_str();
            let now = now.get(who).unwrap_or(&none);
            let before = before.get(who).unwrap_or(&none);
            difference(who, now, before)
        });
        of_one.or_else(|| {
            let count = |recording: &Self| recording.told.len() + recording.dropped;
            let (now, before) = (count(self), count(recorded));
            (now != before)
                .then(|| format!("there are {now} statements, and {before} were recorded"))
        })
    }

    /// Takes over the lines of code from another run, in which each actor states the same; says whether any moved.
    pub(super) fn take_lines_from(&mut self, run: &Self) -> bool {
        let mut lines: BTreeMap<&str, std::vec::IntoIter<&Told>> = BTreeMap::new();
        for (who, told) in run.by_actor() {
            lines.insert(who, told.into_iter());
        }
        let mut moved = false;
        for told in &mut self.told {
            let now = lines.get_mut(told.who.as_str()).and_then(Iterator::next);
            if let Some(now) = now.filter(|now| now.at != told.at) {
                told.at.clone_from(&now.at);
                moved = true;
            }
        }
        moved
    }
}

fn key(told: &Told) -> Key {
    (
        told.does.clone(),
        redacted(&told.what),
        told.file().to_owned(),
    )
}

fn difference(who: &str, now: &[&Told], before: &[&Told]) -> Option<String> {
    let longer = now.len().max(before.len());
    let at = (0..longer)
        .find(|&at| now.get(at).map(|it| key(it)) != before.get(at).map(|it| key(it)))?;
    let nth = at + 1;
    Some(match (now.get(at), before.get(at)) {
        (Some(now), Some(before)) if now.words() == before.words() => format!(
            "statement {nth} of [{who}], \"{}\", is made in {}, and was recorded in {}",
            now.words(),
            now.file(),
            before.file(),
        ),
        (Some(now), Some(before)) => format!(
            "statement {nth} of [{who}] is \"{}\", and was recorded as \"{}\"",
            now.words(),
            before.words(),
        ),
        (Some(now), None) => format!(
            "[{who}] makes a statement {nth}, \"{}\", that wasn't recorded",
            now.words()
        ),
        (None, before) => format!(
            "[{who}] no longer makes its statement {nth}, \"{}\"",
            before.map(|before| before.words()).unwrap_or_default()
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A recording from lines of `who does what @ place`.
    fn recording(lines: &[&str]) -> Recording {
        let told = lines.iter().zip(0_u8..).map(|(line, n)| {
            let (said, at) = line.split_once(" @ ").unwrap();
            let mut words = said.splitn(3, ' ');
            let mut next = || words.next().unwrap_or_default().to_owned();
            let (who, does, what) = (next(), next(), next());
            let (ms, at, thread) = (f64::from(n), at.to_owned(), 1);
            Told {
                ms,
                does,
                who,
                what,
                at,
                thread,
            }
        });
        Recording {
            told: told.collect(),
            dropped: 0,
        }
    }

    fn difference(now: &[&str], before: &[&str]) -> Option<String> {
        recording(now).difference_from(&recording(before))
    }

    const BEFORE: [&str; 3] = [
        "a runs @ x.rs:1",
        "b waits fd 7 readable @ x.rs:2",
        "a ends @ x.rs:3",
    ];

    #[test]
    fn neither_lines_nor_times_nor_who_was_first_nor_a_machines_numbers_are_compared() {
        let now = [
            "b waits fd 9 readable @ x.rs:20",
            "a runs @ x.rs:1",
            "a ends @ x.rs:3",
        ];
        assert_eq!(difference(&now, &BEFORE), None);
    }

    #[test]
    fn a_state_that_changed_is_told_with_its_actor() {
        let now = [
            "a runs @ x.rs:1",
            "b waits a turn @ x.rs:2",
            "a ends @ x.rs:3",
        ];
        assert_eq!(
            difference(&now, &BEFORE).unwrap(),
            "statement 1 of [b] is \"waits a turn\", and was recorded as \"waits fd 7 readable\""
        );
    }

    #[test]
    fn an_actors_own_order_is_compared() {
        let now = [
            "a ends @ x.rs:3",
            "a runs @ x.rs:1",
            "b waits fd 7 readable @ x.rs:2",
        ];
        assert_eq!(
            difference(&now, &BEFORE).unwrap(),
            "statement 1 of [a] is \"ends\", and was recorded as \"runs\""
        );
    }

    #[test]
    fn one_more_one_fewer_and_one_in_another_file_are_told() {
        let more = [&BEFORE[..], &["c runs @ x.rs:1"]].concat();
        assert_eq!(
            difference(&more, &BEFORE).unwrap(),
            "[c] makes a statement 1, \"runs\", that wasn't recorded"
        );
        assert_eq!(
            difference(&BEFORE[..2], &BEFORE).unwrap(),
            "[a] no longer makes its statement 2, \"ends\""
        );
        let elsewhere = ["a runs @ y.rs:1", BEFORE[1], BEFORE[2]];
        assert_eq!(
            difference(&elsewhere, &BEFORE).unwrap(),
            "statement 1 of [a], \"runs\", is made in y.rs, and was recorded in x.rs"
        );
    }

    #[test]
    fn lines_that_moved_are_taken_over_and_times_stay() {
        let mut recorded = recording(&BEFORE);
        let now = recording(&[
            "b waits fd 9 readable @ x.rs:20",
            "a runs @ x.rs:10",
            "a ends @ x.rs:3",
        ]);
        assert!(recorded.take_lines_from(&now));
        let moved = [
            "a runs @ x.rs:10",
            "b waits fd 7 readable @ x.rs:20",
            "a ends @ x.rs:3",
        ];
        assert_eq!(recorded, recording(&moved));
        assert!(!recorded.take_lines_from(&now));
    }
}
