//! Where the parts of a machine come from.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use proc_macro2::Span;
use syn::{Stmt, Type};

use crate::flow::Point;
use crate::lower::Arm;
use crate::machine::Machine;
use crate::{comments, syntax};

impl Machine<'_> {
    /// The types that the machine holds, and where they come from.
    pub(crate) fn held(&self) -> Vec<(Type, Span)> {
        let types = self.lowering.types;
        let futures = self.lowered.futures.values();
        let futures = futures.filter_map(|future| Some((types.of(future)?, syntax::place(future))));
        let points = self.lowered.arms.iter().map(|arm| arm.point);
        // What's kept at a meeting point is in a variable of `poll`.
        let states = points.filter(|point| point.is_state());
        let kept = states.flat_map(|point| self.kept(point));
        let kept = kept
            .filter_map(|binding| Some((types.variable(&binding.unique)?.clone(), binding.span)));
        futures.chain(kept).collect()
    }

    /// Where a state or a meeting point comes from, as the comment above it.
    pub(crate) fn doc(&self, arm: &Arm) -> Option<String> {
        let stmt = arm.source.as_ref()?;
        let lines = syntax::lines(stmt)?;
        let (first, last) = (*lines.start(), *lines.end());
        let text = self.text.lines().nth(first - 1)?.trim();
        let (place, more) = match first == last {
            true => (format!("ine {first}"), ""),
            false => (format!("ines {first}–{last}"), " …"),
        };
        let before = if matches!(arm.point, Point::After(_)) {
            "After l"
        } else {
            "L"
        };
        Some(format!(" {before}{place}: `{text}{more}`"))
    }

    /// The lines that each state and meeting point comes from.
    pub(crate) fn lines(
        &self,
        head: Option<RangeInclusive<usize>>,
    ) -> BTreeMap<String, RangeInclusive<usize>> {
        let mut found = BTreeMap::new();
        for arm in &self.lowered.arms {
            let code = arm.code.iter().filter(|stmt| !comments::is_comment(stmt));
            let code = code.filter_map(syntax::lines);
            let source = match arm.point {
                Point::Start => head.clone(),
                Point::After(_) => None,
                _ => arm
                    .source
                    .as_ref()
                    .and_then(|stmt| head_lines(stmt, arm.point)),
            };
            let all = code.chain(source);
            let range = all.reduce(|a, b| *a.start().min(b.start())..=*a.end().max(b.end()));
            if let Some(range) = range {
                found.insert(self.state(arm.point).to_string(), range);
            }
        }
        found
    }
}

/// The lines of a statement that waits; of a loop, its first line.
fn head_lines(stmt: &Stmt, point: Point) -> Option<RangeInclusive<usize>> {
    let lines = syntax::lines(stmt)?;
    match point {
        Point::Head(_) => Some(*lines.start()..=*lines.start()),
        _ => Some(lines),
    }
}
