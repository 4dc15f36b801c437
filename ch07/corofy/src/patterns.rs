//! Small questions about patterns.

use syn::{Expr, Pat, PatIdent};

/// Calls `see` with each variable that a pattern declares.
pub(crate) fn variables(pat: &Pat, see: &mut dyn FnMut(&syn::Ident)) {
    struct Finder<'a>(&'a mut dyn FnMut(&syn::Ident));
    impl<'ast> syn::visit::Visit<'ast> for Finder<'_> {
        fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
            if is_variable(pat) {
                (self.0)(&pat.ident);
            }
            syn::visit::visit_pat_ident(self, pat);
        }
        fn visit_expr(&mut self, _: &'ast Expr) {}
    }
    syn::visit::Visit::visit_pat(&mut Finder(see), pat);
}

/// Whether a pattern leaves nothing of the value behind that could have a destructor.
pub(crate) fn is_whole(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(ident) => ident.by_ref.is_none() && is_variable(ident),
        Pat::Type(typed) => is_whole(&typed.pat),
        Pat::Paren(paren) => is_whole(&paren.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().all(is_whole),
        Pat::TupleStruct(tuple) => tuple.elems.iter().all(is_whole),
        Pat::Struct(value) => {
            value.rest.is_none() && value.fields.iter().all(|field| is_whole(&field.pat))
        }
        Pat::Or(or) => or.cases.iter().all(is_whole),
        Pat::Lit(_) | Pat::Path(_) | Pat::Range(_) => true,
        _ => false,
    }
}

/// The name of the variable that a pattern consists of.
pub(crate) fn plain(pat: &Pat) -> Option<&syn::PatIdent> {
    match pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => Some(pat),
        Pat::Type(typed) => plain(&typed.pat),
        _ => None,
    }
}

/// Whether a name in a pattern is a variable: not a constant or a variant, whose names begin with a capital.
pub(crate) fn is_variable(pat: &PatIdent) -> bool {
    let name = pat.ident.to_string();
    let capital = name
        .trim_start_matches("r#")
        .chars()
        .next()
        .is_some_and(char::is_uppercase);
    pat.by_ref.is_some() || pat.mutability.is_some() || pat.subpat.is_some() || !capital
}

/// Whether a pattern borrows from its value.
pub(crate) fn names_reference(pat: &Pat) -> bool {
    struct Finder(bool);
    impl<'ast> syn::visit::Visit<'ast> for Finder {
        fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
            self.0 |= pat.by_ref.is_some();
        }
    }
    let mut finder = Finder(false);
    syn::visit::Visit::visit_pat(&mut finder, pat);
    finder.0
}

/// Drops each `mut` of a pattern.
pub(crate) fn without_mut(pat: &mut Pat) {
    struct Remover;
    impl syn::visit_mut::VisitMut for Remover {
        fn visit_pat_ident_mut(&mut self, pat: &mut PatIdent) {
            if pat.by_ref.is_none() {
                pat.mutability = None;
            }
            syn::visit_mut::visit_pat_ident_mut(self, pat);
        }
    }
    syn::visit_mut::VisitMut::visit_pat_mut(&mut Remover, pat);
}
