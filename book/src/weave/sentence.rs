//! Finds the sentence around a place in a text.

use super::prose::{Letter, OBJECT, Passage};
use std::ops::Range;

/// A sentence of a passage.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// Where it stands in the Markdown, with the marks around its words.
    pub(super) range: Range<usize>,
    pub(super) words: usize,
}

/// The sentence around what stands at an offset of the page.
pub(super) fn around(passage: &Passage, offset: usize) -> Option<Sentence> {
    let letters = &passage.letters;
    let place = letters
        .iter()
        .position(|letter| letter.range.contains(&offset))?;
    let within = in_brackets(letters, place).unwrap_or(0..letters.len());
    let ends = ends(passage, &letters[within.clone()]);
    let ends = ends.iter().map(|end| end + within.start);
    let after = ends.clone().rfind(|end| *end <= place);
    let start = after.unwrap_or(within.start);
    let end = ends.clone().find(|end| *end > place).unwrap_or(within.end);
    let spaces = letters[start..]
        .iter()
        .take_while(|letter| letter.letter.is_whitespace());
    let start = start + spaces.count();
    let from = match start.checked_sub(1) {
        Some(before) => letters[before].range.end,
        None => passage.range.start,
    };
    let to = match letters.get(end) {
        Some(after) => after.range.start,
        None => passage.range.end,
    };
    Some(Sentence {
        range: from..to,
        words: words(&letters[start..end]),
    })
}

/// The inside of brackets around a place that hold sentences of their own: (It is like this.)
fn in_brackets(letters: &[Letter], place: usize) -> Option<Range<usize>> {
    let pairs = pairs(letters);
    let mut around: Vec<_> = pairs
        .into_iter()
        .filter(|pair| pair.contains(&place) && letters[pair.start].letter == '(')
        .collect();
    around.sort_by_key(|pair| pair.len());
    around.into_iter().find_map(|pair| {
        let before = letters[..pair.start].iter().rev();
        let before = before.map(|letter| letter.letter);
        let mut before = before.skip_while(|letter| letter.is_whitespace() || is_bracket(*letter));
        let begins = before.next().is_none_or(ends_sentence);
        let inside = pair.start + 1..pair.end;
        let last = letters[inside.clone()].last()?;
        (begins && !last.is_object && ends_sentence(last.letter)).then_some(inside)
    })
}

/// Where sentences end: the places behind their last letters.
fn ends(passage: &Passage, letters: &[Letter]) -> Vec<usize> {
    let pairs = pairs(letters);
    let is_between = |place| {
        let in_pair = pairs.iter().any(|pair| pair.contains(&place));
        let at = letters[place].range.start;
        let in_span = |span: &Range<usize>| span.start < at && at < span.end;
        !in_pair && !passage.spans.iter().any(|span| in_span(&span.range))
    };
    let mut ends = Vec::new();
    for (place, letter) in letters.iter().enumerate() {
        if letter.is_object || !ends_sentence(letter.letter) {
            continue;
        }
        let rest = &letters[place + 1..];
        let closers = rest
            .iter()
            .take_while(|letter| !letter.is_object && is_closer(letter.letter));
        let closers = closers.count();
        let end = place + 1 + closers;
        let follows_space = letters
            .get(end)
            .is_some_and(|next| next.letter.is_whitespace());
        if follows_space && is_between(end) && goes_on(letters, place, closers > 0) {
            ends.push(end);
        }
    }
    ends
}

/// Whether a new sentence begins behind a full stop or the like.
fn goes_on(letters: &[Letter], stop: usize, is_closed: bool) -> bool {
    let rest = letters[stop + 1..].iter();
    let mut rest = rest.skip_while(|next| !next.is_object && !next.letter.is_alphanumeric());
    let next = rest.next();
    let is_lower = next.is_some_and(|next| !next.is_object && next.letter.is_lowercase());
    let letter = letters[stop].letter;
    if is_lower && (is_closed || letter == '…') {
        return false;
    }
    letter != '.' || !is_abbreviated(&letters[..stop], is_closed)
}

/// A word behind whose full stop the sentence goes on.
fn is_abbreviated(before: &[Letter], is_closed: bool) -> bool {
    const SHORT: [&str; 17] = [
        "e.g", "i.e", "cf", "vs", "viz", "approx", "ca", "resp", "fig", "no", "nr", "dr", "mr",
        "mrs", "st", "pp", "p",
    ];
    let text: String = before.iter().map(visible).collect();
    let mut words = text.split_whitespace().rev();
    let word = words.next().unwrap_or_default();
    let word = word.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    if !is_closed && SHORT.contains(&word.to_lowercase().as_str()) {
        return true;
    }
    // K. Thompson, but: a function of C.
    let mut letters = word.chars();
    let is_initial = letters
        .next()
        .is_some_and(|letter| letter.is_uppercase() && letter != 'I')
        && letters.next().is_none();
    let follows_name = words
        .next()
        .is_some_and(|word| word.starts_with(char::is_uppercase));
    is_initial && (word != "C" || follows_name)
}

fn visible(letter: &Letter) -> char {
    if letter.is_object {
        OBJECT
    } else {
        letter.letter
    }
}

fn ends_sentence(letter: char) -> bool {
    matches!(letter, '.' | '?' | '!' | '…')
}

fn is_closer(letter: char) -> bool {
    is_bracket(letter) || ends_sentence(letter)
}

fn is_bracket(letter: char) -> bool {
    matches!(letter, ')' | ']' | '”' | '’')
}

/// Brackets and quotation marks, each from its opening to its closing one.
fn pairs(letters: &[Letter]) -> Vec<Range<usize>> {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut pairs = Vec::new();
    for (place, letter) in letters.iter().enumerate() {
        let closing = match letter.letter {
            _ if letter.is_object => continue,
            '(' => ')',
            '[' => ']',
            '“' => '”',
            closing => {
                // What was opened in between and never closed is no pair.
                if let Some(at) = open.iter().rposition(|(expected, _)| *expected == closing) {
                    pairs.push(open[at].1..place);
                    open.truncate(at);
                }
                continue;
            }
        };
        open.push((closing, place));
    }
    pairs
}

fn words(letters: &[Letter]) -> usize {
    let text: String = letters.iter().map(|letter| letter.letter).collect();
    let is_word =
        |word: &&str| word.contains(|letter: char| letter.is_alphanumeric() || letter == OBJECT);
    text.split_whitespace().filter(is_word).count()
}
