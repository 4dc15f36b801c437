//! A coroutine's parameters, type parameters and lifetimes.

use syn::visit::{self, Visit};
use syn::{Block, FnArg, ItemFn, Pat, Signature, parse_quote};

use crate::answer::Reason;
use crate::names::Names;
use crate::syntax::{is_wait, place};

/// Names what a signature leaves unnamed.
pub(crate) fn prepare(_sig: &mut Signature, _reasons: &mut Vec<Reason>) {}

/// Parameters with a pattern get a variable of their own, that the body takes apart.
pub(crate) fn take_apart(sig: &mut Signature, body: &mut Block, names: &mut Names) {
    let mut first = Vec::new();
    for input in &mut sig.inputs {
        let FnArg::Typed(input) = input else { continue };
        if matches!(&*input.pat, Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none()) {
            continue;
        }
        let name = names.make("argument", place(&input.pat));
        let pat = std::mem::replace(&mut *input.pat, parse_quote!(#name));
        let ty = &input.ty;
        first.push(parse_quote!(let #pat: #ty = #name;));
    }
    first.append(&mut body.stmts);
    body.stmts = first;
}

/// The patterns of the parameters.
pub(crate) fn params(sig: &Signature) -> Vec<&Pat> {
    let typed = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(&*input.pat),
        FnArg::Receiver(_) => None,
    });
    typed.collect()
}

/// Refuses what no machine can be made of.
pub(crate) fn check(item: &ItemFn, reasons: &mut Vec<Reason>) {
    let sig = &item.sig;
    let mut refuse = |at: proc_macro2::Span, why: &str| reasons.push(Reason::at(at, why));
    if let Some(word) = &sig.constness {
        refuse(word.span, "a coroutine can't be `const`");
    }
    if let Some(word) = &sig.unsafety {
        refuse(
            word.span,
            "a coroutine can't be `unsafe`: put the unsafe call in a block inside",
        );
    }
    if let Some(abi) = &sig.abi {
        refuse(abi.extern_token.span, "a coroutine can't be `extern`");
    }
    let mut checker = Checker {
        reasons,
        nested: None,
    };
    checker.visit_block(&item.block);
}

/// Finds waits where a machine can't have one.
struct Checker<'a> {
    reasons: &'a mut Vec<Reason>,
    nested: Option<&'static str>,
}

impl Checker<'_> {
    fn inside(&mut self, place: &'static str, visit: impl FnOnce(&mut Self)) {
        let outer = self.nested.replace(place);
        visit(self);
        self.nested = outer;
    }
}

impl<'ast> Visit<'ast> for Checker<'_> {
    fn visit_expr_closure(&mut self, node: &'ast syn::ExprClosure) {
        self.inside("a closure", |this| visit::visit_expr_closure(this, node));
    }

    fn visit_expr_async(&mut self, node: &'ast syn::ExprAsync) {
        self.inside("an `async` block", |this| {
            visit::visit_expr_async(this, node)
        });
    }

    fn visit_expr_unsafe(&mut self, node: &'ast syn::ExprUnsafe) {
        self.inside("an `unsafe` block", |this| {
            visit::visit_expr_unsafe(this, node)
        });
    }

    fn visit_expr_const(&mut self, node: &'ast syn::ExprConst) {
        self.inside("a `const` block", |this| {
            visit::visit_expr_const(this, node)
        });
    }

    fn visit_item(&mut self, node: &'ast syn::Item) {
        self.inside("an item of its own", |this| visit::visit_item(this, node));
    }

    fn visit_expr_field(&mut self, field: &'ast syn::ExprField) {
        visit::visit_expr_field(self, field);
        if let (Some(nested), true) = (self.nested, is_wait(field)) {
            let why = format!(
                "`.wait` can't be inside {nested}, which has no machine: wait outside, or call a coroutine"
            );
            self.reasons.push(Reason::at(place(&field.member), why));
        }
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        if let (Some(nested), true) = (self.nested, crate::macros::waits(mac)) {
            let why = format!(
                "`.wait` can't be inside {nested}, which has no machine: wait outside, or call a coroutine"
            );
            self.reasons.push(Reason::at(place(mac), why));
        }
    }

    fn visit_expr_await(&mut self, node: &'ast syn::ExprAwait) {
        visit::visit_expr_await(self, node);
        if self.nested.is_none() {
            let why = "a coroutine waits with `.wait`, not with `.await`";
            self.reasons.push(Reason::at(node.await_token.span, why));
        }
    }
}
