//! Which variables borrow which, as far as the source writes it out with `&`.

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Lifetime, Lit, Pat, Type};

use crate::flow::{Flow, Point};
use crate::live::Live;
use crate::names::Names;
use crate::syntax::{self, name_of};
use crate::types::Types;

/// What each variable and each awaited future borrows.
#[derive(Debug, Default)]
pub(crate) struct Borrows {
    /// The variables that a variable borrows, itself or through another.
    of: HashMap<usize, HashSet<usize>>,
    /// The variables that the future of a wait borrows.
    futures: HashMap<usize, HashSet<usize>>,
}

impl Borrows {
    /// Reads a body in which each wait is a statement.
    pub(crate) fn read(names: &Names, types: &Types<'_>, body: &Block) -> Borrows {
        let mut reader = Reader {
            names,
            types,
            borrows: Borrows::default(),
        };
        reader.visit_block(body);
        reader.borrows
    }

    /// These borrows and others.
    pub(crate) fn and(mut self, others: Borrows) -> Borrows {
        for (variable, of) in others.of {
            self.of.entry(variable).or_default().extend(of);
        }
        for (mark, of) in others.futures {
            self.futures.entry(mark).or_default().extend(of);
        }
        self
    }

    /// The variables that a variable borrows.
    pub(crate) fn of(&self, variable: usize) -> impl Iterator<Item = usize> {
        self.of.get(&variable).into_iter().flatten().copied()
    }

    /// The variables that the future of a wait borrows.
    pub(crate) fn of_future(&self, mark: usize) -> impl Iterator<Item = usize> {
        self.futures.get(&mark).into_iter().flatten().copied()
    }

    /// The variables that are borrowed across a wait.
    pub(crate) fn across_waits(&self, flow: &Flow, live: &Live) -> HashSet<usize> {
        let mut lent = HashSet::new();
        for (point, _, _) in &flow.points {
            if let Point::Wait(mark) = point {
                lent.extend(self.of_future(*mark));
            }
            if *point != Point::Start {
                lent.extend(
                    live.kept(*point)
                        .iter()
                        .flat_map(|&variable| self.of(variable)),
                );
            }
        }
        lent
    }
}

struct Reader<'a> {
    names: &'a Names,
    types: &'a Types<'a>,
    borrows: Borrows,
}

impl Reader<'_> {
    fn number(&self, expr: &Expr) -> Option<usize> {
        self.names.number(&name_of(expr)?.to_string())
    }

    /// The variables that a value borrows.
    fn roots(&self, value: &Expr) -> HashSet<usize> {
        let mut roots = HashSet::new();
        let mut finder = RootFinder {
            reader: self,
            roots: &mut roots,
        };
        finder.visit_expr(value);
        roots
    }

    fn note(&mut self, variable: &str, value: &Expr) {
        let borrows = self.types.variable(variable).is_some_and(has_lifetime);
        if let (Some(variable), true) = (self.names.number(variable), borrows) {
            let roots = self.roots(value);
            self.borrows.of.entry(variable).or_default().extend(roots);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        visit::visit_local(self, local);
        if let Some(init) = &local.init {
            crate::flow::variables(&local.pat, &mut |ident| {
                self.note(&ident.to_string(), &init.expr)
            });
        }
    }

    fn visit_expr_let(&mut self, node: &'ast syn::ExprLet) {
        visit::visit_expr_let(self, node);
        crate::flow::variables(&node.pat, &mut |ident| {
            self.note(&ident.to_string(), &node.expr)
        });
    }

    fn visit_expr_match(&mut self, node: &'ast syn::ExprMatch) {
        visit::visit_expr_match(self, node);
        for arm in &node.arms {
            crate::flow::variables(&arm.pat, &mut |ident| {
                self.note(&ident.to_string(), &node.expr)
            });
        }
    }

    fn visit_expr_for_loop(&mut self, node: &'ast syn::ExprForLoop) {
        visit::visit_expr_for_loop(self, node);
        crate::flow::variables(&node.pat, &mut |ident| {
            self.note(&ident.to_string(), &node.expr)
        });
    }

    fn visit_expr_assign(&mut self, node: &'ast syn::ExprAssign) {
        visit::visit_expr_assign(self, node);
        if let Some(name) = name_of(&node.left) {
            self.note(&name.to_string(), &node.right);
        }
    }

    fn visit_expr_field(&mut self, field: &'ast syn::ExprField) {
        visit::visit_expr_field(self, field);
        let wait = Expr::Field(field.clone());
        if let Some(mark) = crate::waits::mark(&wait)
            && self
                .types
                .of(&field.base)
                .as_ref()
                .is_some_and(has_lifetime)
        {
            let roots = self.roots(&field.base);
            self.borrows.futures.insert(mark, roots);
        }
    }
}

/// Finds what the `&`s in a value borrow.
struct RootFinder<'a, 'r> {
    reader: &'a Reader<'r>,
    roots: &'a mut HashSet<usize>,
}

impl<'ast> Visit<'ast> for RootFinder<'_, '_> {
    fn visit_expr_reference(&mut self, reference: &'ast syn::ExprReference) {
        match self.reader.types.root(&reference.expr) {
            Some((root, false)) => self.roots.extend(self.reader.number(root)),
            Some((root, true)) => {
                let through = self.reader.number(root);
                let of = through.and_then(|variable| self.reader.borrows.of.get(&variable));
                self.roots.extend(of.into_iter().flatten());
            }
            None => {}
        }
        visit::visit_expr_reference(self, reference);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        let variable = self.reader.number(&Expr::Path(path.clone()));
        let of = variable.and_then(|variable| self.reader.borrows.of.get(&variable));
        self.roots.extend(of.into_iter().flatten());
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
}

/// Whether a type has a lifetime in it, written or left out.
pub(crate) fn has_lifetime(ty: &Type) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_lifetime(&mut self, _: &'ast Lifetime) {
            self.0 = true;
        }
        fn visit_type_reference(&mut self, _: &'ast syn::TypeReference) {
            self.0 = true;
        }
        fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    finder.0
}

/// Whether a type leaves a lifetime out.
pub(crate) fn is_elided(ty: &Type) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
            self.0 |= lifetime.ident == "_";
        }
        fn visit_type_reference(&mut self, reference: &'ast syn::TypeReference) {
            self.0 |= reference.lifetime.is_none();
            visit::visit_type_reference(self, reference);
        }
        fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}
        fn visit_parenthesized_generic_arguments(
            &mut self,
            _: &'ast syn::ParenthesizedGenericArguments,
        ) {
        }
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    finder.0
}

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

/// A type with a lifetime where it leaves one out.
pub(crate) fn with_lifetime(mut ty: Type, lifetime: &Lifetime) -> Type {
    struct Filler<'a>(&'a Lifetime);
    impl syn::visit_mut::VisitMut for Filler<'_> {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if lifetime.ident == "_" {
                *lifetime = self.0.clone();
            }
        }
        fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
            reference.lifetime.get_or_insert_with(|| self.0.clone());
            syn::visit_mut::visit_type_reference_mut(self, reference);
        }
        fn visit_type_bare_fn_mut(&mut self, _: &mut syn::TypeBareFn) {}
        fn visit_parenthesized_generic_arguments_mut(
            &mut self,
            _: &mut syn::ParenthesizedGenericArguments,
        ) {
        }
    }
    syn::visit_mut::VisitMut::visit_type_mut(&mut Filler(lifetime), &mut ty);
    ty
}

/// The name of the variable that a pattern consists of.
pub(crate) fn plain(pat: &Pat) -> Option<&syn::PatIdent> {
    match pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => Some(pat),
        Pat::Type(typed) => plain(&typed.pat),
        _ => None,
    }
}
