//! Which variables borrow which, as far as the source writes it out with `&`.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Block, Expr};

use crate::names::Names;
use crate::syntax::name_of;
use crate::types::Types;
use crate::written::has_lifetime;

/// What each variable and each awaited future borrows.
#[derive(Debug, Default)]
pub(crate) struct Borrows {
    /// The variables that a variable borrows, itself or through another.
    of: BTreeMap<usize, BTreeSet<usize>>,
    /// The variables that the future of a wait borrows.
    futures: BTreeMap<usize, BTreeSet<usize>>,
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
    fn roots(&self, value: &Expr) -> BTreeSet<usize> {
        let mut roots = BTreeSet::new();
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
            crate::patterns::variables(&local.pat, &mut |ident| {
                self.note(&ident.to_string(), &init.expr)
            });
        }
    }

    fn visit_expr_let(&mut self, node: &'ast syn::ExprLet) {
        visit::visit_expr_let(self, node);
        crate::patterns::variables(&node.pat, &mut |ident| {
            self.note(&ident.to_string(), &node.expr)
        });
    }

    fn visit_expr_match(&mut self, node: &'ast syn::ExprMatch) {
        visit::visit_expr_match(self, node);
        for arm in &node.arms {
            crate::patterns::variables(&arm.pat, &mut |ident| {
                self.note(&ident.to_string(), &node.expr)
            });
        }
    }

    fn visit_expr_for_loop(&mut self, node: &'ast syn::ExprForLoop) {
        visit::visit_expr_for_loop(self, node);
        crate::patterns::variables(&node.pat, &mut |ident| {
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
        if let Some(mark) = crate::marks::mark(&wait)
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
    roots: &'a mut BTreeSet<usize>,
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
