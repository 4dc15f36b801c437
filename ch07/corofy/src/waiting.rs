//! Whether code waits.

use syn::visit::{self, Visit};
use syn::{Expr, ExprField, Stmt};

use crate::macros;
use crate::marks;
use crate::syntax::is_wait;

/// Whether a statement waits, its closures and items left out.
pub(crate) fn waits_in(stmt: &Stmt) -> bool {
    let mut finder = WaitFinder(false);
    finder.visit_stmt(stmt);
    finder.0
}

/// Whether an expression waits.
pub(crate) fn waits(expr: &Expr) -> bool {
    let mut finder = WaitFinder(false);
    finder.visit_expr(expr);
    finder.0
}

struct WaitFinder(bool);

impl<'ast> Visit<'ast> for WaitFinder {
    fn visit_expr_field(&mut self, field: &'ast ExprField) {
        self.0 |= is_wait(field) || marks::is_mark(field);
        visit::visit_expr_field(self, field);
    }
    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.0 |= macros::waits(mac);
    }
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
    fn visit_item(&mut self, _: &'ast syn::Item) {}
}
