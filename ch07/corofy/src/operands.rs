//! The operands of an expression that waits, in the order of their evaluation.

use syn::{Expr, ExprIf, Stmt, Type, parse_quote};

use crate::conventions::consumes;
use crate::kinds::Kind;
use crate::macros::{self, Arguments};
use crate::syntax::{self, name_of};
use crate::types::Types;
use crate::waiting::waits;
use crate::waits::{Separator, Use};
use crate::wanted;

impl Separator<'_, '_> {
    /// Takes the waits out of an expression's operands, which are evaluated from left to right.
    pub(crate) fn operands(&mut self, expr: &mut Expr, wanted: Option<Type>, out: &mut Vec<Stmt>) {
        if let Expr::Binary(binary) = expr
            && matches!(binary.op, syn::BinOp::And(_) | syn::BinOp::Or(_))
        {
            if waits(&binary.right) {
                *expr = self.short_circuit(binary.clone(), out);
            } else {
                self.condition(&mut binary.left, out);
            }
            return;
        }
        if let Expr::Macro(_) = expr {
            return self.macro_value(expr, out);
        }
        let mut types = wanted::types(expr, self.types);
        match (&*expr, wanted) {
            (Expr::Unary(_), wanted) => types = vec![wanted],
            (Expr::Reference(_), Some(Type::Reference(reference))) => {
                types = vec![Some(*reference.elem)]
            }
            _ => {}
        }
        if let Expr::Break(node) = expr {
            types = vec![self.loop_type(node.label.as_ref())];
        }
        let Some(operands) = operands(expr, self.types) else {
            return self.refuse(expr, "`.wait` can't be here: bind the future first, `let future: TYPE = …;`, and wait for it in a statement of its own");
        };
        self.in_order(operands, types, out);
    }

    /// Takes the waits out of a macro's arguments.
    fn macro_value(&mut self, expr: &mut Expr, out: &mut Vec<Stmt>) {
        let Expr::Macro(call) = expr else { return };
        if !macros::ends_temporaries(&call.mac) {
            return self.macro_operands(&mut call.mac, out);
        }
        let mut before = Vec::new();
        self.apart(|this| this.macro_operands(&mut call.mac, &mut before));
        if self.lives_on(&before) {
            before.push(Stmt::Expr(expr.clone(), None));
            *expr = self.wrap(before);
        } else {
            out.append(&mut before);
        }
    }

    /// The type of the value that a `break` leaves its loop or block with.
    pub(crate) fn loop_type(&self, label: Option<&syn::Lifetime>) -> Option<Type> {
        let label = label.map(|label| label.ident.to_string());
        let mut loops = self.loops.iter().rev();
        let found = loops.find(|(name, _)| label.is_none() || *name == label);
        found.and_then(|(_, ty)| ty.clone())
    }

    pub(crate) fn in_order(
        &mut self,
        operands: Vec<(&mut Expr, Use)>,
        types: Vec<Option<Type>>,
        out: &mut Vec<Stmt>,
    ) {
        let last = operands.iter().rposition(|(operand, _)| waits(operand));
        let outer = self.held.len();
        let mut later: Vec<String> = Vec::new();
        for (operand, _) in &operands {
            later.push(quote::quote!(#operand).to_string());
        }
        let types = types.into_iter().chain(std::iter::repeat(None));
        for (n, ((operand, usage), ty)) in operands.into_iter().zip(types).enumerate() {
            let rest = later.get(n + 1..).unwrap_or_default();
            if waits(operand) {
                self.plain(operand, usage, ty.clone(), out);
                ty.iter().for_each(|ty| self.types.note(operand, ty));
                let stays = last.is_some_and(|last| n < last) && name_of(operand).is_none();
                if stays && !self.is_stable(operand, usage, rest) {
                    self.spill(operand, usage, ty, out);
                }
            } else if last.is_some_and(|last| n < last) && !self.is_stable(operand, usage, rest) {
                self.spill(operand, usage, ty, out);
            }
            self.hold(operand);
        }
        self.held.truncate(outer);
    }

    /// Whether an operand has the same value after the waits in the operands behind it as before them.
    pub(crate) fn is_stable(&self, operand: &Expr, usage: Use, later: &[String]) -> bool {
        match operand {
            Expr::Lit(_) => true,
            Expr::Paren(paren) => self.is_stable(&paren.expr, usage, later),
            Expr::Reference(reference) => {
                is_simple_place(&reference.expr) || matches!(*reference.expr, Expr::Lit(_))
            }
            Expr::Field(_) | Expr::Path(_) => {
                let Some(root) = self.types.root(operand).and_then(|(root, _)| name_of(root))
                else {
                    return matches!(operand, Expr::Path(_));
                };
                let changes = self
                    .names
                    .get(&root.to_string())
                    .is_none_or(|binding| binding.mutable)
                    && later.iter().any(|later| later.contains(&root.to_string()));
                match self.types.kind_of_value(operand) {
                    Kind::Copy => !changes,
                    Kind::Quiet => usage == Use::Place || !changes,
                    Kind::Loud => usage == Use::Place,
                }
            }
            _ => false,
        }
    }

    pub(crate) fn macro_operands(&mut self, mac: &mut syn::Macro, out: &mut Vec<Stmt>) {
        let name = macros::name(mac);
        let checked = match name.as_str() {
            "print" | "println" | "eprint" | "eprintln" | "format" | "panic" | "write"
            | "writeln" | "vec" => usize::MAX,
            "assert" => 1,
            "assert_eq" | "assert_ne" => 2,
            _ => 0,
        };
        let arguments = macros::arguments(mac).filter(|arguments| {
            arguments
                .list
                .iter()
                .enumerate()
                .all(|(n, argument)| n < checked || !waits(argument))
        });
        let Some(mut arguments) = arguments else {
            let why = format!(
                "`.wait` can't be inside `{name}!`: bind the result first, `let NAME = ….wait;`"
            );
            return self.refuse(mac, why);
        };
        let usage = if name == "vec" || name == "assert" {
            Use::Value
        } else {
            Use::Place
        };
        let values = arguments
            .list
            .iter_mut()
            .map(|argument| (Arguments::value_mut(argument), usage));
        self.in_order(values.collect(), Vec::new(), out);
        mac.tokens = arguments.tokens();
    }

    /// `a && b` is `if a { b } else { false }`.
    pub(crate) fn short_circuit(&mut self, binary: syn::ExprBinary, out: &mut Vec<Stmt>) -> Expr {
        let (left, right) = (binary.left, binary.right);
        let node: ExprIf = match binary.op {
            syn::BinOp::And(_) => parse_quote!(if #left { #right } else { false }),
            _ => parse_quote!(if #left { true } else { #right }),
        };
        self.branch(node, Some(parse_quote!(bool)), out)
    }
}

/// What is evaluated for an expression, in this order, and how it's used. `None` if a wait can't be taken out.
fn operands<'e>(expr: &'e mut Expr, types: &Types<'_>) -> Option<Vec<(&'e mut Expr, Use)>> {
    Some(match expr {
        Expr::Array(array) => array.elems.iter_mut().map(value).collect(),
        Expr::Tuple(tuple) => tuple.elems.iter_mut().map(value).collect(),
        Expr::Call(call) if !waits(&call.func) => call.args.iter_mut().map(value).collect(),
        Expr::MethodCall(call) => {
            let usage = if consumes(types.known, &call.method.to_string()) {
                Use::Value
            } else {
                Use::Place
            };
            std::iter::once((&mut *call.receiver, usage))
                .chain(call.args.iter_mut().map(value))
                .collect()
        }
        Expr::Binary(binary) => return binary_operands(binary, types),
        Expr::Assign(assign) if !waits(&assign.left) => vec![value(&mut assign.right)],
        Expr::Break(node) => vec![value(node.expr.as_deref_mut()?)],
        Expr::Return(node) => vec![value(node.expr.as_deref_mut()?)],
        Expr::Cast(cast) => vec![value(&mut cast.expr)],
        Expr::Field(field) => vec![(&mut *field.base, Use::Place)],
        Expr::Index(index) => vec![(&mut *index.expr, Use::Place), value(&mut index.index)],
        Expr::Range(range) => range
            .start
            .iter_mut()
            .chain(&mut range.end)
            .map(|bound| value(bound))
            .collect(),
        Expr::Reference(reference) => vec![(&mut *reference.expr, Use::Place)],
        Expr::Repeat(repeat) => vec![value(&mut repeat.expr)],
        Expr::Struct(node) if node.rest.is_none() => node
            .fields
            .iter_mut()
            .map(|field| value(&mut field.expr))
            .collect(),
        Expr::Try(attempt) => vec![value(&mut attempt.expr)],
        Expr::Unary(unary) => match unary.op {
            syn::UnOp::Deref(_) => vec![(&mut *unary.expr, Use::Place)],
            _ => vec![value(&mut unary.expr)],
        },
        _ => return None,
    })
}

fn binary_operands<'e>(
    binary: &'e mut syn::ExprBinary,
    types: &Types<'_>,
) -> Option<Vec<(&'e mut Expr, Use)>> {
    use syn::BinOp::{Eq, Ge, Gt, Le, Lt, Ne};
    if crate::syntax::is_assignment(&binary.op) {
        // Of numbers, the right side is computed before the left side is looked for.
        let numbers = types.is_number_place(&binary.left);
        let simple = is_simple_place(&binary.left) || numbers && is_indexed_place(&binary.left);
        return simple.then(|| vec![value(&mut binary.right)]);
    }
    let compares = matches!(binary.op, Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_));
    let usage = if compares { Use::Place } else { Use::Value };
    Some(vec![
        (&mut *binary.left, usage),
        (&mut *binary.right, usage),
    ])
}

fn value(expr: &mut Expr) -> (&mut Expr, Use) {
    (expr, Use::Value)
}

/// A variable or a field of one: nothing is computed to find it.
fn is_simple_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => true,
        Expr::Field(field) => !syntax::is_wait(field) && is_simple_place(&field.base),
        Expr::Paren(paren) => is_simple_place(&paren.expr),
        Expr::Unary(unary) => {
            matches!(unary.op, syn::UnOp::Deref(_)) && is_simple_place(&unary.expr)
        }
        _ => false,
    }
}

/// A simple place, or an element of one at a fixed place.
fn is_indexed_place(expr: &Expr) -> bool {
    match expr {
        Expr::Index(index) => {
            matches!(&*index.index, Expr::Lit(_)) && is_indexed_place(&index.expr)
        }
        Expr::Field(field) => is_indexed_place(&field.base),
        other => is_simple_place(other),
    }
}
