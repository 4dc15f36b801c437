//! Takes waits out of expressions.
//!
//! After this pass a wait is the whole value of a `let`, of a statement or of a block, and each construct that has waits inside carries
//! a mark, a number that `flow` and `lower` know it by. Operands are evaluated in their order: what is left of a wait is kept in
//! a variable.

use syn::spanned::Spanned;
use syn::{
    Attribute, Block, Expr, ExprBlock, ExprIf, ExprMatch, Local, Pat, Stmt, Type, parse_quote,
};

use crate::answer::Reason;
use crate::kinds::Kind;
use crate::marks::{self, mark};
use crate::names::Names;
use crate::syntax::{self, place};
use crate::types::Types;
use crate::waiting;
use crate::waiting::waits;
use crate::written;

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
                self.stmt(stmt, last, &mut block.stmts);
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
                let expr = self.core(expr, &mut before);
                self.value_type = None;
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

    /// Whether one of the variables that were made would live too long without a block of their own.
    pub(crate) fn lives_on(&self, made: &[Stmt]) -> bool {
        made.iter().any(|stmt| match stmt {
            Stmt::Local(Local {
                pat: Pat::Ident(pat),
                attrs,
                ..
            }) => attrs.is_empty() && self.types.kind(&pat.ident.to_string()) != Kind::Copy,
            _ => false,
        })
    }

    pub(crate) fn wrap(&mut self, stmts: Vec<Stmt>) -> Expr {
        let mark = self.mark();
        let block = Block {
            brace_token: Default::default(),
            stmts,
        };
        Expr::Block(ExprBlock {
            attrs: vec![mark],
            label: None,
            block,
        })
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
            Expr::Block(mut block) => {
                block.attrs = vec![self.mark()];
                if block.label.is_some() {
                    let inner = wanted.clone();
                    self.inside(block.label.as_ref(), wanted, |this| {
                        this.block(&mut block.block, inner);
                    });
                } else {
                    self.block(&mut block.block, wanted.clone());
                }
                Expr::Block(block)
            }
            Expr::If(node) => self.branch(node, wanted, out),
            Expr::Match(node) => self.arms(node, wanted, out),
            Expr::Loop(mut node) => {
                node.attrs = vec![self.mark()];
                self.inside(node.label.as_ref(), wanted, |this| {
                    this.block(&mut node.body, None)
                });
                Expr::Loop(node)
            }
            Expr::While(node) => self.while_loop(node, out),
            Expr::ForLoop(node) => self.for_loop(node, out),
            _ => {
                self.operands(&mut expr, wanted, out);
                expr
            }
        }
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

    /// Makes an operand one without waits.
    pub(crate) fn plain(
        &mut self,
        operand: &mut Expr,
        usage: Use,
        ty: Option<Type>,
        out: &mut Vec<Stmt>,
    ) {
        if !waits(operand) {
            return;
        }
        let taken = std::mem::replace(operand, Expr::Verbatim(Default::default()));
        self.value_type = ty.clone();
        let core = self.core(taken, out);
        self.value_type = None;
        *operand = if mark(&core).is_some() {
            self.keep_as(core, usage, ty, out)
        } else {
            core
        };
    }

    /// Puts a value in a variable.
    pub(crate) fn keep_as(
        &mut self,
        value: Expr,
        usage: Use,
        ty: Option<Type>,
        out: &mut Vec<Stmt>,
    ) -> Expr {
        let name = if mark(&value).is_some() {
            "output"
        } else {
            "value"
        };
        let ident = self.names.make(name, place(&value));
        self.types.set_from(&ident.to_string(), &value);
        let ty = ty.filter(|ty| !crate::written::has_lifetime(ty));
        if let (Some(ty), None) = (ty, self.types.variable(&ident.to_string())) {
            self.types.set(&ident.to_string(), ty);
        }
        if let Some(binding) = self.names.bindings.last_mut() {
            binding.operand = usage == Use::Value;
        }
        // The attribute says that the next expression takes the value.
        let attrs = if usage == Use::Value {
            vec![parse_quote!(#[corofy])]
        } else {
            Vec::new()
        };
        let pat = parse_quote!(#ident);
        let (eq_token, expr) = (Default::default(), Box::new(value));
        let init = Some(syn::LocalInit {
            eq_token,
            expr,
            diverge: None,
        });
        let (let_token, semi_token) = (Default::default(), Default::default());
        out.push(Stmt::Local(Local {
            attrs,
            let_token,
            pat,
            init,
            semi_token,
        }));
        parse_quote!(#ident)
    }

    pub(crate) fn branch(
        &mut self,
        mut node: ExprIf,
        wanted: Option<Type>,
        out: &mut Vec<Stmt>,
    ) -> Expr {
        let mut before = Vec::new();
        if waits(&node.cond) {
            match &mut *node.cond {
                Expr::Let(binding) => self.plain(&mut binding.expr, Use::Place, None, &mut before),
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
        self.plain(cond, Use::Value, Some(parse_quote!(bool)), &mut before);
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

    /// Statements that drop the temporaries among variables that were made, the newest first.
    pub(crate) fn dropped(&self, made: &[Stmt]) -> Vec<Stmt> {
        let names = made.iter().rev().filter_map(|stmt| match stmt {
            Stmt::Local(Local {
                pat: Pat::Ident(pat),
                attrs,
                ..
            }) => attrs.is_empty().then_some(&pat.ident),
            _ => None,
        });
        let loud = names.filter(|name| self.types.kind(&name.to_string()) == Kind::Loud);
        loud.map(|name| dropped(name, self.types)).collect()
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
                let core = self.core(other, &mut stmts);
                if stmts.is_empty() && matches!(core, Expr::If(_)) {
                    return core;
                }
                stmts.push(Stmt::Expr(core, None));
                Expr::Block(ExprBlock {
                    attrs: Vec::new(),
                    label: None,
                    block: Block {
                        brace_token: Default::default(),
                        stmts,
                    },
                })
            }
        }
    }

    /// Puts an expression behind the statements that it needs, in a block.
    pub(crate) fn enclose(&mut self, expr: Expr, mut before: Vec<Stmt>) -> Expr {
        if before.is_empty() {
            return expr;
        }
        before.push(Stmt::Expr(expr, None));
        self.wrap(before)
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
                let core = self.core(other, &mut stmts);
                stmts.push(Stmt::Expr(core, None));
            }
        }
        let block = Block {
            brace_token: Default::default(),
            stmts,
        };
        Expr::Block(ExprBlock {
            attrs: Vec::new(),
            label: None,
            block,
        })
    }

    /// `while` with a wait in its condition becomes `loop`.
    pub(crate) fn while_loop(&mut self, mut node: syn::ExprWhile, out: &mut Vec<Stmt>) -> Expr {
        if !waits(&node.cond) {
            node.attrs = vec![self.mark()];
            self.inside(node.label.as_ref(), None, |this| {
                this.block(&mut node.body, None)
            });
            return Expr::While(node);
        }
        let (cond, body, label) = (node.cond, node.body, node.label);
        let node: syn::ExprLoop = parse_quote!(#label loop { if #cond #body else { break } });
        self.core(Expr::Loop(node), out)
    }

    /// `for` with a wait in its body becomes `while let`, around an iterator that's a variable.
    pub(crate) fn for_loop(&mut self, mut node: syn::ExprForLoop, out: &mut Vec<Stmt>) -> Expr {
        self.plain(&mut node.expr, Use::Value, None, out);
        if !waits_in_block(&node.body) {
            return Expr::ForLoop(node);
        }
        let (items, pat, body, label) = (node.expr, node.pat, node.body, node.label);
        let iterator = self.names.make("items", items.span());
        if let Some(binding) = self.names.bindings.last_mut() {
            binding.mutable = true;
        }
        let ty = self.types.of(&items);
        let range = matches!(&*items, Expr::Range(_));
        let wrapped = ty.as_ref().is_some_and(|ty| {
            written::named(ty).is_some_and(|(name, _)| name.starts_with("Range"))
        });
        if let Some(ty) = ty.as_ref().and_then(crate::calls::iterator) {
            self.types.set(&iterator.to_string(), ty);
        }
        let start: Expr = match (range, wrapped) {
            (true, _) => parse_quote!(#items),
            (false, true) => parse_quote!(#items),
            (false, false) if is_postfix(&items) => parse_quote!(#items.into_iter()),
            (false, false) => parse_quote!((#items).into_iter()),
        };
        let turn: syn::ExprWhile =
            parse_quote!(#label while let Some(#pat) = #iterator.next() #body);
        let first: Stmt = parse_quote!(let mut #iterator = #start;);
        let turn = self.core(Expr::While(turn), out);
        self.enclose(turn, vec![first])
    }
}

/// A statement that drops a variable. One whose type can't be read off may be a number, which `drop` isn't for.
pub(crate) fn dropped(name: &syn::Ident, types: &Types<'_>) -> Stmt {
    match types.variable(&name.to_string()) {
        Some(Type::Path(path)) if path.qself.is_none() => parse_quote!(drop(#name);),
        _ => parse_quote!({ let _output = #name; }),
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

fn waits_in_block(block: &Block) -> bool {
    block.stmts.iter().any(waiting::waits_in)
}

/// Whether a method call binds to all of an expression.
fn is_postfix(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Path(_)
            | Expr::Call(_)
            | Expr::MethodCall(_)
            | Expr::Field(_)
            | Expr::Macro(_)
            | Expr::Paren(_)
    )
}
