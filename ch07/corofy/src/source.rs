//! Finds the coroutines of a file.

use std::ops::Range;
use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{File, ItemFn};

use crate::answer::{Reason, Refused};
use crate::limits;

/// What the word `coroutine` is replaced by before the file is parsed. It's as long, so that every place in
/// the file stays where it is.
const MASK: &str = "async    ";

/// A file whose coroutines are functions that syn can parse.
pub(crate) struct Source {
    pub(crate) file: File,
    pub(crate) coroutines: Vec<Coroutine>,
}

/// One coroutine, and where it is.
pub(crate) struct Coroutine {
    pub(crate) item: ItemFn,
    /// Its bytes in the file, from its first attribute to its closing brace.
    pub(crate) bytes: Range<usize>,
}

/// Parses `text`.
///
/// # Errors
///
/// If it isn't Rust, is too large, or has a coroutine where none can be.
pub(crate) fn parse(text: &str) -> Result<Source, Refused> {
    let mut masked = String::from(text);
    if masked.starts_with("#!") && !masked[2..].trim_start().starts_with('[') {
        let end = masked.find('\n').unwrap_or(masked.len());
        masked.replace_range(..end, &" ".repeat(end));
    }
    let tokens = tokens_of(&masked)?;
    limits::check(&tokens)?;
    let words = words(tokens);
    for word in &words {
        masked.replace_range(word.clone(), MASK);
    }
    let tokens = tokens_of(&masked)?;
    let file: File = syn::parse2(tokens).map_err(|error| not_rust(&error))?;
    let coroutines = find(&file, &words)?;
    Ok(Source { file, coroutines })
}

fn tokens_of(text: &str) -> Result<TokenStream, Reason> {
    TokenStream::from_str(text).map_err(|error| {
        Reason::at(
            error.span(),
            "a bracket, a quote or a character here fits nothing",
        )
    })
}

fn not_rust(error: &syn::Error) -> Refused {
    let reasons = error
        .clone()
        .into_iter()
        .map(|one| Reason::at(one.span(), one.to_string()));
    Refused {
        reasons: reasons.collect(),
    }
}

/// The places of each `coroutine` that's in front of `fn`.
fn words(tokens: TokenStream) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = vec![tokens.into_iter().peekable()];
    while let Some(rest) = open.last_mut() {
        match rest.next() {
            None => drop(open.pop()),
            Some(TokenTree::Group(group)) => open.push(group.stream().into_iter().peekable()),
            Some(TokenTree::Ident(word)) if word == "coroutine" => {
                if matches!(rest.peek(), Some(TokenTree::Ident(next)) if next == "fn") {
                    found.push(word.span().byte_range());
                }
            }
            Some(_) => {}
        }
    }
    found
}

fn find(file: &File, words: &[Range<usize>]) -> Result<Vec<Coroutine>, Refused> {
    let mut finder = Finder {
        words,
        found: Vec::new(),
    };
    finder.visit_file(file);
    let found = finder.found;
    let mut reasons = Vec::new();
    for word in words {
        if !found
            .iter()
            .any(|coroutine| coroutine.bytes.contains(&word.start))
        {
            let mut elsewhere = Elsewhere {
                word,
                reasons: &mut reasons,
            };
            elsewhere.visit_file(file);
        }
    }
    if reasons.is_empty() {
        Ok(found)
    } else {
        Err(Refused { reasons })
    }
}

struct Finder<'a> {
    words: &'a [Range<usize>],
    found: Vec<Coroutine>,
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        let word = item
            .sig
            .asyncness
            .map(|word| word.span().byte_range().start);
        if self.words.iter().any(|known| Some(known.start) == word) {
            let start = item.span().byte_range().start;
            let end = item.block.brace_token.span.close().byte_range().end;
            self.found.push(Coroutine {
                item: item.clone(),
                bytes: start..end,
            });
        } else {
            visit::visit_item_fn(self, item);
        }
    }
}

/// Says where a coroutine is that isn't a function of its own.
struct Elsewhere<'a> {
    word: &'a Range<usize>,
    reasons: &'a mut Vec<Reason>,
}

impl<'ast> Visit<'ast> for Elsewhere<'_> {
    fn visit_signature(&mut self, sig: &'ast syn::Signature) {
        if let Some(word) = sig.asyncness
            && word.span().byte_range().start == self.word.start
        {
            let why = "a coroutine can't be a method: write a function outside `impl` and `trait`, and give it what it needs as parameters";
            self.reasons.push(Reason::at(word.span(), why));
        }
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        let mut open: Vec<_> = vec![mac.tokens.clone()];
        while let Some(tokens) = open.pop() {
            for token in tokens {
                if token.span().byte_range().start == self.word.start
                    && !matches!(token, TokenTree::Group(_))
                {
                    let why = "a coroutine can't be inside a macro: write it outside";
                    self.reasons.push(Reason::at(token.span(), why));
                }
                if let TokenTree::Group(group) = token {
                    open.push(group.stream());
                }
            }
        }
    }
}
