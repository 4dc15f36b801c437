//! `return`, `?`, `break` and `continue` in code that moved to a machine.
//!
//! In `poll`, `return` has to finish the machine, and a loop that waits is no loop any more: `break` and
//! `continue` say what `poll` does next instead. Code in closures and in loops that stayed loops keeps its own.

use std::rc::Rc;

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Expr, Stmt, Type, parse_quote};

use crate::answer::Reason;
use crate::kont::{Exits, Kont};
use crate::macros::{self, Arguments};
use crate::syntax::place;
use crate::types::Types;
use crate::written::named;

/// Where code leads when it leaves its arm.
pub(crate) trait Ways {
    /// The code that begins the next turn of the loop with this mark.
    fn again(&mut self, head: usize) -> Vec<Stmt>;
    /// The code that goes on after a construct, which has this value.
    fn leave(&mut self, after: &Rc<Kont>, value: Option<Expr>) -> Vec<Stmt>;
    /// Notes why the source can't be rewritten.
    fn refuse(&mut self, reason: Reason);
    /// The types of the source.
    fn types(&self) -> &Types<'_>;
    /// What the coroutine has in the end.
    fn output(&self) -> &Type;
}

/// Rewrites an expression without waits.
pub(crate) fn in_expr(ways: &mut dyn Ways, exits: &Exits, mut expr: Expr) -> Expr {
    let mut rewriter = Rewriter {
        ways,
        exits,
        kept: Vec::new(),
    };
    rewriter.visit_expr_mut(&mut expr);
    expr
}

/// Rewrites a statement without waits.
pub(crate) fn in_stmt(ways: &mut dyn Ways, exits: &Exits, mut stmt: Stmt) -> Vec<Stmt> {
    let mut rewriter = Rewriter {
        ways,
        exits,
        kept: Vec::new(),
    };
    rewriter.visit_stmt_mut(&mut stmt);
    flattened(stmt)
}

/// Whether an expression is a `break`, `continue` or `return` that was rewritten.
pub(crate) fn ends(expr: &Expr) -> bool {
    match expr {
        Expr::Block(block) => block.attrs.iter().any(is_exit),
        Expr::Return(_) => true,
        _ => false,
    }
}

/// Whether a statement ends its path for certain.
pub(crate) fn stmt_ends(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Expr(expr, _) => never_ends(expr),
        Stmt::Macro(call) => panics(&call.mac),
        Stmt::Local(local) => local
            .init
            .as_ref()
            .is_some_and(|init| never_ends(&init.expr)),
        Stmt::Item(_) => false,
    }
}

/// Whether an expression has no value, because its end is never reached.
pub(crate) fn never_ends(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Continue(_) | Expr::Break(_) => true,
        Expr::Macro(call) => panics(&call.mac),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                let last: Vec<String> = path
                    .path
                    .segments
                    .iter()
                    .rev()
                    .take(2)
                    .map(|part| part.ident.to_string())
                    .collect();
                matches!(&last[..], [name, module] if module == "process" && (name == "exit" || name == "abort"))
            }
            _ => false,
        },
        Expr::Block(block) => block.label.is_none() && block.block.stmts.iter().any(stmt_ends),
        Expr::If(node) => match &node.else_branch {
            Some((_, otherwise)) => {
                node.then_branch.stmts.iter().any(stmt_ends) && never_ends(otherwise)
            }
            None => false,
        },
        Expr::Match(node) => {
            !node.arms.is_empty() && node.arms.iter().all(|arm| never_ends(&arm.body))
        }
        _ => false,
    }
}

fn panics(mac: &syn::Macro) -> bool {
    matches!(
        macros::name(mac).as_str(),
        "panic" | "unreachable" | "todo" | "unimplemented"
    )
}

/// The statements of an exit.
pub(crate) fn as_stmts(expr: Expr) -> Vec<Stmt> {
    match expr {
        Expr::Block(block) if block.attrs.iter().any(is_exit) => block.block.stmts,
        other => vec![Stmt::Expr(other, Some(Default::default()))],
    }
}

fn is_exit(attr: &Attribute) -> bool {
    attr.path().is_ident("exit")
}

fn flattened(stmt: Stmt) -> Vec<Stmt> {
    match stmt {
        Stmt::Expr(expr, _) if ends(&expr) => as_stmts(expr),
        other => vec![other],
    }
}

struct Rewriter<'a> {
    ways: &'a mut dyn Ways,
    exits: &'a Exits,
    /// The loops and labelled blocks that stayed what they are: their labels, and whether they're loops.
    kept: Vec<(Option<String>, bool)>,
}

impl Rewriter<'_> {
    fn refuse(&mut self, node: &impl ToTokens, why: impl Into<String>) {
        self.ways.refuse(Reason::at(place(node), why));
    }

    /// An expression that leaves the arm with these statements.
    fn exit(&self, mut stmts: Vec<Stmt>) -> Expr {
        if self.kept.iter().any(|(_, is_loop)| *is_loop) {
            for stmt in &mut stmts {
                if let Stmt::Expr(Expr::Continue(node), _) = stmt {
                    node.label = Some(parse_quote!('poll));
                }
            }
        }
        match stmts.as_slice() {
            [Stmt::Expr(only @ Expr::Return(_), _)] => only.clone(),
            _ => parse_quote!(#[exit] { #(#stmts)* }),
        }
    }

    fn is_kept(&self, label: Option<&syn::Lifetime>) -> bool {
        match label {
            Some(label) => self
                .kept
                .iter()
                .any(|(known, _)| *known == Some(label.ident.to_string())),
            None => self.kept.iter().any(|(_, is_loop)| *is_loop),
        }
    }

    fn within(&mut self, label: Option<&syn::Label>, is_loop: bool, visit: impl FnOnce(&mut Self)) {
        self.kept
            .push((label.map(|label| label.name.ident.to_string()), is_loop));
        visit(self);
        self.kept.pop();
    }

    fn leave(&mut self, node: &syn::ExprBreak) -> Option<Expr> {
        if self.is_kept(node.label.as_ref()) {
            return None;
        }
        let exits = self.exits.clone();
        let name = node.label.as_ref().map(|label| label.ident.to_string());
        let exit = exits.iter().rev().find(|exit| match &name {
            Some(_) => exit.label == name,
            None => exit.head.is_some(),
        })?;
        let stmts = self.ways.leave(&exit.after, node.expr.as_deref().cloned());
        Some(self.exit(stmts))
    }

    fn again(&mut self, node: &syn::ExprContinue) -> Option<Expr> {
        if self.is_kept(node.label.as_ref()) {
            return None;
        }
        let name = node.label.as_ref().map(|label| label.ident.to_string());
        let exits = self.exits.clone();
        let head = exits.iter().rev().find_map(|exit| match &name {
            Some(_) if exit.label != name => None,
            _ => exit.head,
        })?;
        let stmts = self.ways.again(head);
        Some(self.exit(stmts))
    }

    /// `?` on a value: what it gives, or the end of the machine.
    fn attempt(&mut self, attempt: &syn::ExprTry) -> Option<Expr> {
        let value = &attempt.expr;
        let output = self.ways.output();
        let (name, _) = self.result_name(output);
        match name.as_str() {
            "Option" => Some(parse_quote!(match #value {
                Some(value) => value,
                None => return self.finish(None),
            })),
            "Result" => {
                let error = self.converted(value, output);
                Some(parse_quote!(match #value {
                    Ok(value) => value,
                    Err(error) => return self.finish(Err(#error)),
                }))
            }
            _ => {
                self.refuse(attempt, "`?` works only in a coroutine whose output is written `Result<…>` or `Option<…>`: write the output so, or use `match`");
                None
            }
        }
    }

    fn result_name(&self, ty: &Type) -> (String, Option<Type>) {
        let known = self.ways.types().known;
        let mut ty = ty.clone();
        for _ in 0..8 {
            match named(&ty) {
                Some((name, _)) => match known.aliases.get(&name) {
                    Some(alias) => ty = alias.clone(),
                    None => return (name, Some(ty)),
                },
                None => break,
            }
        }
        (String::new(), None)
    }

    /// The error of a value as the error of the output.
    fn converted(&self, value: &Expr, output: &Type) -> Expr {
        let types = self.ways.types();
        let to = self.result_name(output).1.and_then(|ty| error_of(&ty));
        let from = types
            .of(value)
            .and_then(|ty| self.result_name(&ty).1)
            .and_then(|ty| error_of(&ty));
        match (from, to) {
            (Some(from), Some(to)) if from == to => parse_quote!(error),
            (Some(_), Some(_)) => parse_quote!(error.into()),
            _ => parse_quote!(From::from(error)),
        }
    }
}

/// The error of `Result<T, E>` and of `io::Result<T>`, as text without `std::`.
fn error_of(ty: &Type) -> Option<String> {
    let (_, arguments) = named(ty)?;
    if let Some(error) = arguments.get(1) {
        let text = error.to_token_stream().to_string().replace(' ', "");
        return Some(text.trim_start_matches("std::").into());
    }
    let Type::Path(path) = ty else { return None };
    let module = path.path.segments.iter().rev().nth(1)?;
    Some(format!("{}::Error", module.ident))
}

impl Rewriter<'_> {
    /// Rewrites inside an expression that exits inside it may be about. Closures and `async` blocks have exits of their own.
    fn inside(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Closure(_) | Expr::Async(_) => {}
            Expr::Loop(node) => {
                let label = node.label.clone();
                self.within(label.as_ref(), true, |this| {
                    this.visit_block_mut(&mut node.body);
                });
            }
            Expr::While(node) => {
                let label = node.label.clone();
                self.within(label.as_ref(), true, |this| {
                    this.visit_expr_mut(&mut node.cond);
                    this.visit_block_mut(&mut node.body);
                });
            }
            Expr::ForLoop(node) => {
                self.visit_expr_mut(&mut node.expr);
                let label = node.label.clone();
                self.within(label.as_ref(), true, |this| {
                    this.visit_block_mut(&mut node.body);
                });
            }
            Expr::Block(node) if node.label.is_some() => {
                let label = node.label.clone();
                self.within(label.as_ref(), false, |this| {
                    this.visit_block_mut(&mut node.block);
                });
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    /// What an exit becomes.
    fn rewritten(&mut self, expr: &mut Expr) -> Option<Expr> {
        match expr {
            Expr::Return(node) => {
                let value = node.expr.take();
                let value = value.map_or_else(|| parse_quote!(()), |value| *value);
                Some(parse_quote!(return self.finish(#value)))
            }
            Expr::Break(node) => self.leave(&node.clone()),
            Expr::Continue(node) => self.again(&node.clone()),
            Expr::Try(node) => self.attempt(&node.clone()),
            _ => None,
        }
    }
}

impl VisitMut for Rewriter<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        self.inside(expr);
        if let Some(rewritten) = self.rewritten(expr) {
            *expr = rewritten;
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        local.attrs.retain(|attr| !attr.path().is_ident("corofy"));
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        for mut stmt in stmts {
            self.visit_stmt_mut(&mut stmt);
            block.stmts.extend(flattened(stmt));
        }
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        visit_mut::visit_arm_mut(self, arm);
        arm.comma = Some(Default::default());
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        if !macros::leaves(mac) {
            return;
        }
        let Some(mut arguments) = macros::arguments(mac) else {
            let why = format!(
                "corofy can't read the arguments of `{}!` here: put what they compute in a variable first",
                macros::name(mac)
            );
            return self.refuse(mac, why);
        };
        for argument in &mut arguments.list {
            self.visit_expr_mut(Arguments::value_mut(argument));
        }
        mac.tokens = arguments.tokens();
    }
}
