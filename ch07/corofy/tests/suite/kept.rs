//! What's outside the coroutines is kept, and lines are linked to states.

use crate::inputs::sources;
use corofy::{Target, rewrite};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use regex::Regex;
use std::ops::Range;

/// Where the coroutines of a source are, with their attributes, in bytes.
fn coroutines(source: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    look(
        source.parse().expect("the source is made of tokens"),
        &mut found,
    );
    found
}

fn look(tokens: TokenStream, found: &mut Vec<Range<usize>>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |n: usize, word: &str| matches!(trees.get(n), Some(TokenTree::Ident(ident)) if ident == word);
    let mut start = 0;
    let mut is_coroutine = false;
    for (n, tree) in trees.iter().enumerate() {
        is_coroutine |= is(n, "coroutine") && is(n + 1, "fn");
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                if is_coroutine {
                    found.push(
                        trees[start].span().byte_range().start..group.span().byte_range().end,
                    );
                } else {
                    look(group.stream(), found);
                }
                (start, is_coroutine) = (n + 1, false);
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => start = n + 1,
            _ => {}
        }
    }
}

#[test]
fn code_around_coroutines_is_kept_byte_for_byte() {
    let mut pieces = 0;
    for (name, source) in sources("inputs") {
        let rewritten =
            rewrite(&source, Target::Polling).unwrap_or_else(|why| panic!("{name}: {why}"));
        let mut rest = rewritten.text.as_str();
        let mut end = 0;
        for coroutine in coroutines(&source) {
            let piece = &source[end..coroutine.start];
            let at = if end == 0 {
                rest.starts_with(piece).then_some(0)
            } else {
                rest.find(piece)
            };
            let at =
                at.unwrap_or_else(|| panic!("{name}: this isn't kept:\n{piece}\n--- in\n{rest}"));
            rest = &rest[at + piece.len()..];
            end = coroutine.end;
            pieces += 1;
        }
        assert!(end > 0, "{name} has no coroutine");
        assert!(rest.ends_with(&source[end..]), "{name}: the end isn't kept");
    }
    assert!(pieces >= 60);
}

#[test]
fn a_machine_is_rewritten_to_itself() {
    for (name, source) in sources("inputs") {
        let once = rewrite(&source, Target::Polling).unwrap_or_else(|why| panic!("{name}: {why}"));
        let twice =
            rewrite(&once.text, Target::Polling).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(once.text, twice.text, "{name}");
        assert_eq!(twice.links, [], "{name}");
    }
}

#[test]
fn a_machine_has_no_state_where_nothing_waits() {
    let states = Regex::new(r"self\.state = \w+State::(\w+)").expect("the pattern is one");
    for (name, source) in sources("inputs") {
        let rewritten =
            rewrite(&source, Target::Polling).unwrap_or_else(|why| panic!("{name}: {why}"));
        for found in states.captures_iter(&rewritten.text) {
            let state = &found[1];
            assert!(
                state.starts_with("Wait") || ["Running", "Done"].contains(&state),
                "{name}: {}",
                &found[0]
            );
        }
    }
}

#[test]
fn a_source_makes_the_same_machine_each_time() {
    for (name, source) in sources("inputs") {
        for target in [Target::Polling, Target::Pinned] {
            let first = rewrite(&source, target);
            for _ in 0..2 {
                assert_eq!(first, rewrite(&source, target), "{name}");
            }
        }
    }
}

#[test]
fn links_point_into_the_coroutine_and_its_machine() {
    for (name, source) in sources("inputs") {
        let rewritten =
            rewrite(&source, Target::Polling).unwrap_or_else(|why| panic!("{name}: {why}"));
        let lines: Vec<&str> = rewritten.text.lines().collect();
        let line_of = |byte: usize| source[..byte].matches('\n').count() + 1;
        let coroutines: Vec<Range<usize>> = coroutines(&source);
        let waits: usize = coroutines
            .iter()
            .map(|range| waits(source[range.clone()].parse().expect("tokens")))
            .sum();
        let named = |link: &&corofy::Link| link.state.starts_with("Wait");
        assert!(
            rewritten.links.iter().filter(named).count() >= waits,
            "{name}: {:?}",
            rewritten.links
        );
        for link in &rewritten.links {
            let inside = |range: &&Range<usize>| {
                line_of(range.start) <= *link.source.start()
                    && *link.source.end() <= line_of(range.end)
            };
            assert_eq!(
                coroutines.iter().filter(inside).count(),
                1,
                "{name}: {link:?}"
            );
            let text = lines[link.machine.start() - 1..*link.machine.end()].join("\n");
            assert!(
                text.contains(&link.state),
                "{name}: {link:?} is about\n{text}"
            );
        }
    }
}

/// How many waits there are among tokens.
fn waits(tokens: TokenStream) -> usize {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let each = trees.iter().enumerate().map(|(n, tree)| match tree {
        TokenTree::Group(group) => waits(group.stream()),
        tree => usize::from(crate::asynced::is_wait(tree, n, &trees)),
    });
    each.sum()
}
