//! Which variables a state has to keep, and a meeting point to pass on.
//!
//! A variable is kept if the state or point is in its scope and it's used later, or if its destructor, which runs at the
//! end of the scope, does more than give memory back. Two walks over the graph of events find out: one backwards (what's used later),
//! one forwards (what may have been moved away by then).

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::Reason;
use crate::borrows::Borrows;
use crate::flow::{Event, Flow, Point};
use crate::kinds::Kind;
use crate::names::Names;
use crate::types::Types;

/// What each state keeps, as the variables' numbers, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Live {
    kept: BTreeMap<Point, Vec<usize>>,
    /// Variables that have no value at a state and get one later.
    unset: BTreeMap<Point, Vec<usize>>,
    used: BTreeMap<Point, Vec<usize>>,
    /// Variables that have been moved on some paths to a state and not on others.
    unclear: BTreeMap<Point, Vec<usize>>,
    /// For each node: which variables the code after it uses.
    later: Vec<Vec<bool>>,
}

/// Whether a variable has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filled {
    Yes,
    No,
    /// On some paths.
    Perhaps,
}

/// Each assignment to a variable, in the order of the code, and whether the variable has a value before it.
pub(crate) fn assignments(flow: &Flow, names: &Names) -> Vec<(usize, Filled)> {
    let count = names.bindings.len();
    let before = filled_before(flow, count, &used_later(flow, count));
    let nodes = flow.nodes.iter().zip(before);
    let assigned = nodes.filter_map(|(node, before)| match node.event {
        Event::Set(variable) => Some((variable, before[variable])),
        _ => None,
    });
    let filled = assigned.map(|(variable, before)| match before {
        EMPTY => (variable, Filled::No),
        both if both == FULL | EMPTY => (variable, Filled::Perhaps),
        _ => (variable, Filled::Yes),
    });
    filled.collect()
}

/// A variable may have a value.
const FULL: u8 = 1;
/// A variable may have none.
const EMPTY: u8 = 2;

impl Live {
    /// Finds out what each state keeps.
    pub(crate) fn of(flow: &Flow, names: &Names, types: &Types<'_>) -> Live {
        let live = used_later(flow, names.bindings.len());
        let full = filled_before(flow, names.bindings.len(), &live);
        let mut result = Live::default();
        for (point, node, scope) in &flow.points {
            let (mut kept, mut unset) = (Vec::new(), Vec::new());
            for &variable in scope {
                let Some(binding) = names.bindings.get(variable) else {
                    continue;
                };
                let is_live = live[*node][variable];
                let kind = types.kind(&binding.unique);
                match full[*node][variable] {
                    FULL if is_live || kind == Kind::Loud || *point == Point::Start => {
                        kept.push(variable);
                    }
                    both if both == FULL | EMPTY && (is_live || kind == Kind::Loud) => {
                        result.unclear.entry(*point).or_default().push(variable);
                    }
                    _ if assigned_later(flow, *node, variable) => unset.push(variable),
                    _ => {}
                }
            }
            let used = scope
                .iter()
                .copied()
                .filter(|&variable| live[*node][variable]);
            result.used.insert(*point, used.collect());
            result.kept.insert(*point, kept);
            result.unset.insert(*point, unset);
        }
        result.later = live;
        result
    }

    /// Whether code after a node of the graph uses a variable.
    pub(crate) fn is_used_after(&self, node: usize, variable: usize) -> bool {
        self.later
            .get(node)
            .and_then(|used| used.get(variable))
            .copied()
            .unwrap_or(false)
    }

    /// The variables that a state keeps.
    pub(crate) fn kept(&self, point: Point) -> &[usize] {
        self.kept.get(&point).map_or(&[], Vec::as_slice)
    }

    /// Whether the code after a state uses the value that a variable has there.
    pub(crate) fn is_used(&self, point: Point, unique: &str, names: &Names) -> bool {
        let used = self.used.get(&point);
        names
            .number(unique)
            .is_some_and(|variable| used.is_some_and(|used| used.contains(&variable)))
    }

    /// The variables that are borrowed across a wait.
    pub(crate) fn lent(&self, flow: &Flow, borrows: &Borrows) -> BTreeSet<usize> {
        let mut lent = BTreeSet::new();
        for (point, _, _) in &flow.points {
            if let Point::Wait(mark) = point {
                lent.extend(borrows.of_future(*mark));
            }
            if *point != Point::Start {
                lent.extend(
                    self.kept(*point)
                        .iter()
                        .flat_map(|&variable| borrows.of(variable)),
                );
            }
        }
        lent
    }

    /// Why a state can't know what to keep.
    pub(crate) fn unclear(&self, point: Point, names: &Names) -> Vec<Reason> {
        let unclear = self.unclear.get(&point).map_or(&[][..], Vec::as_slice);
        unclear
            .iter()
            .filter_map(|&variable| names.bindings.get(variable).map(moved_on_one_path))
            .collect()
    }

    /// The variables that the code after a state declares anew.
    pub(crate) fn unset(&self, point: Point) -> &[usize] {
        self.unset.get(&point).map_or(&[], Vec::as_slice)
    }
}

fn moved_on_one_path(binding: &crate::names::Binding) -> Reason {
    if binding.made {
        let why = "this value has been moved on one path to a wait and not on another, or in part, so that it isn't known \
                   whether it has to be dropped after the wait: bind it first, `let NAME: TYPE = ….wait;`, and move all of it on each path";
        return Reason::at(binding.span, why);
    }
    let name = &binding.name;
    let why = format!(
        "`{name}` has been moved on one path to a wait and not on another, or in part, so that it isn't known whether it \
         has to be dropped after the wait: move all of it on each path (`drop({name})`), or put the wait in front"
    );
    Reason::at(binding.span, why)
}

/// For each node: which variables the code after it uses.
fn used_later(flow: &Flow, count: usize) -> Vec<Vec<bool>> {
    let mut after = vec![vec![false; count]; flow.nodes.len()];
    let mut changed = true;
    while changed {
        changed = false;
        for at in (0..flow.nodes.len()).rev() {
            let mut out = vec![false; count];
            for &next in &flow.nodes[at].next {
                let before = match flow.nodes[next].event {
                    Event::Use(variable) | Event::Move(variable) | Event::Part(variable) => {
                        Some((variable, true))
                    }
                    Event::Set(variable) | Event::Declare(variable) | Event::Empty(variable) => {
                        Some((variable, false))
                    }
                    Event::Nothing | Event::Point(_) => None,
                };
                for (variable, used) in after[next].iter().enumerate() {
                    let used = match before {
                        Some((this, is_use)) if this == variable => is_use,
                        _ => *used,
                    };
                    out[variable] |= used;
                }
            }
            if out != after[at] {
                after[at] = out;
                changed = true;
            }
        }
    }
    after
}

/// For each node: whether each variable may have a value before it, and whether it may have none.
fn filled_before(flow: &Flow, count: usize, live: &[Vec<bool>]) -> Vec<Vec<u8>> {
    let mut before = vec![vec![0_u8; count]; flow.nodes.len()];
    if let Some(first) = before.first_mut() {
        first.fill(EMPTY);
    }
    let mut changed = true;
    while changed {
        changed = false;
        for at in 0..flow.nodes.len() {
            let mut state = before[at].clone();
            match flow.nodes[at].event {
                // Used again after this: so the use by value was a copy.
                Event::Move(variable) if !live[at][variable] => state[variable] = EMPTY,
                Event::Part(variable) if !live[at][variable] => state[variable] = FULL | EMPTY,
                Event::Set(variable) | Event::Declare(variable) => state[variable] = FULL,
                Event::Empty(variable) => state[variable] = EMPTY,
                _ => {}
            }
            for &next in &flow.nodes[at].next {
                for (known, new) in before[next].iter_mut().zip(&state) {
                    changed |= *known | new != *known;
                    *known |= new;
                }
            }
        }
    }
    before
}

/// Whether some path from a node gives a variable a value.
fn assigned_later(flow: &Flow, from: usize, variable: usize) -> bool {
    let mut seen = vec![false; flow.nodes.len()];
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        if at != from && flow.nodes[at].event == Event::Set(variable) {
            return true;
        }
        open.extend(&flow.nodes[at].next);
    }
    false
}
