//! Decides how the machine writes two variables of the same name.

use crate::flow::{Event, Flow, Point};
use crate::live::Live;
use crate::names::Names;

/// Gives a variable a number in its name if it would hide another one that a state keeps.
pub(crate) fn choose(names: &mut Names, flow: &Flow, live: &Live) {
    for later in 0..names.bindings.len() {
        let Some(at) = declared(flow, later) else {
            continue;
        };
        let hides = (0..later).any(|earlier| {
            let same = names.bindings[earlier].name == names.bindings[later].name;
            same && hides(names, flow, live, (earlier, later), at)
        });
        if hides {
            let name = names.bindings[later].name.clone();
            let mut number = 2;
            while names.is_taken(&format!("{name}{number}")) {
                number += 1;
            }
            let unique = names.bindings[later].unique.clone();
            names.show_as(&unique, format!("{name}{number}"));
        }
    }
}

/// Whether a state keeps the earlier variable while the later one has its name, or code uses it then.
fn hides(
    names: &Names,
    flow: &Flow,
    live: &Live,
    (earlier, later): (usize, usize),
    at: usize,
) -> bool {
    let kept = flow.points.iter().any(|(point, node, _)| {
        let keeps = live.kept(*point).contains(&earlier);
        keeps
            && (*node > at || matches!(point, Point::Head(_)) || live.kept(*point).contains(&later))
    });
    let made = names.bindings[later].made;
    kept && declared(flow, earlier).is_some_and(|first| first < at)
        || made && live.is_used_after(at, earlier)
}

/// The node that declares a variable.
fn declared(flow: &Flow, variable: usize) -> Option<usize> {
    flow.nodes.iter().position(
        |node| matches!(node.event, Event::Declare(one) | Event::Empty(one) if one == variable),
    )
}
