//! Finds the coroutines of a file.

use std::ops::Range;
use std::str::FromStr;

use proc_macro2::{Span, TokenStream, TokenTree};
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
    /// Where its word `coroutine` begins.
    word: usize,
    /// The modules around it, from the outside.
    pub(crate) module: Vec<String>,
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
    let words = words(tokens)?;
    for word in &words {
        masked.replace_range(word.bytes.clone(), MASK);
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

/// A word `coroutine` in front of `fn`.
struct Word {
    span: Span,
    bytes: Range<usize>,
}

/// Words that can't be next to `coroutine`, and why.
const ODD: [(&str, &str); 4] = [
    ("async", "a coroutine is `coroutine fn`, without `async`"),
    (
        "const",
        "a coroutine can't be `const`: its waits happen when the program runs",
    ),
    (
        "unsafe",
        "a coroutine can't be `unsafe`: put the unsafe code in a block inside",
    ),
    (
        "extern",
        "a coroutine can't be `extern`: only Rust can poll its machine",
    ),
];

/// The places of each `coroutine` that's in front of `fn`.
///
/// # Errors
///
/// If another word is in front of one or between it and `fn`.
fn words(tokens: TokenStream) -> Result<Vec<Word>, Reason> {
    let mut found = Vec::new();
    let mut open = vec![(tokens.into_iter().peekable(), None)];
    while let Some((rest, before)) = open.last_mut() {
        let Some(token) = rest.next() else {
            open.pop();
            continue;
        };
        let after = rest.peek().map(ToString::to_string);
        let before = before.replace(token.to_string());
        match token {
            // What's in an attribute is for a macro.
            TokenTree::Group(group) if before.as_deref() == Some("#") => drop(group),
            TokenTree::Group(group) => open.push((group.stream().into_iter().peekable(), None)),
            TokenTree::Ident(word) if word == "coroutine" => {
                let is_fn = after.as_deref() == Some("fn");
                let neighbour = if is_fn { before } else { after };
                let odd = ODD
                    .iter()
                    .find(|(odd, _)| neighbour.as_deref() == Some(*odd));
                if let Some((_, why)) = odd {
                    return Err(Reason::at(word.span(), *why));
                }
                if is_fn {
                    found.push(Word {
                        span: word.span(),
                        bytes: word.span().byte_range(),
                    });
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

fn find(file: &File, words: &[Word]) -> Result<Vec<Coroutine>, Refused> {
    let mut finder = Finder {
        words,
        module: Vec::new(),
        found: Vec::new(),
    };
    finder.visit_file(file);
    let found = finder.found;
    let mut elsewhere = Elsewhere {
        words: Vec::new(),
        method: false,
        reasons: Vec::new(),
    };
    for word in words {
        if !found
            .iter()
            .any(|coroutine| coroutine.word == word.bytes.start)
        {
            elsewhere.words.push(word.bytes.start);
        }
    }
    if elsewhere.words.is_empty() {
        return Ok(found);
    }
    elsewhere.visit_file(file);
    let mut reasons = elsewhere.reasons;
    if reasons.is_empty() {
        let words = words
            .iter()
            .filter(|word| elsewhere.words.contains(&word.bytes.start));
        reasons
            .extend(words.map(|word| Reason::at(word.span, "a coroutine needs a body: `{ … }`")));
    }
    Err(Refused { reasons })
}

struct Finder<'a> {
    words: &'a [Word],
    module: Vec<String>,
    found: Vec<Coroutine>,
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        let Some(word) = item
            .sig
            .asyncness
            .map(|word| word.span().byte_range().start)
        else {
            return;
        };
        if self.words.iter().any(|known| known.bytes.start == word) {
            let start = item.span().byte_range().start;
            let end = item.block.brace_token.span.close().byte_range().end;
            let (item, module) = (item.clone(), self.module.clone());
            self.found.push(Coroutine {
                item,
                word,
                module,
                bytes: start..end,
            });
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_impl(&mut self, _: &'ast syn::ItemImpl) {}

    fn visit_item_trait(&mut self, _: &'ast syn::ItemTrait) {}
}

/// Says where coroutines are that aren't functions of a file or module.
struct Elsewhere {
    words: Vec<usize>,
    method: bool,
    reasons: Vec<Reason>,
}

impl Elsewhere {
    fn refuse(&mut self, span: Span, why: &str) {
        if self.words.contains(&span.byte_range().start) {
            self.reasons.push(Reason::at(span, why));
        }
    }
}

impl<'ast> Visit<'ast> for Elsewhere {
    fn visit_signature(&mut self, sig: &'ast syn::Signature) {
        let Some(word) = sig.asyncness else { return };
        let why = if self.method {
            "a coroutine can't be a method: write a function outside `impl` and `trait`, and give it what it needs as parameters"
        } else {
            "a coroutine can't be inside a function: write it outside"
        };
        self.refuse(word.span(), why);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.method = true;
        self.visit_signature(&item.sig);
        self.method = false;
        self.visit_block(&item.block);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.method = true;
        self.visit_signature(&item.sig);
        self.method = false;
        item.default
            .iter()
            .for_each(|block| self.visit_block(block));
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        let mut open = vec![mac.tokens.clone()];
        while let Some(tokens) = open.pop() {
            for token in tokens {
                match token {
                    TokenTree::Group(group) => open.push(group.stream()),
                    other => self.refuse(
                        other.span(),
                        "a coroutine can't be inside a macro: write it outside",
                    ),
                }
            }
        }
    }
}
