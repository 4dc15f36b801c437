//! Declarations whose value waits.

use syn::{Expr, Local, Pat, Stmt, parse_quote};

use crate::keep::dropped;
use crate::kinds::Kind;
use crate::marks::mark;
use crate::patterns;
use crate::syntax::{self, name_of, place};
use crate::waiting::waits;
use crate::waits::{Separator, Use};

impl Separator<'_, '_> {
    pub(crate) fn local(&mut self, mut local: Local, out: &mut Vec<Stmt>) {
        let Some(init) = &mut local.init else {
            return out.push(Stmt::Local(local));
        };
        let value = std::mem::replace(&mut *init.expr, Expr::Verbatim(Default::default()));
        let mut before = Vec::new();
        if let Pat::Type(typed) = &local.pat {
            self.value_type = Some((*typed.ty).clone());
        }
        let mut value = self.core(value, &mut before);
        self.value_type = None;
        if let Pat::Type(typed) = &local.pat {
            self.types.note(&value, &typed.ty);
        }
        if let Some((_, diverge)) = &init.diverge {
            if waits(diverge) {
                return self.let_else(local, value, (before, out));
            }
            if mark(&value).is_some() {
                value = self.keep_as(value, Use::Value, None, &mut before);
                value = self.as_temporary(value);
            }
        }
        if self.drops_rest(&local, &value) {
            value = self.keep_as(value, Use::Value, written_type(&local.pat), &mut before);
            value = self.as_temporary(value);
        }
        if self.lives_on(&before) && self.leaves_rest(&local, &value) {
            return self.with_rest(local, value, (before, out));
        }
        let Some(init) = &mut local.init else { return };
        if self.lives_on(&before) && !matches!(value, Expr::Reference(_)) {
            before.push(Stmt::Expr(value, None));
            value = self.wrap(before);
            before = Vec::new();
        }
        out.append(&mut before);
        *init.expr = value;
        out.push(Stmt::Local(local));
    }

    /// Whether a pattern leaves something of a computed value, which is dropped before the temporaries of the statement.
    pub(crate) fn leaves_rest(&self, local: &Local, value: &Expr) -> bool {
        let pat = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            other => other,
        };
        let else_block = local
            .init
            .as_ref()
            .is_some_and(|init| init.diverge.is_some());
        !else_block
            && !patterns::is_whole(pat)
            && name_of(value).is_none()
            && !patterns::names_reference(pat)
    }

    /// Whether a pattern leaves something of a construct's value that's dropped. The variables inside the construct are dropped
    /// before that.
    fn drops_rest(&self, local: &Local, value: &Expr) -> bool {
        let construct = mark(value).is_some() && !syntax::is_wait_expr(value);
        let kind = || match written_type(&local.pat) {
            Some(ty) => self.types.kind_of(&ty),
            None => self.types.kind_of_value(value),
        };
        construct && self.leaves_rest(local, value) && kind() == Kind::Loud
    }

    /// A pattern of these variables.
    pub(crate) fn declared(&self, bound: &[syn::Ident]) -> proc_macro2::TokenStream {
        let names = bound.iter().map(|ident| {
            let mutable = self
                .names
                .get(&ident.to_string())
                .is_some_and(|binding| binding.mutable);
            if mutable {
                quote::quote!(mut #ident)
            } else {
                quote::quote!(#ident)
            }
        });
        let names: Vec<_> = names.collect();
        match names.as_slice() {
            [one] => one.clone(),
            all => quote::quote!((#(#all),*)),
        }
    }

    /// `let PAT = VALUE` with temporaries: what the pattern leaves is a variable inside, and goes first.
    pub(crate) fn with_rest(
        &mut self,
        local: Local,
        value: Expr,
        (mut before, out): (Vec<Stmt>, &mut Vec<Stmt>),
    ) {
        let mut bound = Vec::new();
        patterns::variables(&local.pat, &mut |ident| bound.push(ident.clone()));
        let whole = self.keep_as(value, Use::Place, None, &mut before);
        let values = values(&bound);
        let (mut pat, ty) = without_type(local.pat);
        if let (Some(name), Some(ty)) = (name_of(&whole), ty) {
            self.types.set(&name.to_string(), ty);
        }
        patterns::without_mut(&mut pat);
        if !matches!(pat, Pat::Wild(_)) {
            before.push(parse_quote!(let #pat = #whole;));
        }
        before.push(Stmt::Expr(parse_quote!(#values), None));
        let value = self.wrap(before);
        let names = self.declared(&bound);
        let mut declaration: Stmt = parse_quote!(let #names = (););
        if let Stmt::Local(Local {
            init: Some(init), ..
        }) = &mut declaration
        {
            *init.expr = value;
        }
        out.push(declaration);
    }

    /// `let PAT = VALUE else { … }`, whose `else` waits, is a `match`.
    pub(crate) fn let_else(
        &mut self,
        mut local: Local,
        value: Expr,
        (mut before, out): (Vec<Stmt>, &mut Vec<Stmt>),
    ) {
        let Some(init) = local.init.take() else {
            return;
        };
        let Some((_, diverge)) = init.diverge else {
            return;
        };
        let (mut pat, ty) = without_type(local.pat);
        let mut bound = Vec::new();
        patterns::variables(&pat, &mut |ident| bound.push(ident.clone()));
        let value = if mark(&value).is_some() {
            self.keep_as(value, Use::Value, None, &mut before)
        } else {
            value
        };
        let temporaries = self.dropped(&before);
        let whole = self.names.make("output", place(&value));
        match &ty {
            Some(ty) => self.types.set(&whole.to_string(), ty.clone()),
            None => self.types.set_from(&whole.to_string(), &value),
        }
        let ty = ty.map(|ty| quote::quote!(: #ty));
        let (names, values) = (self.declared(&bound), values(&bound));
        patterns::without_mut(&mut pat);
        let otherwise = match &*diverge {
            Expr::Block(block) => block.block.stmts.clone(),
            other => vec![Stmt::Expr(other.clone(), None)],
        };
        let gone = dropped(&whole, self.types);
        let binding: Stmt = parse_quote! {
            let #names = {
                #(#before)*
                let #whole #ty = #value;
                match #whole { #pat => #values, _ => { #gone #(#temporaries)* #(#otherwise)* } }
            };
        };
        self.stmt(binding, false, out);
    }

    /// A variable's value as a temporary: what a pattern leaves of it is dropped at the end of the statement.
    pub(crate) fn as_temporary(&self, value: Expr) -> Expr {
        match name_of(&value) {
            Some(name) if self.types.kind(&name.to_string()) == Kind::Loud => {
                parse_quote!(std::convert::identity(#value))
            }
            _ => value,
        }
    }
}

/// A pattern, and the type that's written behind it.
fn without_type(pat: Pat) -> (Pat, Option<syn::Type>) {
    match pat {
        Pat::Type(typed) => (*typed.pat, Some(*typed.ty)),
        other => (other, None),
    }
}

fn written_type(pat: &Pat) -> Option<syn::Type> {
    match pat {
        Pat::Type(typed) => Some((*typed.ty).clone()),
        _ => None,
    }
}

/// The values of these variables: one, or a tuple.
fn values(bound: &[syn::Ident]) -> proc_macro2::TokenStream {
    match bound {
        [one] => quote::quote!(#one),
        all => quote::quote!((#(#all),*)),
    }
}
