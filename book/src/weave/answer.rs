//! `{{#answer ch04/c-level-vs-edge}}` … `{{#end-answer}}`: prose that gives a prediction away, folded
//! until the reader has chosen.

use super::directive::{Directive, Found};
use super::html::escape;
use crate::model::Workspace;
use std::collections::BTreeSet;
use std::ops::Range;

pub(super) fn begin(id: &str) -> String {
    format!(
        "<details class=\"wb-explained\" data-predict=\"{}\"><summary>The answer, explained</summary>\n",
        escape(id)
    )
}

pub(super) fn end() -> String {
    "</details>\n".into()
}

/// The folded parts of a page.
#[derive(Debug, Default)]
pub(super) struct Answers<'a> {
    /// The id of the prediction that each belongs to, and where it is, with its marks.
    pub(super) folds: Vec<(&'a str, Range<usize>)>,
    /// What is wrong with their marks, by the line.
    pub(super) problems: Vec<(usize, String)>,
}

impl<'a> Answers<'a> {
    /// Those among a page's directives.
    pub(super) fn of(workspace: &Workspace, directives: &[Found<'a>]) -> Self {
        let mut answers = Self::default();
        let mut asked = BTreeSet::new();
        let mut open: Option<(&'a str, &Found<'a>)> = None;
        for found in directives {
            match &found.directive {
                Ok(Directive::Predict(id)) => drop(asked.insert(*id)),
                Ok(Directive::Answer(id)) => {
                    if let Some((_, before)) = open {
                        let before = before.line;
                        answers.problem(found, format!(
                            "the {{{{#answer}}}} of line {before} is still open: {{{{#end-answer}}}} closes it"
                        ));
                    }
                    if let Err(error) = workspace.find_prediction(id) {
                        answers.problem(found, error.to_string());
                    } else if !asked.contains(id) {
                        answers.problem(found, format!(
                            "this answers a question that nothing above it asks: {{{{#predict {id}}}}}"
                        ));
                    }
                    open = Some((id, found));
                }
                Ok(Directive::EndAnswer) => match open.take() {
                    Some((id, begin)) => {
                        answers.folds.push((id, begin.range.start..found.range.end));
                    }
                    None => {
                        answers.problem(found, "there is no {{#answer}} for this to end".into())
                    }
                },
                _ => {}
            }
        }
        if let Some((id, begin)) = open {
            answers.problem(
                begin,
                format!("no {{{{#end-answer}}}} ends {{{{#answer {id}}}}}"),
            );
        }
        answers
    }

    fn problem(&mut self, found: &Found<'_>, problem: String) {
        self.problems.push((found.line, problem));
    }

    /// Whether a place is folded until this prediction is answered.
    pub(super) fn hides(&self, id: &str, offset: usize) -> bool {
        let mut folds = self.folds.iter();
        folds.any(|(of, range)| *of == id && range.contains(&offset))
    }
}
