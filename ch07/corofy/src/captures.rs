//! Closures that would take a variable out of the slot that a pinned machine has for it.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Block, Expr};

use crate::answer::Reason;
use crate::code::mentions;
use crate::names::Names;
use crate::slots::Slot;
use crate::syntax::place;

/// Refuses each closure and `async` block of a body that moves a handle: it may outlive the machine.
pub(crate) fn check(slots: &[Slot], names: &Names, body: &Block, reasons: &mut Vec<Reason>) {
    let mut checker = Checker {
        slots,
        names,
        reasons,
    };
    checker.visit_block(body);
}

struct Checker<'a> {
    slots: &'a [Slot],
    names: &'a Names,
    reasons: &'a mut Vec<Reason>,
}

impl<'ast> Visit<'ast> for Checker<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        let captures = match expr {
            Expr::Closure(closure) => Some(closure.capture.is_some()),
            Expr::Async(block) => Some(block.capture.is_some()),
            _ => None,
        };
        let taken = captures.and_then(|by_move| {
            self.slots.iter().find(|slot| {
                by_move && mentions(expr, &slot.variable)
                    || takes(expr.to_token_stream(), &slot.variable)
            })
        });
        if let Some(slot) = taken {
            let name = self.names.shown(&slot.variable);
            let why = format!(
                "this takes `{name}` along, which is borrowed across a wait and stays in the machine: bind it first, `let NAME: TYPE = {name};`"
            );
            self.reasons.push(Reason::at(place(expr), why));
        }
        visit::visit_expr(self, expr);
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// Whether tokens take the value of a variable back: `into_inner(NAME)`.
fn takes(tokens: TokenStream, variable: &str) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let called = tokens.windows(2).any(|pair| match pair {
        [TokenTree::Ident(function), TokenTree::Group(arguments)] => {
            function == "into_inner" && arguments.stream().to_string() == variable
        }
        _ => false,
    });
    called
        || tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => takes(group.stream(), variable),
            _ => false,
        })
}
