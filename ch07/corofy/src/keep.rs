//! Values that have no name in the source and get a variable, because a wait comes between them and their use.

use proc_macro2::Ident;
use syn::{Attribute, Block, Expr, ExprBlock, Local, Pat, Stmt, Type, parse_quote};

use crate::kinds::Kind;
use crate::marks::mark;
use crate::syntax::{name_of, place};
use crate::types::Types;
use crate::waiting::waits;
use crate::waits::{Separator, Use};

impl Separator<'_, '_> {
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

    /// Puts the value of an operand in a variable.
    pub(crate) fn spill(
        &mut self,
        operand: &mut Expr,
        usage: Use,
        ty: Option<Type>,
        out: &mut Vec<Stmt>,
    ) {
        let value = std::mem::replace(operand, Expr::Verbatim(Default::default()));
        *operand = self.keep_as(value, usage, ty, out);
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
        let attrs = match usage {
            Use::Value => vec![taken()],
            Use::Place => Vec::new(),
        };
        out.push(declaration(&ident, value, attrs));
        if usage == Use::Place && self.types.kind(&ident.to_string()) == Kind::Loud {
            // The operands so far are dropped before this value.
            out.extend(
                self.held
                    .iter()
                    .map(|held| declaration(held, parse_quote!(#held), vec![taken()])),
            );
        }
        parse_quote!(#ident)
    }

    /// Remembers an operand that waits for the others in a variable.
    pub(crate) fn hold(&mut self, operand: &Expr) {
        let Some(name) = name_of(operand) else { return };
        let unique = name.to_string();
        let is_operand = self
            .names
            .get(&unique)
            .is_some_and(|binding| binding.operand);
        if is_operand && self.types.kind(&unique) == Kind::Loud {
            self.held.push(name.clone());
        }
    }

    /// Separates code whose temporaries end with it, before the operands that the expressions around have so far.
    pub(crate) fn apart<T>(&mut self, separate: impl FnOnce(&mut Self) -> T) -> T {
        let held = std::mem::take(&mut self.held);
        let separated = separate(self);
        self.held = held;
        separated
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
        Expr::Block(ExprBlock {
            attrs: vec![mark],
            ..block_of(stmts)
        })
    }

    /// Puts an expression behind the statements that it needs, in a block.
    pub(crate) fn enclose(&mut self, expr: Expr, mut before: Vec<Stmt>) -> Expr {
        if before.is_empty() {
            return expr;
        }
        before.push(Stmt::Expr(expr, None));
        self.wrap(before)
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
}

/// The attribute which says that the next expression takes the value of a variable.
fn taken() -> Attribute {
    parse_quote!(#[corofy])
}

/// `let NAME = VALUE;`
fn declaration(name: &Ident, value: Expr, attrs: Vec<Attribute>) -> Stmt {
    let (eq_token, expr) = (Default::default(), Box::new(value));
    let init = Some(syn::LocalInit {
        eq_token,
        expr,
        diverge: None,
    });
    let (let_token, semi_token) = (Default::default(), Default::default());
    Stmt::Local(Local {
        attrs,
        let_token,
        pat: parse_quote!(#name),
        init,
        semi_token,
    })
}

/// A block of statements.
pub(crate) fn block_of(stmts: Vec<Stmt>) -> ExprBlock {
    let brace_token = Default::default();
    ExprBlock {
        attrs: Vec::new(),
        label: None,
        block: Block { brace_token, stmts },
    }
}

/// A statement that drops a variable. One whose type can't be read off may be a number, which `drop` isn't for.
pub(crate) fn dropped(name: &syn::Ident, types: &Types<'_>) -> Stmt {
    match types.variable(&name.to_string()) {
        Some(Type::Path(path)) if path.qself.is_none() => parse_quote!(drop(#name);),
        _ => parse_quote!({ let _output = #name; }),
    }
}
