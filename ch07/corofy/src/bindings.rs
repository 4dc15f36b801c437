//! The types of the variables that a body declares.

use syn::visit::{self, Visit};
use syn::{Expr, Pat, Type, parse_quote};

use crate::macros;
use crate::patterns::plain;
use crate::syntax::{member, name_of};
use crate::types::Types;
use crate::written::{has_hole, is_elided, named};

impl Types<'_> {
    /// Notes the types of the variables in a pattern that a value of type `ty` is bound by.
    pub(crate) fn pattern(&mut self, pat: &Pat, ty: &Type) {
        if let Type::Reference(reference) = ty
            && !matches!(
                pat,
                Pat::Ident(_) | Pat::Type(_) | Pat::Reference(_) | Pat::Paren(_)
            )
        {
            let mutability = reference.mutability;
            let lifetime = &reference.lifetime;
            return self.parts(pat, &reference.elem, &|part| {
                Some(parse_quote!(& #lifetime #mutability #part))
            });
        }
        self.parts(pat, ty, &|part| Some(part.clone()));
    }

    pub(crate) fn parts(&mut self, pat: &Pat, ty: &Type, bound: &dyn Fn(&Type) -> Option<Type>) {
        match (pat, ty) {
            (Pat::Ident(ident), _) => {
                let by_ref = ident.by_ref.is_some();
                let mutability = ident.mutability;
                let ty = if by_ref {
                    Some(parse_quote!(& #mutability #ty))
                } else {
                    bound(ty)
                };
                if let Some(ty) = ty {
                    self.set(&ident.ident.to_string(), ty);
                }
            }
            (Pat::Type(typed), _) => self.pattern(&typed.pat, &typed.ty),
            (Pat::Paren(paren), _) => self.parts(&paren.pat, ty, bound),
            (Pat::Reference(pat), Type::Reference(reference)) => {
                self.parts(&pat.pat, &reference.elem, bound)
            }
            (Pat::Tuple(pat), Type::Tuple(tuple)) => {
                for (pat, ty) in matched(
                    &pat.elems.iter().collect::<Vec<_>>(),
                    &tuple.elems.iter().collect::<Vec<_>>(),
                ) {
                    self.parts(pat, ty, bound);
                }
            }
            (Pat::Or(or), _) => or.cases.iter().for_each(|case| self.parts(case, ty, bound)),
            (Pat::TupleStruct(pat), _) => self.tuple_struct(pat, ty, bound),
            (Pat::Struct(pat), _) => {
                for field in &pat.fields {
                    if let Some(ty) = self.field_of(ty, &pat.path, &member(&field.member)) {
                        self.parts(&field.pat, &ty, bound);
                    }
                }
            }
            _ => {}
        }
    }

    /// The type of a field of the struct or variant that a pattern names.
    pub(crate) fn field_of(&self, ty: &Type, path: &syn::Path, field: &str) -> Option<Type> {
        let (mut name, _) = named(ty)?;
        if let Some(Type::Path(alias)) = self.known.aliases.get(&name) {
            name = alias.path.segments.last()?.ident.to_string();
        }
        let variant = path.segments.last()?.ident.to_string();
        let variant = if variant == "Self" {
            name.clone()
        } else {
            variant
        };
        self.known.types.get(&name)?.field(&variant, field).cloned()
    }

    pub(crate) fn tuple_struct(
        &mut self,
        pat: &syn::PatTupleStruct,
        ty: &Type,
        bound: &dyn Fn(&Type) -> Option<Type>,
    ) {
        let Some((name, arguments)) = named(ty) else {
            return;
        };
        let Some(last) = pat.path.segments.last().map(|last| last.ident.to_string()) else {
            return;
        };
        let types: Vec<Type> = match (name.as_str(), last.as_str()) {
            ("Option", "Some") | ("Result", "Ok") => {
                arguments.iter().take(1).map(|&ty| ty.clone()).collect()
            }
            ("Result", "Err") => arguments.iter().skip(1).map(|&ty| ty.clone()).collect(),
            _ => (0..)
                .map_while(|n| self.field_of(ty, &pat.path, &n.to_string()))
                .collect(),
        };
        let pats: Vec<&Pat> = pat.elems.iter().collect();
        for (pat, ty) in matched(&pats, &types.iter().collect::<Vec<_>>()) {
            self.parts(pat, ty, bound);
        }
    }

    /// `let other: T = variable;` says that the variable has that type too, unless `T` is one that values are coerced to.
    pub(crate) fn renamed(&mut self, ty: &Type, value: &Expr) {
        let Some(name) = name_of(value).map(ToString::to_string) else {
            return;
        };
        let coerced = match ty {
            Type::Path(_) => named(ty)
                .is_none_or(|(name, _)| matches!(name.as_str(), "Box" | "Rc" | "Arc" | "Pin")),
            Type::Tuple(_) => false,
            _ => true,
        };
        if !coerced
            && !has_hole(ty)
            && !is_elided(ty)
            && self.variable(&name).is_none()
            && self.is_local(&name)
        {
            self.set(&name, ty.clone());
        }
    }

    /// What a pattern with literals says about the variable that it's compared with.
    pub(crate) fn compared(&mut self, value: &Expr, pat: &Pat) {
        let literal = match pat {
            Pat::Lit(_) | Pat::Range(_) => true,
            Pat::Or(or) => or
                .cases
                .iter()
                .any(|case| matches!(case, Pat::Lit(_) | Pat::Range(_))),
            _ => false,
        };
        if let (Some(name), true) = (name_of(value), literal) {
            self.numbers.insert(name.to_string());
        }
    }

    /// Whether a name is one of a variable, and not of a constant.
    pub(crate) fn is_local(&self, name: &str) -> bool {
        name.contains("__c")
    }
}

impl<'ast> Visit<'ast> for Types<'_> {
    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        if let Some(arguments) = macros::arguments(mac) {
            for argument in &arguments.list {
                Visit::visit_expr(self, macros::Arguments::value(argument));
            }
        }
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}

    fn visit_local(&mut self, local: &'ast syn::Local) {
        visit::visit_local(self, local);
        if let (Pat::Type(typed), Some(init)) = (&local.pat, &local.init) {
            self.renamed(&typed.ty, &init.expr);
        }
        match (&local.pat, &local.init) {
            (Pat::Type(typed), _) if !has_hole(&typed.ty) => self.pattern(&typed.pat, &typed.ty),
            (Pat::Type(_), _) | (_, None) => {}
            (Pat::Ident(ident), Some(init)) if ident.by_ref.is_none() => {
                self.set_from(&ident.ident.to_string(), &init.expr);
            }
            (pat, Some(init)) => {
                if let Some(ty) = self.of(&init.expr) {
                    self.pattern(pat, &ty);
                }
            }
        }
        if let (Some(pat), Some(init)) = (plain(&local.pat), &local.init) {
            self.fill_lifetime(&pat.ident.to_string(), &init.expr);
        }
    }

    fn visit_expr_let(&mut self, node: &'ast syn::ExprLet) {
        visit::visit_expr_let(self, node);
        if let Some(ty) = self.of(&node.expr) {
            self.pattern(&node.pat, &ty);
        }
    }

    fn visit_expr_match(&mut self, node: &'ast syn::ExprMatch) {
        self.visit_expr(&node.expr);
        let ty = self.of(&node.expr);
        for arm in &node.arms {
            self.compared(&node.expr, &arm.pat);
            if let Some(ty) = &ty {
                self.pattern(&arm.pat, ty);
            }
            visit::visit_arm(self, arm);
        }
    }

    fn visit_expr_for_loop(&mut self, node: &'ast syn::ExprForLoop) {
        self.visit_expr(&node.expr);
        if let Some(item) = self.of(&node.expr).and_then(|ty| self.item(&ty)) {
            self.pattern(&node.pat, &item);
        }
        self.visit_block(&node.body);
    }
}

/// Pairs the parts of a pattern with their types, `..` left out.
fn matched<'p, 't>(pats: &[&'p Pat], types: &[&'t Type]) -> Vec<(&'p Pat, &'t Type)> {
    let rest = pats.iter().position(|pat| matches!(pat, Pat::Rest(_)));
    let (front, back) = match rest {
        Some(at) => (&pats[..at], &pats[at + 1..]),
        None => (pats, &pats[pats.len()..]),
    };
    let start = types.len().saturating_sub(back.len());
    let front = front.iter().copied().zip(types.iter().copied());
    front
        .chain(back.iter().copied().zip(types[start..].iter().copied()))
        .collect()
}
