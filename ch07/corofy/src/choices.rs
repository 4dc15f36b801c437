//! `if` and `match` of which a part waits.

use syn::{Expr, ExprIf, ExprMatch, Stmt, Type, parse_quote};

use crate::keep::block_of;
use crate::waiting::waits;
use crate::waits::{Separator, Use, waits_in_block};

impl Separator<'_, '_> {
    pub(crate) fn branch(
        &mut self,
        mut node: ExprIf,
        wanted: Option<Type>,
        out: &mut Vec<Stmt>,
    ) -> Expr {
        let mut before = Vec::new();
        if waits(&node.cond) {
            match &mut *node.cond {
                Expr::Let(binding) => {
                    self.apart(|this| {
                        this.plain(&mut binding.expr, Use::Place, None, &mut before);
                    });
                }
                cond if has_let(cond) => {
                    self.refuse(cond, "a condition with `let` and `&&` can't wait: write one `if` inside the other");
                }
                cond => self.condition(cond, out),
            }
            self.drop_before_else(&mut node, &before);
        }
        if waits_in_block(&node.then_branch)
            || node
                .else_branch
                .as_ref()
                .is_some_and(|(_, otherwise)| waits(otherwise))
        {
            node.attrs = vec![self.mark()];
            self.block(&mut node.then_branch, wanted.clone());
            if let Some((_, otherwise)) = &mut node.else_branch {
                let taken = std::mem::replace(&mut **otherwise, Expr::Verbatim(Default::default()));
                **otherwise = self.otherwise(taken, wanted);
            }
        }
        self.enclose(Expr::If(node), before)
    }

    /// A condition's temporaries are dropped before the branch begins.
    pub(crate) fn condition(&mut self, cond: &mut Expr, out: &mut Vec<Stmt>) {
        let mut before = Vec::new();
        self.apart(|this| {
            this.plain(cond, Use::Value, Some(parse_quote!(bool)), &mut before);
        });
        if self.lives_on(&before) {
            before.push(Stmt::Expr(cond.clone(), None));
            let value = self.wrap(before);
            *cond = self.keep_as(value, Use::Value, Some(parse_quote!(bool)), out);
        } else {
            out.append(&mut before);
        }
    }

    /// What `if let` matched in vain is dropped before its `else`, and so are the temporaries of the condition.
    pub(crate) fn drop_before_else(&mut self, node: &mut ExprIf, before: &[Stmt]) {
        let Some((_, otherwise)) = &mut node.else_branch else {
            return;
        };
        let gone = self.dropped(before);
        if gone.is_empty() || !matches!(*node.cond, Expr::Let(_)) {
            return;
        }
        let stmts: Vec<Stmt> = match &**otherwise {
            Expr::Block(block) => block.block.stmts.clone(),
            other => vec![Stmt::Expr(other.clone(), None)],
        };
        **otherwise = parse_quote!({ #(#gone)* #(#stmts)* });
    }

    /// An `else` stays a block, and an `else if` one as long as nothing has to be done in front of it.
    pub(crate) fn otherwise(&mut self, expr: Expr, wanted: Option<Type>) -> Expr {
        if !waits(&expr) {
            return expr;
        }
        match expr {
            Expr::Block(mut block) => {
                self.block(&mut block.block, wanted.clone());
                Expr::Block(block)
            }
            other => {
                let mut stmts = Vec::new();
                self.value_type = wanted;
                let core = self.apart(|this| this.core(other, &mut stmts));
                if stmts.is_empty() && matches!(core, Expr::If(_)) {
                    return core;
                }
                stmts.push(Stmt::Expr(core, None));
                Expr::Block(block_of(stmts))
            }
        }
    }

    pub(crate) fn arms(
        &mut self,
        mut node: ExprMatch,
        wanted: Option<Type>,
        out: &mut Vec<Stmt>,
    ) -> Expr {
        self.plain(&mut node.expr, Use::Place, None, out);
        for arm in &node.arms {
            self.types.compared(&node.expr, &arm.pat);
        }
        let mut inside = false;
        for arm in &mut node.arms {
            if let Some((_, guard)) = &arm.guard
                && waits(guard)
            {
                self.refuse(guard, "a guard can't wait: wait in front of the `match`, and compare the result in the guard");
            }
            if waits(&arm.body) {
                inside = true;
                let body = std::mem::replace(&mut *arm.body, Expr::Verbatim(Default::default()));
                *arm.body = self.arm(body, wanted.clone());
            }
        }
        if inside {
            node.attrs = vec![self.mark()];
        }
        Expr::Match(node)
    }

    pub(crate) fn arm(&mut self, body: Expr, wanted: Option<Type>) -> Expr {
        let mut stmts = Vec::new();
        match body {
            Expr::Block(mut block) if block.label.is_none() => {
                self.block(&mut block.block, wanted.clone());
                return Expr::Block(block);
            }
            other => {
                self.value_type = wanted;
                let core = self.apart(|this| this.core(other, &mut stmts));
                stmts.push(Stmt::Expr(core, None));
            }
        }
        Expr::Block(block_of(stmts))
    }
}

fn has_let(expr: &Expr) -> bool {
    match expr {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        Expr::Paren(paren) => has_let(&paren.expr),
        _ => false,
    }
}
