//! What somebody may have meant.

use std::fmt;

/// There is no step or exercise of this name; says which names come close.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown(String);

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unknown {}

pub(super) fn unknown(what: &str, asked: &str, known: impl Iterator<Item = String>) -> Unknown {
    unknown_in(what, asked, "`cargo book list` shows what there is", known)
}

/// The same, for names that something else than `cargo book list` shows.
pub(super) fn unknown_in(
    what: &str,
    asked: &str,
    shown: &str,
    known: impl Iterator<Item = String>,
) -> Unknown {
    let near = nearest(asked, known);
    Unknown(match near.as_slice() {
        [] => format!("there is no {what} {asked}: {shown}"),
        [one] => format!("there is no {what} {asked}; the nearest is {one}"),
        near => format!(
            "there is no {what} {asked}; the nearest are {}",
            near.join(", ")
        ),
    })
}

/// At most three names, the most similar first, none that is too far off to be meant.
fn nearest(asked: &str, known: impl Iterator<Item = String>) -> Vec<String> {
    let mut near: Vec<(usize, String)> = known
        .map(|name| (distance_to_either(asked, &name), name))
        .filter(|(distance, _)| *distance <= 2.max(asked.chars().count() / 3))
        .collect();
    near.sort();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// How far what was asked for is from an id or from the name in it, whichever is nearer. What is
/// the beginning of a name is near it.
fn distance_to_either(asked: &str, id: &str) -> usize {
    let name = id.split_once('/').map_or(id, |(_, name)| name);
    if !asked.is_empty() && (name.starts_with(asked) || id.starts_with(asked)) {
        return 1;
    }
    distance(asked, id).min(distance(asked, name))
}

/// The Levenshtein distance: how many letters to insert, drop or change.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> impl Iterator<Item = String> {
        ["ch04/a-epoll", "ch04/b-epoll-mio", "ch04/deregister"]
            .map(String::from)
            .into_iter()
    }

    #[test]
    fn a_slip_of_the_finger_finds_what_was_meant() {
        assert_eq!(nearest("ch04/deregistr", known()), ["ch04/deregister"]);
        assert_eq!(nearest("deregsiter", known()), ["ch04/deregister"]);
        assert_eq!(nearest("ch05/a-epoll", known()), ["ch04/a-epoll"]);
    }

    #[test]
    fn the_beginning_of_a_name_finds_it() {
        assert_eq!(nearest("b-", known()), ["ch04/b-epoll-mio"]);
    }

    #[test]
    fn what_is_like_nothing_finds_nothing() {
        assert_eq!(
            unknown("step", "zebra", known()).to_string(),
            "there is no step zebra: `cargo book list` shows what there is"
        );
    }
}
