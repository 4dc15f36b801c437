//! Constructs that wait: branches, and the turns of loops.

use std::rc::Rc;

use syn::{Block, Expr, Pat, Stmt, parse_quote};

use crate::exits;
use crate::kont::{Code, Exits, Frame, Kont, inside, is_final};
use crate::lower::Lowerer;
use crate::marks::mark;
use crate::patterns;

impl Lowerer<'_> {
    pub(crate) fn branch(&mut self, node: &syn::ExprIf, kont: &Rc<Kont>, exits: &Exits) -> Code {
        let cond = exits::in_expr(self, exits, (*node.cond).clone());
        let (then, mut falls) =
            self.block(&node.then_branch, self.bound_by(&node.cond), kont, exits);
        let otherwise: Option<Expr> = match node.else_branch.as_ref().map(|(_, expr)| &**expr) {
            None if is_final(kont) => {
                let code = self.finish_branch(Code::value(None), kont);
                let mut stmts: Vec<Stmt> = vec![Stmt::Expr(parse_quote!(if #cond #then), None)];
                stmts.extend(code.stmts);
                return Code::ends(stmts);
            }
            None => {
                falls = true;
                None
            }
            Some(Expr::If(inner)) if mark(&Expr::If(inner.clone())).is_some() => {
                let code = self.branch(inner, kont, exits);
                falls |= code.falls;
                let block = code.into_block();
                Some(match block.stmts.as_slice() {
                    [Stmt::Expr(only @ Expr::If(_), None)] => only.clone(),
                    _ => parse_quote!(#block),
                })
            }
            Some(Expr::Block(block)) => {
                let (block, reached) = self.block(&block.block, Vec::new(), kont, exits);
                falls |= reached;
                Some(parse_quote!(#block))
            }
            Some(other) => {
                let value = exits::in_expr(self, exits, other.clone());
                let code = self.finish_branch(Code::value(Some(value)), kont);
                falls |= code.falls;
                let block = code.into_block();
                Some(parse_quote!(#block))
            }
        };
        let expr: Expr = match otherwise {
            Some(otherwise) => parse_quote!(if #cond #then else #otherwise),
            None => parse_quote!(if #cond #then),
        };
        if falls {
            Code::value(Some(expr))
        } else {
            Code::ends(vec![Stmt::Expr(expr, None)])
        }
    }

    pub(crate) fn block(
        &mut self,
        block: &Block,
        bound: Vec<usize>,
        kont: &Rc<Kont>,
        exits: &Exits,
    ) -> (Block, bool) {
        let exits = exits.clone();
        let frame = Rc::new(Frame {
            stmts: block.stmts.clone(),
            bound,
            exits,
        });
        let code = self.from(&frame, 0, kont);
        let code = self.finish_branch(code, kont);
        let falls = code.falls;
        (code.into_block(), falls)
    }

    pub(crate) fn arms_of(
        &mut self,
        node: &syn::ExprMatch,
        kont: &Rc<Kont>,
        exits: &Exits,
    ) -> Code {
        let mut written = node.clone();
        written.attrs.clear();
        *written.expr = exits::in_expr(self, exits, (*node.expr).clone());
        let mut falls = false;
        for arm in &mut written.arms {
            if let Some((_, guard)) = &mut arm.guard {
                **guard = exits::in_expr(self, exits, (**guard).clone());
            }
            let (block, reached) = match &*arm.body {
                Expr::Block(block) if block.label.is_none() => {
                    self.block(&block.block, self.bound(&arm.pat), kont, exits)
                }
                other => {
                    let block: Block = parse_quote!({ #other });
                    self.block(&block, self.bound(&arm.pat), kont, exits)
                }
            };
            falls |= reached;
            *arm.body = match block.stmts.as_slice() {
                [Stmt::Expr(value, None)] if !matches!(value, Expr::If(_) | Expr::Match(_)) => {
                    value.clone()
                }
                _ => parse_quote!(#block),
            };
            arm.comma = Some(Default::default());
        }
        let expr = Expr::Match(written);
        if falls {
            Code::value(Some(expr))
        } else {
            Code::ends(vec![Stmt::Expr(expr, None)])
        }
    }

    pub(crate) fn bound(&self, pat: &Pat) -> Vec<usize> {
        let mut found = Vec::new();
        patterns::variables(pat, &mut |ident| {
            found.extend(self.ask.names.number(&ident.to_string()))
        });
        found
    }

    pub(crate) fn bound_by(&self, cond: &Expr) -> Vec<usize> {
        match cond {
            Expr::Let(node) => self.bound(&node.pat),
            Expr::Binary(node) => {
                let left = self.bound_by(&node.left);
                left.into_iter().chain(self.bound_by(&node.right)).collect()
            }
            Expr::Paren(node) => self.bound_by(&node.expr),
            _ => Vec::new(),
        }
    }

    /// One turn of a loop.
    pub(crate) fn turn(&mut self, mark: usize, head: &Expr, kont: &Rc<Kont>) -> Code {
        let exits = &match &**kont {
            Kont::Rest { frame, .. } => frame.exits.clone(),
            _ => Exits::default(),
        };
        let turn = Rc::new(Kont::Turn(mark));
        match head {
            Expr::Loop(node) => {
                let exits = inside(exits, node.label.as_ref(), Some(mark), kont);
                let (block, _) = self.block(&node.body, Vec::new(), &turn, &exits);
                Code::ends(block.stmts)
            }
            Expr::While(node) => {
                let cond = exits::in_expr(self, exits, (*node.cond).clone());
                let exits = inside(exits, node.label.as_ref(), Some(mark), kont);
                let (block, _) = self.block(&node.body, self.bound_by(&node.cond), &turn, &exits);
                let stmt = Stmt::Expr(parse_quote!(if #cond #block), None);
                Code {
                    stmts: vec![stmt],
                    ..Code::value(None)
                }
            }
            _ => Code::ends(Vec::new()),
        }
    }
}
