//! How large a source may be, so that an answer comes soon and no stack overflows.

use std::thread;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use crate::answer::{Reason, Refused};

/// A file that a page rewrites at each keystroke has a few thousand tokens.
const TOKENS: usize = 40_000;

/// How many waits a file may have. The variables that live across each of them are looked for at each of them.
const WAITS: usize = 200;

/// How deep brackets may nest.
const DEPTH: usize = 64;

/// How many tokens one path from the file down to a leaf may pass. The depth of a syntax tree is below it:
/// each level of an expression needs a token next to it or around it.
const PATH: usize = 1_500;

/// More than four times what the deepest source within the limits takes in a debug build.
pub(crate) const STACK: usize = 512 << 20;

/// Runs `work` on a thread with a stack of its own, of which only the pages that it touches are memory.
///
/// # Errors
///
/// If the system has no thread left, or `work` panics.
pub(crate) fn with_room<T: Send>(
    stack: usize,
    work: impl FnOnce() -> Result<T, Refused> + Send,
) -> Result<T, Refused> {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(stack)
            .spawn_scoped(scope, work);
        let thread =
            thread.map_err(|error| failed(&format!("no thread for the compiler: {error}")))?;
        thread
            .join()
            .unwrap_or_else(|_| Err(failed("the compiler failed on this source")))
    })
}

fn failed(why: &str) -> Refused {
    Refused {
        reasons: vec![Reason {
            line: 1,
            column: 1,
            why: why.into(),
        }],
    }
}

/// Refuses what is too large or too deep.
///
/// # Errors
///
/// The place where the limit is passed.
pub(crate) fn check(tokens: &TokenStream) -> Result<(), Reason> {
    let (mut count, mut waits) = (0, 0);
    let mut is_field = false;
    let mut open = vec![(tokens.clone().into_iter(), 0, 0)];
    while let Some((rest, above, run)) = open.last_mut() {
        let Some(token) = rest.next() else {
            open.pop();
            continue;
        };
        count += 1;
        *run = if ends_statement(&token) { 0 } else { *run + 1 };
        let path = *above + *run;
        if count > TOKENS || path > PATH {
            return Err(too_large(token.span()));
        }
        waits += usize::from(is_field && is_wait(&token));
        if waits > WAITS {
            let why = format!(
                "this is wait {waits} of the file, and {WAITS} is the limit: use several files"
            );
            return Err(Reason::at(token.span(), &why));
        }
        is_field = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.');
        if let TokenTree::Group(group) = token {
            let inner = (group.stream().into_iter(), path, 0);
            open.push(inner);
            if open.len() > DEPTH {
                return Err(Reason::at(group.span_open(), TOO_DEEP));
            }
        }
    }
    Ok(())
}

fn is_wait(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == "wait")
}

/// A token after which the next one begins an expression that isn't part of the one before. A block doesn't
/// count: `if` can go on after it with `else`.
fn ends_statement(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => matches!(punct.as_char(), ';' | ','),
        TokenTree::Ident(ident) => {
            let word = ident.to_string();
            matches!(
                word.as_str(),
                "let" | "fn" | "struct" | "enum" | "impl" | "use" | "while" | "loop" | "for"
            )
        }
        TokenTree::Group(group) => group.delimiter() == Delimiter::None,
        TokenTree::Literal(_) => false,
    }
}

/// What a source is told that has too many tokens, in all or on one path.
pub(crate) const TOO_LONG: &str =
    "this source is too long for one rewrite: use fewer or shorter statements";

/// What a source is told whose brackets nest too deep.
pub(crate) const TOO_DEEP: &str = "brackets nest too deep here: use fewer";

fn too_large(span: Span) -> Reason {
    Reason::at(span, TOO_LONG)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[track_caller]
    fn is_refused(text: &str) -> bool {
        check(&text.parse().expect("these are tokens")).is_err()
    }

    #[test]
    fn long_files_of_short_statements_are_accepted() {
        assert!(!is_refused(&"let a = f(1, 2);".repeat(1_000)));
    }

    #[test]
    fn more_waits_than_an_answer_has_time_for_are_refused() {
        assert!(!is_refused(&"f().wait;".repeat(200)));
        assert!(is_refused(&"f().wait;".repeat(201)));
        assert!(!is_refused(&"wait; f(wait);".repeat(201)));
    }

    #[test]
    fn deep_and_long_expressions_are_refused() {
        assert!(is_refused(&format!(
            "{}a{}",
            "(".repeat(100),
            ")".repeat(100)
        )));
        assert!(is_refused(&format!("{}a", "!".repeat(5_000))));
        assert!(is_refused(&"if a {} else ".repeat(2_000)));
    }
}
