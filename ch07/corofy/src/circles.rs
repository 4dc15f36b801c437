//! Machines that would have to contain themselves.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Span;
use syn::Type;
use syn::visit::{self, Visit};

use crate::answer::Reason;

/// A machine's name, and the types that it holds, with the place in the source that each comes from.
pub(crate) type Holder = (String, Vec<(Type, Span)>);

/// Refuses machines that hold themselves, also through others.
pub(crate) fn check(machines: &[Holder], reasons: &mut Vec<Reason>) {
    let names: BTreeMap<&str, usize> = machines
        .iter()
        .enumerate()
        .map(|(n, (name, _))| (name.as_str(), n))
        .collect();
    let held: Vec<Vec<(usize, Span)>> = machines
        .iter()
        .map(|(_, types)| {
            let held = types
                .iter()
                .flat_map(|(ty, span)| by_value(ty).into_iter().map(|name| (name, *span)));
            held.filter_map(|(name, span)| Some((*names.get(name.as_str())?, span)))
                .collect()
        })
        .collect();
    let mut told = BTreeSet::new();
    for machine in 0..machines.len() {
        for &(first, span) in &held[machine] {
            let circle = reached(first, &held);
            if circle.contains(&machine) && told.is_disjoint(&circle) {
                told.extend(circle);
                let why = "this machine would have to contain itself, so it has no size: put the future on the heap, \
                           `let future: Box<dyn Future<Output = TYPE>> = Box::new(…);`, and wait for `future`";
                reasons.push(Reason::at(span, why));
            }
        }
    }
}

/// A machine and all that it holds.
fn reached(from: usize, held: &[Vec<(usize, Span)>]) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if seen.insert(at) {
            open.extend(held[at].iter().map(|(next, _)| *next));
        }
    }
    seen
}

/// The names of the types that a value of a type contains, those on the heap left out.
fn by_value(ty: &Type) -> Vec<String> {
    struct Finder(Vec<String>);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_type_reference(&mut self, _: &'ast syn::TypeReference) {}
        fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
            let name = segment.ident.to_string();
            if !matches!(name.as_str(), "Box" | "Rc" | "Arc" | "Vec") {
                self.0.push(name);
                visit::visit_path_segment(self, segment);
            }
        }
    }
    let mut finder = Finder(Vec::new());
    finder.visit_type(ty);
    finder.0
}
