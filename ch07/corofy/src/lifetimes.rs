//! What a value borrows, and for how long.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, Lifetime, Lit, Type};

use crate::syntax::{self, name_of};
use crate::types::Types;

impl Types<'_> {
    /// The variable that a place is in, and whether the way there goes through a reference.
    pub(crate) fn root<'e>(&self, place: &'e Expr) -> Option<(&'e Expr, bool)> {
        let through = |base: &'e Expr| {
            let (root, through) = self.root(base)?;
            let reference = matches!(self.of(base), Some(Type::Reference(_)));
            Some((root, through || reference))
        };
        match place {
            Expr::Path(_)
                if name_of(place).is_some_and(|name| self.is_variable(&name.to_string())) =>
            {
                Some((place, false))
            }
            Expr::Paren(paren) => self.root(&paren.expr),
            Expr::Field(field) if !syntax::is_wait(field) => through(&field.base),
            Expr::Index(index) => through(&index.expr),
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => through(&unary.expr),
            _ => None,
        }
    }

    /// The lifetime of what a value borrows. A variable of the coroutine is lent for `'static`: the machine keeps it where
    /// it is, and the source's borrows are checked in a copy.
    pub(crate) fn lifetime(&self, value: &Expr) -> Option<Lifetime> {
        match value {
            Expr::Lit(lit) => matches!(lit.lit, Lit::Str(_))
                .then(|| Lifetime::new("'static", proc_macro2::Span::call_site())),
            Expr::Paren(paren) => self.lifetime(&paren.expr),
            Expr::Reference(reference) => match self.root(&reference.expr)? {
                (_, false) => Some(Lifetime::new("'static", proc_macro2::Span::call_site())),
                (root, true) => self.lifetime(root),
            },
            Expr::Path(_) => {
                let ty = self.variable(&name_of(value)?.to_string())?;
                let mut lifetimes = Vec::new();
                lifetimes_in(ty.to_token_stream(), &mut lifetimes);
                lifetimes.into_iter().next()
            }
            Expr::Call(call) => single(
                call.args
                    .iter()
                    .filter_map(|argument| self.lifetime(argument)),
            ),
            Expr::MethodCall(call) => {
                let receiver = self.lifetime(&call.receiver)?;
                let arguments = call
                    .args
                    .iter()
                    .filter_map(|argument| self.lifetime(argument));
                single(std::iter::once(receiver).chain(arguments))
            }
            // What was lent for `'static`.
            Expr::Unsafe(_) => Some(Lifetime::new("'static", proc_macro2::Span::call_site())),
            Expr::Try(attempt) => self.lifetime(&attempt.expr),
            Expr::Field(field) if !syntax::is_wait(field) => self.lifetime(&field.base),
            _ => None,
        }
    }
}

fn single(mut lifetimes: impl Iterator<Item = Lifetime>) -> Option<Lifetime> {
    let first = lifetimes.next()?;
    lifetimes.all(|other| other == first).then_some(first)
}

fn lifetimes_in(tokens: TokenStream, found: &mut Vec<Lifetime>) {
    let mut tick = false;
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Punct(punct) => tick = punct.as_char() == '\'',
            proc_macro2::TokenTree::Ident(name) if std::mem::take(&mut tick) => {
                found.push(Lifetime::new(&format!("'{name}"), name.span()));
            }
            proc_macro2::TokenTree::Group(group) => lifetimes_in(group.stream(), found),
            _ => {}
        }
    }
}
