//! Values without a name that Rust keeps until the end of their statement, across a wait.
//!
//! `look(&guard()).wait` keeps the guard until the whole statement is done. Such a value is marked here, and `waits` makes it a
//! variable of the statement. A value whose destructor does nothing but give memory back isn't marked.

use proc_macro2::{Ident, Span};
use syn::{Block, Expr, ExprField, Stmt};

use crate::conventions::consumes;
use crate::kinds::Kind;
use crate::macros;
use crate::marks::LIVES_ON;
use crate::syntax;
use crate::types::Types;
use crate::waiting;
use crate::waiting::waits;

/// Marks the values in a body that live on across a wait.
pub(crate) fn mark(types: &Types<'_>, body: &mut Block) {
    Marker { types }.block(body);
}

struct Marker<'a> {
    types: &'a Types<'a>,
}

impl Marker<'_> {
    fn block(&self, block: &mut Block) {
        for stmt in &mut block.stmts {
            if !waiting::waits_in(stmt) {
                continue;
            }
            match stmt {
                Stmt::Local(local) => {
                    if let Some(init) = &mut local.init {
                        self.extended(&mut init.expr);
                        if let Some((_, diverge)) = &mut init.diverge {
                            self.region(diverge);
                        }
                    }
                }
                Stmt::Expr(expr, _) => self.region(expr),
                Stmt::Macro(call) => self.mac(&mut call.mac, false),
                Stmt::Item(_) => {}
            }
        }
    }

    /// The initialiser of a `let`: what it borrows lives as long as the variable.
    fn extended(&self, expr: &mut Expr) {
        match expr {
            Expr::Reference(reference) => self.extended(&mut reference.expr),
            other => self.region(other),
        }
    }

    /// An expression whose temporaries live until its end.
    fn region(&self, expr: &mut Expr) {
        if waits(expr) {
            self.value(expr, false);
        }
    }

    /// Marks what lives on in an expression. `later` says whether a wait comes after it in the same region.
    fn value(&self, expr: &mut Expr, later: bool) {
        match expr {
            Expr::Block(block) if block.label.is_none() || waits(&Expr::Block(block.clone())) => {
                self.block(&mut block.block);
            }
            Expr::Unsafe(block) => self.block(&mut block.block),
            Expr::If(node) => self.branch(node),
            Expr::Match(node) => {
                let inside = node.arms.iter().any(|arm| waits(&arm.body));
                self.place(&mut node.expr, later || inside);
                node.arms
                    .iter_mut()
                    .for_each(|arm| self.region(&mut arm.body));
            }
            Expr::Loop(node) => self.block(&mut node.body),
            Expr::While(node) => {
                let inside = node.body.stmts.iter().any(waiting::waits_in);
                self.condition(&mut node.cond, inside);
                self.block(&mut node.body);
            }
            Expr::ForLoop(node) => {
                let inside = node.body.stmts.iter().any(waiting::waits_in);
                self.value(&mut node.expr, later || inside);
                self.block(&mut node.body);
            }
            Expr::Closure(_) | Expr::Async(_) => {}
            Expr::Binary(node) if matches!(node.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) => {
                self.value(&mut node.left, later || waits(&node.right));
                self.region(&mut node.right);
            }
            _ => self.operands(expr, later),
        }
    }

    fn branch(&self, node: &mut syn::ExprIf) {
        let inside = node.then_branch.stmts.iter().any(waiting::waits_in);
        self.condition(&mut node.cond, inside);
        self.block(&mut node.then_branch);
        if let Some((_, otherwise)) = &mut node.else_branch {
            self.region(otherwise);
        }
    }

    /// What `let` matches in a condition lives as long as the branch; other temporaries end with the condition.
    fn condition(&self, cond: &mut Expr, inside: bool) {
        match cond {
            Expr::Let(node) => self.place(&mut node.expr, inside),
            Expr::Binary(node) if matches!(node.op, syn::BinOp::And(_)) => {
                self.condition(&mut node.left, inside);
                self.condition(&mut node.right, inside);
            }
            other => self.region(other),
        }
    }

    /// A value that something looks at in place.
    fn place(&self, expr: &mut Expr, later: bool) {
        let here = later && is_value(expr) && self.types.kind_of_value(expr) == Kind::Loud;
        self.value(expr, later);
        if here && !syntax::is_wait_expr(expr) {
            let base = Box::new(std::mem::replace(expr, Expr::Verbatim(Default::default())));
            let member = syn::Member::Named(Ident::new(LIVES_ON, Span::call_site()));
            let (attrs, dot_token) = (Vec::new(), Default::default());
            *expr = Expr::Field(ExprField {
                attrs,
                base,
                dot_token,
                member,
            });
        }
    }

    fn operands(&self, expr: &mut Expr, later: bool) {
        let by_value =
            |call: &syn::ExprMethodCall| consumes(self.types.known, &call.method.to_string());
        let later = later || syntax::is_wait_expr(expr);
        match expr {
            Expr::Reference(node) => self.place(&mut node.expr, later),
            Expr::RawAddr(node) => self.place(&mut node.expr, later),
            Expr::Unary(node) if matches!(node.op, syn::UnOp::Deref(_)) => {
                self.place(&mut node.expr, later)
            }
            Expr::Field(node) if syntax::is_wait(node) => self.value(&mut node.base, later),
            Expr::Field(node) => self.place(&mut node.base, later),
            Expr::Index(node) => {
                self.place(&mut node.expr, later || waits(&node.index));
                self.value(&mut node.index, later);
            }
            Expr::MethodCall(node) => {
                let after = later || node.args.iter().any(waits);
                if by_value(node) {
                    self.value(&mut node.receiver, after);
                } else {
                    self.place(&mut node.receiver, after);
                }
                self.list(node.args.iter_mut().collect(), later);
            }
            Expr::Call(node) => self.list(node.args.iter_mut().collect(), later),
            Expr::Tuple(node) => self.list(node.elems.iter_mut().collect(), later),
            Expr::Array(node) => self.list(node.elems.iter_mut().collect(), later),
            Expr::Struct(node) => self.list(
                node.fields
                    .iter_mut()
                    .map(|field| &mut field.expr)
                    .collect(),
                later,
            ),
            Expr::Binary(node) => self.binary(node, later),
            Expr::Assign(node) => self.value(&mut node.right, later),
            Expr::Cast(node) => self.value(&mut node.expr, later),
            Expr::Paren(node) => self.value(&mut node.expr, later),
            Expr::Try(node) => self.value(&mut node.expr, later),
            Expr::Unary(node) => self.value(&mut node.expr, later),
            Expr::Return(node) => node
                .expr
                .iter_mut()
                .for_each(|value| self.value(value, false)),
            Expr::Break(node) => node
                .expr
                .iter_mut()
                .for_each(|value| self.value(value, false)),
            Expr::Range(node) => {
                let bounds = node.start.iter_mut().chain(&mut node.end);
                self.list(bounds.map(|bound| &mut **bound).collect(), later);
            }
            Expr::Repeat(node) => self.value(&mut node.expr, later),
            Expr::Macro(node) => self.mac(&mut node.mac, later),
            _ => {}
        }
    }

    /// The arguments of a macro, most of which look at them in place.
    fn mac(&self, mac: &mut syn::Macro, later: bool) {
        let Some(mut arguments) = macros::arguments(mac) else {
            return;
        };
        let later = later && !macros::ends_temporaries(mac);
        let last = arguments.list.iter().rposition(waits);
        for (n, argument) in arguments.list.iter_mut().enumerate() {
            let later = later || last.is_some_and(|last| n < last);
            self.place(macros::Arguments::value_mut(argument), later);
        }
        mac.tokens = arguments.tokens();
    }

    fn binary(&self, node: &mut syn::ExprBinary, later: bool) {
        use syn::BinOp::{Eq, Ge, Gt, Le, Lt, Ne};
        let after = later || waits(&node.right);
        if matches!(node.op, Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_)) {
            self.place(&mut node.left, after);
            self.place(&mut node.right, later);
        } else {
            self.value(&mut node.left, after);
            self.value(&mut node.right, later);
        }
    }

    fn list(&self, list: Vec<&mut Expr>, later: bool) {
        let last = list.iter().rposition(|expr| waits(expr));
        for (n, expr) in list.into_iter().enumerate() {
            self.value(expr, later || last.is_some_and(|last| n < last));
        }
    }
}

/// Whether an expression computes a value, rather than naming a place that has one.
fn is_value(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Lit(_) | Expr::Index(_) | Expr::Reference(_) => false,
        Expr::Field(field) => syntax::is_wait(field),
        // What it borrows has a name of its own.
        Expr::Closure(closure) => closure.capture.is_some(),
        Expr::Unary(unary) => !matches!(unary.op, syn::UnOp::Deref(_)),
        Expr::Paren(paren) => is_value(&paren.expr),
        Expr::Group(group) => is_value(&group.expr),
        _ => true,
    }
}
