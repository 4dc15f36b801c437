//! The values that a loop is left with.

use syn::Expr;
use syn::visit::{self, Visit};

/// Finds the values that a loop or labelled block is left with.
pub(crate) struct BreakFinder<'a> {
    pub(crate) label: Option<&'a syn::Lifetime>,
    /// How many loops are in between.
    pub(crate) depth: usize,
    pub(crate) values: Vec<&'a Expr>,
}

impl<'a> Visit<'a> for BreakFinder<'a> {
    fn visit_expr_break(&mut self, node: &'a syn::ExprBreak) {
        visit::visit_expr_break(self, node);
        let ours = match &node.label {
            Some(label) => self.label == Some(label),
            None => self.depth == 0,
        };
        if let (true, Some(value)) = (ours, &node.expr) {
            self.values.push(value);
        }
    }
    fn visit_expr_loop(&mut self, node: &'a syn::ExprLoop) {
        self.depth += 1;
        visit::visit_expr_loop(self, node);
        self.depth -= 1;
    }
    fn visit_expr_while(&mut self, node: &'a syn::ExprWhile) {
        self.depth += 1;
        visit::visit_expr_while(self, node);
        self.depth -= 1;
    }
    fn visit_expr_for_loop(&mut self, node: &'a syn::ExprForLoop) {
        self.depth += 1;
        visit::visit_expr_for_loop(self, node);
        self.depth -= 1;
    }
    fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}
}
