//! A prediction is worth asking only as long as the page has not answered it: nothing that a reader
//! sees before or right after the question quotes the line that decides.

use super::answer::Answers;
use super::directive::{Directive, Found, line_of};
use crate::model::blocks::Kind;
use crate::model::{Prediction, Target, Workspace};
use mdbook_markdown::pulldown_cmark::{Event, Tag};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use std::ops::Range;

/// How many blocks below a question are still seen with it.
const BELOW: usize = 2;
/// A line with fewer words is in many sentences that say nothing about it.
const TELLING: usize = 3;

/// What gives an answer of a page away, by the line that does.
pub(super) fn problems(
    workspace: &Workspace,
    content: &str,
    directives: &[Found<'_>],
    answers: &Answers<'_>,
) -> Vec<(usize, String)> {
    let blocks = blocks(content);
    let mut problems = Vec::new();
    for found in directives {
        let Ok(Directive::Predict(id)) = &found.directive else {
            continue;
        };
        let page = Seen {
            workspace,
            content,
            directives,
            answers,
            blocks: &blocks,
        };
        // What is wrong with the prediction itself is reported where it is woven.
        if let Some(prediction) = workspace.prediction(id)
            && let Ok(right) = prediction.right(workspace)
        {
            problems.extend(page.problems(found, prediction, &right.line));
        }
    }
    problems
}

struct Seen<'a> {
    workspace: &'a Workspace,
    content: &'a str,
    directives: &'a [Found<'a>],
    answers: &'a Answers<'a>,
    blocks: &'a [Shown],
}

/// A block of the page, as far as a quotation in it matters.
#[derive(Debug)]
struct Shown {
    range: Range<usize>,
    is_heading: bool,
}

impl Seen<'_> {
    fn problems(&self, asked: &Found<'_>, of: &Prediction, line: &str) -> Vec<(usize, String)> {
        let id = of.id();
        let mut below = BELOW;
        let mut problems = Vec::new();
        for block in self.blocks {
            let is_above = block.range.start < asked.range.start;
            let is_own = self.answers.hides(&id, block.range.start)
                || asked.range.contains(&block.range.start)
                || !is_above && self.is_program(block, of);
            if is_own {
                continue;
            }
            if !is_above {
                if below == 0 {
                    break;
                }
                below -= usize::from(!block.is_heading);
            }
            if let Some(what) = self.gives_away(block, of, line) {
                let at = line_of(self.content, block.range.start);
                problems.push((at, says(&id, is_above, asked.line, &what)));
            }
        }
        problems
    }

    /// Whether a block is the program that is asked about, which is woven into its question.
    fn is_program(&self, block: &Shown, of: &Prediction) -> bool {
        self.directives.iter().any(|found| {
            found.range.start == block.range.start
                && self.shows(found).as_ref() == Some(&of.target_id())
                && matches!(found.directive, Ok(Directive::Block(_)))
        })
    }

    fn gives_away(&self, block: &Shown, of: &Prediction, line: &str) -> Option<String> {
        let mut inside = self.directives.iter();
        let directive = inside.find(|found| found.range.start == block.range.start);
        if let Some(found) = directive {
            let is_same = self.shows(found).as_ref() == Some(&of.target_id());
            return is_same.then(|| format!("the output of {}", of.target_id()));
        }
        let text = &self.content[block.range.clone()];
        let is_quoted = quotes(text, line) && !self.is_said_without(of, line);
        is_quoted.then(|| format!("{line:?}"))
    }

    /// Whether a line of an experiment's outcome is one of the program without the change, which a page
    /// may tell: the question is whether it still comes.
    fn is_said_without(&self, of: &Prediction, line: &str) -> bool {
        let Target::Experiment(_) = of.target else {
            return false;
        };
        let experiment = self.workspace.experiment(&of.target_id());
        let before = experiment.and_then(|it| it.pinned_before(self.workspace).ok()?);
        before.is_some_and(|before| before.contains(line))
    }

    /// The id of what a directive runs, whose output it shows.
    fn shows(&self, found: &Found<'_>) -> Option<String> {
        match found.directive.as_ref().ok()? {
            Directive::Step(id) => Some(self.workspace.step(id)?.id()),
            Directive::Try(id) => Some(self.workspace.experiment(id)?.id()),
            Directive::Predict(id) => Some(self.workspace.prediction(id)?.target_id()),
            Directive::Block(block) => match &block.kind {
                Ok(Kind::Run(run)) => Some(self.workspace.snippet(&run.name)?.id()),
                _ => None,
            },
            _ => None,
        }
    }
}

fn says(id: &str, is_above: bool, asked: usize, what: &str) -> String {
    if is_above {
        format!("the answer to {id} is on the page before its question (line {asked}): {what}")
    } else {
        format!(
            "the answer to {id} is on the page right after its question (line {asked}): {what}; \
             {{{{#answer {id}}}}} folds it"
        )
    }
}

/// The blocks of a page, from the top, without comments.
fn blocks(content: &str) -> Vec<Shown> {
    let mut blocks = Vec::new();
    let mut depth = 0;
    let events = new_cmark_parser(content, &MarkdownOptions::default()).into_offset_iter();
    for (event, range) in events {
        match event {
            Event::Start(tag) => {
                let is_comment = content[range.clone()].trim_start().starts_with("<!--");
                if depth == 0 && !is_comment {
                    let is_heading = matches!(tag, Tag::Heading { .. });
                    blocks.push(Shown { range, is_heading });
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    blocks
}

/// Whether a text says what a line does, with marks around its parts or without. Its actor may be
/// named elsewhere in the sentence.
fn quotes(text: &str, line: &str) -> bool {
    let said = line.split_once("] ").map_or(line, |(_, said)| said);
    let said = plain(said);
    let whole = plain(line);
    let telling = if words(&said) >= TELLING { said } else { whole };
    words(&telling) >= TELLING && contains(&plain(text), &telling)
}

fn words(text: &str) -> usize {
    text.split(' ').count()
}

/// A text without what marks code, emphasis and actors, on one line.
fn plain(text: &str) -> String {
    let letters = text.chars().filter(|letter| !"`[]*_\"“”".contains(*letter));
    let text = letters.collect::<String>().to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let ends = |letter: char| !letter.is_alphanumeric();
    words.join(" ").trim_end_matches(ends).to_owned()
}

/// Whether a text contains another that neither begins nor ends in the middle of a word.
fn contains(text: &str, part: &str) -> bool {
    let is_end = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    text.match_indices(part).any(|(at, _)| {
        is_end(text[..at].chars().next_back()) && is_end(text[at + part.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_found_whatever_marks_are_in_it() {
        let line = "[edge] reports it once in 3 polls";
        for text in [
            "It says `[edge] reports it once in 3 polls`.",
            "The edge-triggered queue reports\nit **once in 3 polls**.",
            "> Reports it once in 3 polls",
        ] {
            assert!(quotes(text, line), "{text}");
        }
        for text in [
            "It reports it once in 30 polls, or 3.",
            "It reports it twice.",
        ] {
            assert!(!quotes(text, line), "{text}");
        }
    }

    #[test]
    fn a_short_line_is_a_quotation_only_with_its_actor() {
        assert!(quotes(
            "Then `[main] counts 3` is printed.",
            "[main] counts 3"
        ));
        assert!(!quotes("It counts 3 of them.", "[main] counts 3"));
        assert!(!quotes("The answer is 42.", "42"));
    }
}
