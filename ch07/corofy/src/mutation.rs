//! Whether code changes a variable, so that its binding needs `mut`.

use syn::visit::{self, Visit};
use syn::{Expr, Stmt};

use crate::known::Known;
use crate::macros;
use crate::syntax::name_of;

/// What code does to a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// It only reads it.
    No,
    /// It calls a method whose receiver's type isn't known.
    Perhaps,
    /// It changes it.
    Yes,
}

/// Methods of the standard library that take `&self`, or `self`.
const READING: [&str; 27] = [
    "lend",
    "len",
    "is_empty",
    "iter",
    "clone",
    "as_str",
    "as_ref",
    "as_bytes",
    "as_slice",
    "to_string",
    "to_owned",
    "get",
    "contains",
    "contains_key",
    "starts_with",
    "ends_with",
    "first",
    "last",
    "is_some",
    "is_none",
    "is_ok",
    "is_err",
    "into_iter",
    "unwrap",
    "expect",
    "lines",
    "trim",
];

/// Methods of the standard library that take `&mut self`.
const CHANGING: [&str; 17] = [
    "push",
    "push_str",
    "push_back",
    "push_front",
    "pop",
    "pop_front",
    "pop_back",
    "insert",
    "remove",
    "next",
    "clear",
    "extend",
    "iter_mut",
    "take",
    "truncate",
    "append",
    "lend_mut",
];

/// What `stmts` do to a variable.
pub(crate) fn of(variable: &str, stmts: &[Stmt], known: &Known) -> Change {
    let mut finder = Finder {
        variable,
        known,
        change: Change::No,
        changes: 0,
    };
    stmts.iter().for_each(|stmt| finder.visit_stmt(stmt));
    finder.change
}

/// Whether a variable that's declared without a value needs `mut`: one assignment outside loops doesn't.
pub(crate) fn after_first(variable: &str, stmts: &[Stmt], known: &Known) -> Change {
    let mut finder = Finder {
        variable,
        known,
        change: Change::No,
        changes: 0,
    };
    stmts.iter().for_each(|stmt| finder.visit_stmt(stmt));
    let once = finder.changes <= 1 && finder.change == Change::Yes;
    if once { Change::No } else { finder.change }
}

struct Finder<'a> {
    variable: &'a str,
    known: &'a Known,
    change: Change,
    changes: usize,
}

impl Finder<'_> {
    /// Whether an expression is the variable, a field or an element of it.
    fn is_in(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Field(field) => self.is_in(&field.base),
            Expr::Index(index) => self.is_in(&index.expr),
            Expr::Paren(paren) => self.is_in(&paren.expr),
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => {
                self.is_in(&unary.expr)
            }
            _ => name_of(expr).is_some_and(|name| name == self.variable),
        }
    }

    fn note(&mut self, change: Change) {
        self.change = self.change.max(change);
        self.changes += usize::from(change > Change::No);
    }

    fn method(&self, name: &str) -> Change {
        match self.known.methods.get(name) {
            Some(Some(method)) if method.changes => Change::Yes,
            Some(Some(_)) => Change::No,
            Some(None) => Change::Perhaps,
            None if CHANGING.contains(&name) => Change::Yes,
            None if READING.contains(&name) => Change::No,
            None => Change::Perhaps,
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Assign(assign) if self.is_in(&assign.left) => self.note(Change::Yes),
            Expr::Binary(binary)
                if crate::syntax::is_assignment(&binary.op) && self.is_in(&binary.left) =>
            {
                self.note(Change::Yes);
            }
            Expr::Reference(reference)
                if reference.mutability.is_some() && self.is_in(&reference.expr) =>
            {
                self.note(Change::Yes);
            }
            Expr::MethodCall(call) if self.is_in(&call.receiver) => {
                self.note(self.method(&call.method.to_string()));
            }
            Expr::Call(call) if self.is_in(&call.func) => self.note(Change::Perhaps),
            _ => {}
        }
        let repeats = matches!(expr, Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_));
        let before = self.changes;
        visit::visit_expr(self, expr);
        if repeats && self.changes > before {
            self.changes += 1;
        }
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        let written = matches!(macros::name(mac).as_str(), "write" | "writeln");
        let Some(arguments) = macros::arguments(mac) else {
            let named = mac.tokens.to_string().contains(self.variable);
            return self.note(if named { Change::Perhaps } else { Change::No });
        };
        for (n, argument) in arguments.list.iter().enumerate() {
            let argument = macros::Arguments::value(argument);
            if written && n == 0 && self.is_in(argument) {
                self.note(Change::Perhaps);
            }
            self.visit_expr(argument);
        }
    }
}
