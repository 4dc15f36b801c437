//! Takes waits out of expressions.
//!
//! After this pass a wait is the whole value of a `let`, of a statement or of a block, and each construct that has waits inside carries
//! a mark, a number that `flow` and `lower` know it by. Operands are evaluated in their order: what is left of a wait is kept in
//! a variable.

use proc_macro2::Ident;
use syn::{Attribute, Block, Expr, Stmt, Type, parse_quote};

use crate::answer::Reason;
use crate::kinds::Kind;
use crate::marks;
use crate::names::Names;
use crate::syntax::{self, place};
use crate::types::Types;
use crate::waiting;
use crate::waiting::waits;

/// Rewrites a body so that each wait is a statement.
pub(crate) fn separate(
    body: &mut Block,
    names: &mut Names,
    types: &mut Types<'_>,
    reasons: &mut Vec<Reason>,
) {
    let mut separator = Separator {
        names,
        types,
        reasons,
        next: 0,
        value_type: None,
        tail_type: None,
        loops: Vec::new(),
        held: Vec::new(),
    };
    let output = separator.types.output.clone();
    separator.block(body, Some(output));
}

pub(crate) struct Separator<'a, 'k> {
    pub(crate) names: &'a mut Names,
    pub(crate) types: &'a mut Types<'k>,
    pub(crate) reasons: &'a mut Vec<Reason>,
    pub(crate) next: usize,
    /// The type of the value that the construct around has to have, as far as a `let` says so.
    pub(crate) value_type: Option<Type>,
    /// The type of the value at the end of the block around.
    pub(crate) tail_type: Option<Type>,
    /// The labels and value types of the loops and blocks around.
    pub(crate) loops: Vec<(Option<String>, Option<Type>)>,
    /// The operands with destructors that the expressions around have so far: they're dropped before the temporaries of the statement.
    pub(crate) held: Vec<Ident>,
}

/// How an operand is used by the expression around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// By value: nothing of it is left when the expression has its value.
    Value,
    /// In place: it lives on until its statement ends.
    Place,
}

impl Separator<'_, '_> {
    pub(crate) fn mark(&mut self) -> Attribute {
        let number = proc_macro2::Literal::usize_unsuffixed(self.next);
        self.next += 1;
        parse_quote!(#[corofy(#number)])
    }

    pub(crate) fn refuse(&mut self, node: &impl quote::ToTokens, why: impl Into<String>) {
        self.reasons.push(Reason::at(place(node), why));
    }

    /// Separates the waits of a block, whose value has to be of this type.
    pub(crate) fn block(&mut self, block: &mut Block, wanted: Option<Type>) {
        let stmts = std::mem::take(&mut block.stmts);
        let count = stmts.len();
        for (n, stmt) in stmts.into_iter().enumerate() {
            if waiting::waits_in(&stmt) {
                let last = n + 1 == count;
                self.tail_type = wanted.clone().filter(|_| last);
                self.apart(|this| this.stmt(stmt, last, &mut block.stmts));
            } else {
                block.stmts.push(stmt);
            }
        }
    }

    pub(crate) fn stmt(&mut self, stmt: Stmt, last: bool, out: &mut Vec<Stmt>) {
        match stmt {
            Stmt::Local(local) => {
                self.tail_type = None;
                self.local(local, out);
            }
            Stmt::Expr(expr, semi) => {
                let mut before = Vec::new();
                let tail = last && semi.is_none();
                self.value_type = self.tail_type.take().filter(|_| tail);
                let mut expr = self.core(expr, &mut before);
                self.value_type = None;
                if semi.is_some() && self.drops_value(&expr) {
                    let value = self.keep_as(expr, Use::Value, None, &mut before);
                    expr = parse_quote!(drop(#value));
                }
                if before.is_empty() || tail || !self.lives_on(&before) {
                    out.append(&mut before);
                    out.push(Stmt::Expr(expr, semi));
                } else {
                    before.push(Stmt::Expr(expr, Some(Default::default())));
                    out.push(Stmt::Expr(self.wrap(before), Some(Default::default())));
                }
            }
            Stmt::Macro(call) => {
                let expr = Expr::Macro(syn::ExprMacro {
                    attrs: call.attrs,
                    mac: call.mac,
                });
                let semi = call.semi_token.or((!last).then(Default::default));
                self.stmt(Stmt::Expr(expr, semi), last, out);
            }
            Stmt::Item(item) => out.push(Stmt::Item(item)),
        }
    }

    /// Whether a statement drops a construct's value. The variables inside the construct are dropped before that.
    fn drops_value(&self, expr: &Expr) -> bool {
        let construct = marks::mark(expr).is_some() && !syntax::is_wait_expr(expr);
        let ty = self.types.of(expr).filter(|_| construct);
        ty.is_some_and(|ty| self.types.kind_of(&ty) == Kind::Loud)
    }

    /// Rewrites an expression to one that has no wait, or is one, or is a block, branch or loop with waits inside.
    pub(crate) fn core(&mut self, mut expr: Expr, out: &mut Vec<Stmt>) -> Expr {
        if !waits(&expr) {
            return expr;
        }
        let wanted = self.value_type.take();
        match expr {
            Expr::Paren(paren) => self.core(*paren.expr, out),
            Expr::Group(group) => self.core(*group.expr, out),
            Expr::Field(mut field) if syntax::is_wait(&field) => {
                self.plain(&mut field.base, Use::Value, None, out);
                field.attrs = vec![self.mark()];
                Expr::Field(field)
            }
            Expr::Field(field) if marks::is_mark(&field) => {
                let mut value = *field.base;
                self.plain(&mut value, Use::Value, None, out);
                self.keep_as(value, Use::Place, None, out)
            }
            Expr::Block(block) => self.block_value(block, wanted),
            Expr::If(node) => self.branch(node, wanted, out),
            Expr::Match(node) => self.arms(node, wanted, out),
            Expr::Loop(node) => self.endless_loop(node, wanted),
            Expr::While(node) => self.while_loop(node, out),
            Expr::ForLoop(node) => self.for_loop(node, out),
            _ => {
                self.operands(&mut expr, wanted, out);
                expr
            }
        }
    }

    fn block_value(&mut self, mut block: syn::ExprBlock, wanted: Option<Type>) -> Expr {
        block.attrs = vec![self.mark()];
        if block.label.is_some() {
            let inner = wanted.clone();
            self.inside(block.label.as_ref(), wanted, |this| {
                this.block(&mut block.block, inner);
            });
        } else {
            self.block(&mut block.block, wanted);
        }
        Expr::Block(block)
    }

    pub(crate) fn inside(
        &mut self,
        label: Option<&syn::Label>,
        ty: Option<Type>,
        visit: impl FnOnce(&mut Self),
    ) {
        self.loops
            .push((label.map(|label| label.name.ident.to_string()), ty));
        visit(self);
        self.loops.pop();
    }
}

pub(crate) fn waits_in_block(block: &Block) -> bool {
    block.stmts.iter().any(waiting::waits_in)
}
