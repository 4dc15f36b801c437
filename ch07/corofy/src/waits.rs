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
use crate::known::Known;
use crate::macros::{self, Arguments};
use crate::names::Names;
use crate::syntax::{self, name_of, place, waits};
use crate::temporaries;
use crate::types::Types;
use crate::wanted;

/// Methods that take their receiver by value in the standard library, by their names' first part.
const CONSUMING: [&str; 8] = [
    "into", "unwrap", "expect", "ok_or", "and_then", "or_else", "map", "join",
];

/// Methods of iterators that take them by value.
const ITERATORS: [&str; 22] = [
    "filter",
    "filter_map",
    "sum",
    "count",
    "collect",
    "enumerate",
    "zip",
    "rev",
    "take",
    "skip",
    "chain",
    "fold",
    "max",
    "min",
    "product",
    "cloned",
    "copied",
    "last",
    "flatten",
    "flat_map",
    "take_while",
    "skip_while",
];

/// Whether a method takes its receiver by value.
pub(crate) fn consumes(known: &Known, method: &str) -> bool {
    match known.methods.get(method) {
        Some(Some(method)) => method.consumes,
        _ if ITERATORS.contains(&method) => true,
        _ => CONSUMING
            .iter()
            .any(|name| method == *name || method.starts_with(&format!("{name}_"))),
    }
}

/// The number of a construct that waits.
pub(crate) fn mark(expr: &Expr) -> Option<usize> {
    let attrs = match expr {
        Expr::Field(node) => &node.attrs,
        Expr::If(node) => &node.attrs,
        Expr::Match(node) => &node.attrs,
        Expr::Block(node) => &node.attrs,
        Expr::Loop(node) => &node.attrs,
        Expr::While(node) => &node.attrs,
        // A printer puts some constructs in parentheses.
        Expr::Paren(node) => return mark(&node.expr),
        _ => return None,
    };
    let mark = attrs.iter().find(|attr| attr.path().is_ident("corofy"))?;
    let number: syn::LitInt = mark.parse_args().ok()?;
    number.base10_parse().ok()
}

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

struct Separator<'a, 'k> {
    names: &'a mut Names,
    types: &'a mut Types<'k>,
    reasons: &'a mut Vec<Reason>,
    next: usize,
    /// The type of the value that the construct around has to have, as far as a `let` says so.
    value_type: Option<Type>,
    /// The type of the value at the end of the block around.
    tail_type: Option<Type>,
    /// The labels and value types of the loops and blocks around.
    loops: Vec<(Option<String>, Option<Type>)>,
}

/// How an operand is used by the expression around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// By value: nothing of it is left when the expression has its value.
    Value,
    /// In place: it lives on until its statement ends.
    Place,
}

impl Separator<'_, '_> {
    fn mark(&mut self) -> Attribute {
        let number = proc_macro2::Literal::usize_unsuffixed(self.next);
        self.next += 1;
        parse_quote!(#[corofy(#number)])
    }

    fn refuse(&mut self, node: &impl quote::ToTokens, why: impl Into<String>) {
        self.reasons.push(Reason::at(place(node), why));
    }

    /// Separates the waits of a block, whose value has to be of this type.
    fn block(&mut self, block: &mut Block, wanted: Option<Type>) {
        let stmts = std::mem::take(&mut block.stmts);
        let count = stmts.len();
        for (n, stmt) in stmts.into_iter().enumerate() {
            if syntax::waits_in(&stmt) {
                let last = n + 1 == count;
                self.tail_type = wanted.clone().filter(|_| last);
                self.stmt(stmt, last, &mut block.stmts);
            } else {
                block.stmts.push(stmt);
            }
        }
    }

    fn stmt(&mut self, stmt: Stmt, last: bool, out: &mut Vec<Stmt>) {
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

    fn local(&mut self, mut local: Local, out: &mut Vec<Stmt>) {
        let Some(init) = &mut local.init else {
            return out.push(Stmt::Local(local));
        };
        let value = std::mem::replace(&mut *init.expr, Expr::Verbatim(Default::default()));
        let mut before = Vec::new();
        if let Pat::Type(typed) = &local.pat {
            self.value_type = Some((*typed.ty).clone());
        }
        let mut value = self.core(value, &mut before);
        self.value_type = None;
        if let Pat::Type(typed) = &local.pat {
            self.types.note(&value, &typed.ty);
        }
        if let Some((_, diverge)) = &init.diverge {
            if waits(diverge) {
                return self.let_else(local, value, (before, out));
            }
            if mark(&value).is_some() {
                value = self.keep_as(value, Use::Value, None, &mut before);
                value = self.as_temporary(value);
            }
        }
        if self.lives_on(&before) && !matches!(value, Expr::Reference(_)) {
            before.push(Stmt::Expr(value, None));
            value = self.wrap(before);
            before = Vec::new();
        }
        out.append(&mut before);
        *init.expr = value;
        out.push(Stmt::Local(local));
    }

    /// `let PAT = VALUE else { … }`, whose `else` waits, is a `match`.
    fn let_else(
        &mut self,
        mut local: Local,
        value: Expr,
        (mut before, out): (Vec<Stmt>, &mut Vec<Stmt>),
    ) {
        let Some(init) = local.init.take() else {
            return;
        };
        let Some((_, diverge)) = init.diverge else {
            return;
        };
        let (pat, ty) = match local.pat {
            Pat::Type(typed) => (*typed.pat, Some(typed.ty)),
            other => (other, None),
        };
        let mut bound = Vec::new();
        crate::flow::variables(&pat, &mut |ident| bound.push(ident.clone()));
        let value = if mark(&value).is_some() {
            self.keep_as(value, Use::Value, None, &mut before)
        } else {
            value
        };
        out.append(&mut before);
        let whole = self.names.make("output", place(&value));
        match &ty {
            Some(ty) => self.types.set(&whole.to_string(), (**ty).clone()),
            None => self.types.set_from(&whole.to_string(), &value),
        }
        let ty = ty.map(|ty| quote::quote!(: #ty));
        let values = match bound.as_slice() {
            [one] => quote::quote!(#one),
            all => quote::quote!((#(#all),*)),
        };
        let otherwise = match &*diverge {
            Expr::Block(block) => block.block.stmts.clone(),
            other => vec![Stmt::Expr(other.clone(), None)],
        };
        let gone = dropped(&whole, self.types);
        let binding: Stmt = parse_quote! {
            let #values = {
                let #whole #ty = #value;
                match #whole { #pat => #values, _ => { #gone #(#otherwise)* } }
            };
        };
        self.stmt(binding, false, out);
    }

    /// A variable's value as a temporary: what a pattern leaves of it is dropped at the end of the statement.
    fn as_temporary(&self, value: Expr) -> Expr {
        match name_of(&value) {
            Some(name) if self.types.kind(&name.to_string()) == Kind::Loud => {
                parse_quote!(std::convert::identity(#value))
            }
            _ => value,
        }
    }

    /// Whether one of the variables that were made would live too long without a block of their own.
    fn lives_on(&self, made: &[Stmt]) -> bool {
        made.iter().any(|stmt| match stmt {
            Stmt::Local(Local {
                pat: Pat::Ident(pat),
                attrs,
                ..
            }) => attrs.is_empty() && self.types.kind(&pat.ident.to_string()) != Kind::Copy,
            _ => false,
        })
    }

    fn wrap(&mut self, stmts: Vec<Stmt>) -> Expr {
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
    fn core(&mut self, mut expr: Expr, out: &mut Vec<Stmt>) -> Expr {
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
            Expr::Field(field) if temporaries::is_mark(&field) => {
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

    fn inside(
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
    fn plain(&mut self, operand: &mut Expr, usage: Use, ty: Option<Type>, out: &mut Vec<Stmt>) {
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
    fn keep_as(&mut self, value: Expr, usage: Use, ty: Option<Type>, out: &mut Vec<Stmt>) -> Expr {
        let name = if mark(&value).is_some() {
            "output"
        } else {
            "value"
        };
        let ident = self.names.make(name, place(&value));
        self.types.set_from(&ident.to_string(), &value);
        let ty = ty.filter(|ty| !crate::borrows::has_lifetime(ty));
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

    fn branch(&mut self, mut node: ExprIf, wanted: Option<Type>, out: &mut Vec<Stmt>) -> Expr {
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
    fn condition(&mut self, cond: &mut Expr, out: &mut Vec<Stmt>) {
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

    /// What `if let` matched in vain is dropped before its `else`.
    fn drop_before_else(&mut self, node: &mut ExprIf, before: &[Stmt]) {
        let Some((_, otherwise)) = &mut node.else_branch else {
            return;
        };
        if let (Expr::Let(binding), true) = (&*node.cond, self.lives_on(before))
            && let Some(name) = name_of(&binding.expr)
            && self.types.kind(&name.to_string()) == Kind::Loud
        {
            let stmts: Vec<Stmt> = match &**otherwise {
                Expr::Block(block) => block.block.stmts.clone(),
                other => vec![Stmt::Expr(other.clone(), None)],
            };
            let gone = dropped(name, self.types);
            **otherwise = parse_quote!({ #gone #(#stmts)* });
        }
    }

    /// An `else` stays a block, and an `else if` one as long as nothing has to be done in front of it.
    fn otherwise(&mut self, expr: Expr, wanted: Option<Type>) -> Expr {
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
    fn enclose(&mut self, expr: Expr, mut before: Vec<Stmt>) -> Expr {
        if before.is_empty() {
            return expr;
        }
        before.push(Stmt::Expr(expr, None));
        self.wrap(before)
    }

    fn arms(&mut self, mut node: ExprMatch, wanted: Option<Type>, out: &mut Vec<Stmt>) -> Expr {
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

    fn arm(&mut self, body: Expr, wanted: Option<Type>) -> Expr {
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
    fn while_loop(&mut self, mut node: syn::ExprWhile, out: &mut Vec<Stmt>) -> Expr {
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
    fn for_loop(&mut self, mut node: syn::ExprForLoop, out: &mut Vec<Stmt>) -> Expr {
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
        let wrapped = ty
            .as_ref()
            .is_some_and(|ty| syntax::named(ty).is_some_and(|(name, _)| name.starts_with("Range")));
        if let Some(ty) = ty.as_ref().and_then(crate::types::iterator) {
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

    /// Takes the waits out of an expression's operands, which are evaluated from left to right.
    fn operands(&mut self, expr: &mut Expr, wanted: Option<Type>, out: &mut Vec<Stmt>) {
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
        if let Expr::Macro(call) = expr {
            if !macros::ends_temporaries(&call.mac) {
                return self.macro_operands(&mut call.mac, out);
            }
            let mut before = Vec::new();
            self.macro_operands(&mut call.mac, &mut before);
            if self.lives_on(&before) {
                before.push(Stmt::Expr(expr.clone(), None));
                *expr = self.wrap(before);
            } else {
                out.append(&mut before);
            }
            return;
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

    /// The type of the value that a `break` leaves its loop or block with.
    fn loop_type(&self, label: Option<&syn::Lifetime>) -> Option<Type> {
        let label = label.map(|label| label.ident.to_string());
        let mut loops = self.loops.iter().rev();
        let found = loops.find(|(name, _)| label.is_none() || *name == label);
        found.and_then(|(_, ty)| ty.clone())
    }

    fn in_order(
        &mut self,
        operands: Vec<(&mut Expr, Use)>,
        types: Vec<Option<Type>>,
        out: &mut Vec<Stmt>,
    ) {
        let last = operands.iter().rposition(|(operand, _)| waits(operand));
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
                    self.spill(operand, usage, None, out);
                }
            } else if last.is_some_and(|last| n < last) && !self.is_stable(operand, usage, rest) {
                self.spill(operand, usage, ty, out);
            }
        }
    }

    /// Puts the value of an operand in a variable.
    fn spill(&mut self, operand: &mut Expr, usage: Use, ty: Option<Type>, out: &mut Vec<Stmt>) {
        let value = std::mem::replace(operand, Expr::Verbatim(Default::default()));
        *operand = self.keep_as(value, usage, ty, out);
    }

    /// Whether an operand has the same value after the waits in the operands behind it as before them.
    fn is_stable(&self, operand: &Expr, usage: Use, later: &[String]) -> bool {
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

    fn macro_operands(&mut self, mac: &mut syn::Macro, out: &mut Vec<Stmt>) {
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
    fn short_circuit(&mut self, binary: syn::ExprBinary, out: &mut Vec<Stmt>) -> Expr {
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
    if crate::flow::is_assignment(&binary.op) {
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

/// A statement that drops a variable. One whose type can't be read off may be a number, which `drop` isn't for.
fn dropped(name: &syn::Ident, types: &Types<'_>) -> Stmt {
    match types.variable(&name.to_string()) {
        Some(Type::Path(path)) if path.qself.is_none() => parse_quote!(drop(#name);),
        _ => parse_quote!({ let _output = #name; }),
    }
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

fn has_let(expr: &Expr) -> bool {
    match expr {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        Expr::Paren(paren) => has_let(&paren.expr),
        _ => false,
    }
}

fn waits_in_block(block: &Block) -> bool {
    block.stmts.iter().any(syntax::waits_in)
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
