//! Macro calls whose arguments are expressions between commas.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Macro, Stmt, Token, parse_quote};

use crate::syntax;

/// The arguments of a macro call.
pub(crate) struct Arguments {
    pub(crate) list: Vec<Expr>,
    /// `vec![value; count]`.
    repeat: bool,
}

/// Reads the arguments of a macro, if they're expressions.
pub(crate) fn arguments(mac: &Macro) -> Option<Arguments> {
    let parse = |input: ParseStream<'_>| {
        let list = Punctuated::<Expr, Token![,]>::parse_terminated(input)?;
        Ok(Arguments {
            list: list.into_iter().collect(),
            repeat: false,
        })
    };
    let repeat = |input: ParseStream<'_>| {
        let value: Expr = input.parse()?;
        input.parse::<Token![;]>()?;
        let count: Expr = input.parse()?;
        Ok(Arguments {
            list: vec![value, count],
            repeat: true,
        })
    };
    if mac.path.is_ident("macro_rules") {
        return None;
    }
    parse
        .parse2(mac.tokens.clone())
        .or_else(|_| repeat.parse2(mac.tokens.clone()))
        .ok()
}

impl Arguments {
    /// The tokens of a call with these arguments.
    pub(crate) fn tokens(&self) -> TokenStream {
        let list = &self.list;
        if self.repeat {
            quote!(#(#list);*)
        } else {
            quote!(#(#list),*)
        }
    }

    /// The value of an argument: of `name = value`, what is right of the sign.
    pub(crate) fn value(argument: &Expr) -> &Expr {
        match argument {
            Expr::Assign(assign) if syntax::name_of(&assign.left).is_some() => &assign.right,
            other => other,
        }
    }

    /// The value of an argument, to be changed.
    pub(crate) fn value_mut(argument: &mut Expr) -> &mut Expr {
        if !matches!(argument, Expr::Assign(assign) if syntax::name_of(&assign.left).is_some()) {
            return argument;
        }
        match argument {
            Expr::Assign(assign) => &mut assign.right,
            other => other,
        }
    }

    /// The names of the arguments that are written `name = value`.
    pub(crate) fn names(&self) -> Vec<String> {
        let names = self.list.iter().filter_map(|argument| match argument {
            Expr::Assign(assign) => Some(syntax::name_of(&assign.left)?.to_string()),
            _ => None,
        });
        names.collect()
    }
}

/// The last part of a macro's path: `println`.
pub(crate) fn name(mac: &Macro) -> String {
    mac.path
        .segments
        .last()
        .map(|segment| segment.ident.to_string())
        .unwrap_or_default()
}

/// Whether the tokens of a macro call have a `.wait` that's no method call.
pub(crate) fn waits(mac: &Macro) -> bool {
    waits_in(&mac.tokens)
}

/// Whether tokens have a `.wait` that's no method call.
fn waits_in(tokens: &TokenStream) -> bool {
    wait_in(tokens).is_some()
}

/// The first `.wait` among tokens that's no method call.
pub(crate) fn wait_in(tokens: &TokenStream) -> Option<proc_macro2::Span> {
    let mut found = None;
    has(tokens.clone(), &mut |before, token, after| {
        let dot = matches!(before, Some(TokenTree::Punct(punct)) if punct.as_char() == '.');
        // A brace may follow a wait, `match future.wait { … }`, and so may an index.
        let call = matches!(after, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
        let wait = dot && !call && matches!(token, TokenTree::Ident(word) if word == "wait");
        if wait {
            found = Some(token.span());
        }
        wait
    });
    found
}

/// Whether the temporaries in a macro's arguments end with the macro, because it's a block with a statement.
pub(crate) fn ends_temporaries(mac: &Macro) -> bool {
    matches!(
        name(mac).as_str(),
        "print" | "println" | "eprint" | "eprintln" | "format" | "panic"
    )
}

/// Whether a macro's tokens have something that leaves the place where they are.
pub(crate) fn leaves(mac: &Macro) -> bool {
    has(mac.tokens.clone(), &mut |_, token, _| match token {
        TokenTree::Ident(word) => word == "return" || word == "break" || word == "continue",
        TokenTree::Punct(punct) => punct.as_char() == '?',
        _ => false,
    })
}

type Test<'a> = &'a mut dyn FnMut(Option<&TokenTree>, &TokenTree, Option<&TokenTree>) -> bool;

fn has(tokens: TokenStream, test: Test<'_>) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (n, token) in tokens.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|before| tokens.get(before));
        if test(before, token, tokens.get(n + 1)) {
            return true;
        }
        if let TokenTree::Group(group) = token
            && has(group.stream(), test)
        {
            return true;
        }
    }
    false
}

/// What the name of a macro begins with while it's printed.
const CALL: &str = "macro_call_";

/// Writes macro calls as function calls, whose arguments are laid out like those of functions.
pub(crate) fn as_calls(file: &mut syn::File) {
    struct Caller;
    impl VisitMut for Caller {
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            if let Expr::Macro(node) = expr
                && let Some(call) = as_call(&node.mac)
            {
                *expr = call;
            }
            visit_mut::visit_expr_mut(self, expr);
        }
        fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
            if let Stmt::Macro(node) = stmt
                && let Some(call) = as_call(&node.mac)
            {
                *stmt = Stmt::Expr(call, node.semi_token);
            }
            visit_mut::visit_stmt_mut(self, stmt);
        }
    }
    Caller.visit_file_mut(file);
}

fn as_call(mac: &Macro) -> Option<Expr> {
    let name = mac.path.get_ident()?.to_string();
    let simple =
        matches!(mac.delimiter, syn::MacroDelimiter::Paren(_)) && !name.starts_with("corofy");
    let arguments = arguments(mac)
        .filter(|arguments| simple && !arguments.repeat)?
        .list;
    let function =
        proc_macro2::Ident::new(&format!("{CALL}{name}"), proc_macro2::Span::call_site());
    Some(parse_quote!(#function(#(#arguments),*)))
}

/// Writes them as macro calls again.
pub(crate) fn as_macros(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(CALL) {
        written.push_str(&rest[..at]);
        rest = &rest[at + CALL.len()..];
        let end = rest.find('(').unwrap_or(0);
        written.push_str(&rest[..end]);
        written.push('!');
        rest = &rest[end..];
    }
    written.push_str(rest);
    written
}
