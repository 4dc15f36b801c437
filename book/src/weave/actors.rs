//! One colour for each actor through the whole book. The table is the theme's, so that the script
//! agrees.

use super::html::escape;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../theme/actors.json");
const COLOURS: u32 = 8;
const SHADES: u32 = 12;

static COLOUR_OF: LazyLock<BTreeMap<String, u32>> =
    LazyLock::new(|| serde_json::from_str(TABLE).expect("a test reads the table"));

/// The index of an actor's colour, which depends on its first word: `task 3` looks as `task 4` does.
pub(super) fn colour(actor: &str) -> u32 {
    let word = actor.split(' ').next().unwrap_or_default();
    let sum = || word.encode_utf16().map(u32::from).sum::<u32>() % COLOURS;
    COLOUR_OF.get(word).copied().unwrap_or_else(sum)
}

/// The index of an actor's shade of its colour, which depends on its number: `task 3` differs from `task 4`.
fn shade(actor: &str) -> u32 {
    let (_, number) = actor.rsplit_once(' ').unwrap_or_default();
    number.parse::<u32>().unwrap_or(0) % SHADES
}

/// The table as an element that the scripts read.
pub(super) fn table() -> String {
    let table = serde_json::to_string(&*COLOUR_OF).expect("a map of numbers is JSON");
    format!("<script type=\"application/json\" id=\"wb-actors\">{table}</script>")
}

/// Who says the lines of an output.
pub(super) fn speakers(output: &str) -> BTreeSet<&str> {
    output
        .lines()
        .filter_map(|line| speaker(line).map(|(actor, _)| actor))
        .collect()
}

/// Printed lines as the page shows them, an element each; what one says is in its colour.
pub(super) fn lines(output: &str) -> String {
    output.lines().map(line).collect()
}

fn line(line: &str) -> String {
    match speaker(line) {
        Some((actor, what)) => format!(
            "<span class=\"wb-line\" data-actor=\"{actor}\" data-actor-colour=\"{}\"{}>\
             <span class=\"wb-actor\">[{actor}]</span>{}&#10;</span>",
            colour(actor),
            shade_of(actor),
            escape(what),
            actor = escape(actor),
        ),
        None => format!("<span class=\"wb-line\">{}&#10;</span>", escape(line)),
    }
}

fn shade_of(actor: &str) -> String {
    match shade(actor) {
        0 => String::new(),
        shade => format!(" data-actor-shade=\"{shade}\""),
    }
}

/// Who says a line, and the rest of it. Further lines of an event are said by nobody.
fn speaker(line: &str) -> Option<(&str, &str)> {
    let (actor, what) = line.strip_prefix('[')?.split_once(']')?;
    (!actor.is_empty() && (what.is_empty() || what.starts_with(' '))).then_some((actor, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_of_the_table_exists() {
        assert_eq!(colour("main"), 0);
        assert!(COLOUR_OF.values().all(|colour| *colour < COLOURS));
    }

    #[test]
    fn the_first_word_of_an_actor_decides() {
        assert_eq!(colour("task 3"), colour("task"));
    }

    #[test]
    fn an_actor_that_the_table_does_not_know_has_a_colour_too() {
        // z = 122, e = 101: 223 % 8.
        assert_eq!(colour("ze"), 7);
    }

    #[test]
    fn lines_carry_their_actor_and_further_ones_none() {
        assert_eq!(
            lines("[task 3] says \"<hi>\"\n    more\n\n"),
            "<span class=\"wb-line\" data-actor=\"task 3\" data-actor-colour=\"5\" data-actor-shade=\"3\">\
             <span class=\"wb-actor\">[task 3]</span> says &quot;&lt;hi&gt;&quot;&#10;</span>\
             <span class=\"wb-line\">    more&#10;</span>\
             <span class=\"wb-line\">&#10;</span>"
        );
    }
}
