//! A coroutine's parameters, type parameters and lifetimes.

use proc_macro2::{Ident, Span};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, FnArg, GenericParam, ItemFn, Lifetime, Pat, Signature, Type, parse_quote};

use crate::answer::Reason;
use crate::names::Names;
use crate::syntax::{is_wait, place};

/// Names what a signature leaves unnamed: lifetimes, and the types of `impl Trait` parameters.
pub(crate) fn prepare(sig: &mut Signature) {
    let mut namer = Namer {
        taken: taken(sig),
        lifetimes: Vec::new(),
        types: Vec::new(),
    };
    for input in &mut sig.inputs {
        namer.visit_fn_arg_mut(input);
    }
    let single = match sig
        .generics
        .lifetimes()
        .map(|param| &param.lifetime)
        .chain(&namer.lifetimes)
        .collect::<Vec<_>>()[..]
    {
        [one] => Some(one.clone()),
        _ => None,
    };
    if let Some(lifetime) = single {
        Elided(lifetime).visit_return_type_mut(&mut sig.output);
    }
    let Namer {
        lifetimes, types, ..
    } = namer;
    let old = std::mem::take(&mut sig.generics.params);
    let (first, last): (Vec<_>, Vec<_>) = old
        .into_iter()
        .partition(|param| matches!(param, GenericParam::Lifetime(_)));
    let lifetimes = lifetimes
        .iter()
        .map(|lifetime| -> GenericParam { parse_quote!(#lifetime) });
    sig.generics.params = first
        .into_iter()
        .chain(lifetimes)
        .chain(last)
        .chain(types)
        .collect();
    if !sig.generics.params.is_empty() {
        sig.generics.lt_token = Some(Default::default());
        sig.generics.gt_token = Some(Default::default());
    }
}

/// The names of the parameters.
fn taken(sig: &Signature) -> Vec<String> {
    let names = sig.generics.params.iter().map(|param| match param {
        GenericParam::Lifetime(param) => param.lifetime.ident.to_string(),
        GenericParam::Type(param) => param.ident.to_string(),
        GenericParam::Const(param) => param.ident.to_string(),
    });
    names.collect()
}

struct Namer {
    taken: Vec<String>,
    lifetimes: Vec<Lifetime>,
    types: Vec<GenericParam>,
}

impl Namer {
    fn free(&mut self, letters: &str) -> String {
        let mut names = (0..).flat_map(|n: usize| {
            let number = if n == 0 { String::new() } else { n.to_string() };
            letters
                .chars()
                .map(move |letter| format!("{letter}{number}"))
        });
        let name = names
            .find(|name| !self.taken.contains(name))
            .unwrap_or_default();
        self.taken.push(name.clone());
        name
    }

    fn lifetime(&mut self) -> Lifetime {
        let name = self.free("abcdefghij");
        let lifetime = Lifetime::new(&format!("'{name}"), Span::call_site());
        self.lifetimes.push(lifetime.clone());
        lifetime
    }
}

impl VisitMut for Namer {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match ty {
            Type::ImplTrait(of) => {
                let name = Ident::new(&self.free("FGHIJKLM"), Span::call_site());
                visit_mut::visit_type_impl_trait_mut(self, of);
                let bounds = &of.bounds;
                self.types.push(parse_quote!(#name: #bounds));
                *ty = parse_quote!(#name);
            }
            // What these leave unnamed belongs to them alone.
            Type::BareFn(_) | Type::TraitObject(_) => {}
            _ => visit_mut::visit_type_mut(self, ty),
        }
    }

    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        if reference.lifetime.is_none() {
            reference.lifetime = Some(self.lifetime());
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = self.lifetime();
        }
    }

    fn visit_parenthesized_generic_arguments_mut(
        &mut self,
        _: &mut syn::ParenthesizedGenericArguments,
    ) {
    }
}

/// An elided lifetime of the output is the only one of the parameters.
struct Elided(Lifetime);

impl VisitMut for Elided {
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        reference.lifetime.get_or_insert_with(|| self.0.clone());
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = self.0.clone();
        }
    }

    fn visit_parenthesized_generic_arguments_mut(
        &mut self,
        _: &mut syn::ParenthesizedGenericArguments,
    ) {
    }
}

/// Parameters with a pattern get a variable of their own, that the body takes apart.
pub(crate) fn take_apart(sig: &mut Signature, body: &mut Block, names: &mut Names) {
    let mut first = Vec::new();
    for input in &mut sig.inputs {
        let FnArg::Typed(input) = input else { continue };
        let plain =
            matches!(&*input.pat, Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none());
        if plain && first.is_empty() {
            continue;
        }
        // Parameters after one with a pattern are declared after its variables, and dropped before them.
        let name = names.make("argument", place(&input.pat));
        let pat = std::mem::replace(&mut *input.pat, parse_quote!(#name));
        let ty = &input.ty;
        if crate::patterns::is_whole(&pat) {
            first.push(parse_quote!(let #pat: #ty = #name;));
            continue;
        }
        // What the pattern leaves is dropped after the pattern's variables.
        let rest = names.make("_argument", place(&pat));
        first.push(parse_quote!(let #rest: #ty = #name;));
        if !matches!(pat, Pat::Wild(_)) {
            first.push(parse_quote!(let #pat = #rest;));
        }
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
    if let Some(FnArg::Receiver(receiver)) = sig.inputs.first() {
        let why = "a coroutine has no `self`: give the parameter a name and a type";
        reasons.push(Reason::at(receiver.self_token.span, why));
    }
    if let syn::ReturnType::Type(_, ty) = &sig.output
        && let Some(of) = impl_in(ty)
    {
        let why = "a machine can't name this type: write the type itself, or `Box<dyn …>`";
        reasons.push(Reason::at(of, why));
    }
    let mut checker = Checker {
        reasons,
        nested: None,
    };
    checker.visit_block(&item.block);
}

/// Where a type has an `impl Trait`.
fn impl_in(ty: &Type) -> Option<Span> {
    struct Finder(Option<Span>);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_type_impl_trait(&mut self, of: &'ast syn::TypeImplTrait) {
            self.0 = Some(of.impl_token.span);
        }
    }
    let mut finder = Finder(None);
    finder.visit_type(ty);
    finder.0
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

    fn visit_type_array(&mut self, node: &'ast syn::TypeArray) {
        self.visit_type(&node.elem);
        self.inside("the length of an array", |this| this.visit_expr(&node.len));
    }

    fn visit_expr_repeat(&mut self, node: &'ast syn::ExprRepeat) {
        self.visit_expr(&node.expr);
        self.inside("the length of an array", |this| this.visit_expr(&node.len));
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
