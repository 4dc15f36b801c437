//! A recording stays small, however much a program states.

use super::file::Recording;
use super::told::Told;
use std::collections::BTreeMap;

/// How many statements a recording holds. A page draws so many at once.
const MOST: usize = 2000;

/// How many of one actor, if there are too many.
const MOST_OF_ONE: usize = 400;

impl Recording {
    /// Keeps at most [`MOST`] statements: in a crowd of equal actors, those with the lowest numbers; of an
    /// actor that goes on and on, its first ones. Which those are doesn't depend on who was faster.
    pub(super) fn bounded(told: Vec<Told>) -> Self {
        if told.len() <= MOST {
            return Self { told, dropped: 0 };
        }
        let ranks = ranks(&told);
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut order = Vec::new();
        for (index, one) in told.iter().enumerate() {
            let nth = seen.entry(&one.who).or_default();
            order.push((
                *nth >= MOST_OF_ONE,
                ranks[&*one.who],
                *nth,
                &*one.who,
                index,
            ));
            *nth += 1;
        }
        order.sort_unstable();
        let mut kept: Vec<usize> = order.iter().take(MOST).map(|(.., index)| *index).collect();
        kept.sort_unstable();
        let dropped = told.len() - kept.len();
        let told = kept.into_iter().map(|index| told[index].clone()).collect();
        Self { told, dropped }
    }
}

/// Each actor's place among those whose names begin with the same word: `fiber 2` before `fiber 10`.
fn ranks(told: &[Told]) -> BTreeMap<&str, usize> {
    let mut crowds: BTreeMap<&str, BTreeMap<(u64, &str), ()>> = BTreeMap::new();
    for one in told {
        let (word, rest) = one.who.split_once(' ').unwrap_or((&one.who, ""));
        let number = rest.parse().unwrap_or_default();
        crowds
            .entry(word)
            .or_default()
            .insert((number, &one.who), ());
    }
    let ranked = crowds
        .into_values()
        .flat_map(|crowd| (0..).zip(crowd.into_keys()));
    ranked.map(|(rank, (_, who))| (who, rank)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(who: String) -> Told {
        Told {
            ms: 0.0,
            does: "runs".into(),
            who,
            what: String::new(),
            at: "a.rs:1".into(),
            thread: 1,
        }
    }

    fn count(recording: &Recording, who: &str) -> usize {
        recording.told.iter().filter(|told| told.who == who).count()
    }

    #[test]
    fn a_crowd_is_cut_by_its_numbers_whoever_came_first() {
        let crowd = |order: &mut dyn Iterator<Item = usize>| {
            let mut all = vec![told("main".into())];
            all.extend(
                order.flat_map(|n| [told(format!("fiber {n}")), told(format!("fiber {n}"))]),
            );
            Recording::bounded(all)
        };
        let forwards = crowd(&mut (1..=5000));
        let backwards = crowd(&mut (1..=5000).rev());
        for recording in [&forwards, &backwards] {
            assert_eq!((recording.told.len(), recording.dropped), (2000, 8001));
            let counts = ["main", "fiber 1", "fiber 10", "fiber 999", "fiber 1001"]
                .map(|who| count(recording, who));
            assert_eq!(counts, [1, 2, 2, 2, 0]);
        }
        assert_eq!(forwards.told.last().unwrap().who, "fiber 1000");
        let file = forwards.to_file();
        assert!(file.ends_with("\n{\"dropped\":8001}\n"));
        assert_eq!(Recording::of_file(&file), forwards);
    }

    #[test]
    fn one_that_goes_on_and_on_does_not_push_the_others_out() {
        let mut all: Vec<Told> = (0..3000).map(|_| told("busy".into())).collect();
        all.extend((0..300).map(|_| told("quiet".into())));
        all.extend((0..2000).map(|_| told("third".into())));
        let recording = Recording::bounded(all);
        assert_eq!(recording.told.len(), 2000);
        assert_eq!(count(&recording, "quiet"), 300);
        assert!(count(&recording, "third") >= 400 && count(&recording, "busy") >= 400);
    }
}
