//! What the names of methods say about them.

use crate::known::Known;

/// Methods that take their receiver by value in the standard library, by their names' first part.
const CONSUMING: [&str; 8] = [
    "into", "unwrap", "expect", "ok_or", "and_then", "or_else", "map", "join",
];

/// Methods of iterators that take them by value.
const ITERATORS: [&str; 22] = [
    "filter",
    "filter_map",
    "sum",
    "count",
    "collect",
    "enumerate",
    "zip",
    "rev",
    "take",
    "skip",
    "chain",
    "fold",
    "max",
    "min",
    "product",
    "cloned",
    "copied",
    "last",
    "flatten",
    "flat_map",
    "take_while",
    "skip_while",
];

/// Whether a method takes its receiver by value.
pub(crate) fn consumes(known: &Known, method: &str) -> bool {
    match known.methods.get(method) {
        Some(Some(method)) => method.consumes,
        _ if ITERATORS.contains(&method) => true,
        _ => CONSUMING
            .iter()
            .any(|name| method == *name || method.starts_with(&format!("{name}_"))),
    }
}
