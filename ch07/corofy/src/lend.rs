//! Keeps variables that are borrowed across a wait on the heap, where they stay when the machine moves.
//!
//! Such a variable becomes a `Kept`. Its uses go through the `Kept`, and `&variable` becomes a reference
//! whose lifetime no longer says what it borrows. `rules` sees that the rules are kept which it would say.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, FnArg, Signature, Stmt, Type, parse_quote};

use crate::answer::Reason;
use crate::comments;
use crate::kinds::Kind;
use crate::macros::{self, Arguments};
use crate::names::Names;
use crate::patterns::plain;
use crate::syntax::name_of;
use crate::types::Types;

/// Rewrites a body so that these variables are kept where they are.
pub(crate) fn keep(
    lent: &BTreeSet<usize>,
    names: &mut Names,
    types: &mut Types<'_>,
    (sig, body): (&mut Signature, &mut Block),
    reasons: &mut Vec<Reason>,
) {
    parameters(lent, names, types, (sig, body));
    Splitter { lent, names, types }.visit_block_mut(body);
    let mut variables: Vec<usize> = lent.iter().copied().collect();
    variables.sort_unstable();
    let lent = variables
        .iter()
        .filter_map(|&variable| names.bindings.get(variable));
    let lent: Vec<String> = lent.map(|binding| binding.unique.clone()).collect();
    let mut lender = Lender {
        lent: &lent,
        names,
        types,
        declared: Vec::new(),
        borrowed: Vec::new(),
        reasons,
    };
    lender.visit_block_mut(body);
    let declared = lender.declared;
    for unique in &lent {
        let binding = names.get(unique);
        if let (Some(binding), false) = (binding, declared.contains(unique)) {
            let name = &binding.name;
            let why = format!(
                "`{name}` is borrowed across a wait, so it needs a place of its own: write `let {name}: TYPE = {name};` first"
            );
            reasons.push(Reason::at(binding.span, why));
        }
        if let Some(ty) = types.variable(unique).cloned() {
            let kept = types.layer_item("Kept");
            types.set(unique, parse_quote!(#kept<#ty>));
        }
    }
}

/// A parameter is moved to its place first.
fn parameters(
    lent: &BTreeSet<usize>,
    names: &mut Names,
    types: &mut Types<'_>,
    (sig, body): (&mut Signature, &mut Block),
) {
    let mut first = Vec::new();
    for input in &mut sig.inputs {
        let FnArg::Typed(input) = input else { continue };
        let Some(pat) = plain(&input.pat).cloned() else {
            continue;
        };
        let unique = pat.ident.to_string();
        let number = names.number(&unique);
        // Parameters after one that's moved are moved too, so that they're dropped before it.
        if first.is_empty() && !number.is_some_and(|number| lent.contains(&number)) {
            continue;
        }
        let name = names
            .get(&unique)
            .map(|binding| binding.name.clone())
            .unwrap_or_default();
        let given = names.make(&name, pat.ident.span());
        types.set(&given.to_string(), (*input.ty).clone());
        *input.pat = parse_quote!(#given);
        first.push(parse_quote!(let #pat = #given;));
    }
    first.append(&mut body.stmts);
    body.stmts = first;
}

/// A variable that's declared with the value of a wait gets the value from another variable.
struct Splitter<'a, 't> {
    lent: &'a BTreeSet<usize>,
    names: &'a mut Names,
    types: &'a mut Types<'t>,
}

impl VisitMut for Splitter<'_, '_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        for stmt in std::mem::take(&mut block.stmts) {
            match stmt {
                Stmt::Local(local) => block.stmts.extend(self.split(local)),
                other => block.stmts.push(other),
            }
        }
    }
}

impl Splitter<'_, '_> {
    fn split(&mut self, mut local: syn::Local) -> Vec<Stmt> {
        let number = plain(&local.pat).and_then(|pat| self.names.number(&pat.ident.to_string()));
        let lent = number.is_some_and(|number| self.lent.contains(&number));
        let waits = local
            .init
            .as_ref()
            .is_some_and(|init| crate::marks::mark(&init.expr).is_some());
        let (Some(number), true) = (number, lent && waits) else {
            return vec![Stmt::Local(local)];
        };
        let Some(binding) = self.names.bindings.get(number) else {
            return Vec::new();
        };
        let (name, unique, span) = (binding.name.clone(), binding.unique.clone(), binding.span);
        let given = self.names.make(&name, span);
        if let Some(ty) = self.types.variable(&unique).cloned() {
            self.types.set(&given.to_string(), ty);
        }
        let pat = local.pat;
        local.pat = match &pat {
            syn::Pat::Type(typed) => {
                let ty = &typed.ty;
                syn::Pat::Type(parse_quote!(#given: #ty))
            }
            _ => parse_quote!(#given),
        };
        vec![Stmt::Local(local), parse_quote!(let #pat = #given;)]
    }
}

struct Lender<'a, 't> {
    lent: &'a [String],
    names: &'a Names,
    types: &'a Types<'t>,
    declared: Vec<String>,
    /// What the statement that's being rewritten borrows.
    borrowed: Vec<String>,
    reasons: &'a mut Vec<Reason>,
}

impl Lender<'_, '_> {
    /// The variable that's kept, if the expression is one.
    fn lent(&self, expr: &Expr) -> Option<Ident> {
        let name = name_of(expr)?;
        self.lent
            .iter()
            .any(|lent| name == lent)
            .then(|| name.clone())
    }

    /// A place that something looks at, without moving it.
    fn place(&mut self, expr: &mut Expr) {
        match self.lent(expr) {
            Some(name) => *expr = parse_quote!(*#name),
            None => self.visit_expr_mut(expr),
        }
    }

    /// A place that something is written behind: Rust looks into the `Kept` by itself there.
    fn postfix(&mut self, expr: &mut Expr) {
        if self.lent(expr).is_none() {
            self.visit_expr_mut(expr);
        }
    }

    /// A borrow: the innermost place of the path is lent.
    fn borrow(&mut self, place: &mut Expr, mutable: bool) -> bool {
        match place {
            Expr::Field(field) => self.borrow(&mut field.base, mutable),
            Expr::Index(index) => {
                self.visit_expr_mut(&mut index.index);
                self.borrow(&mut index.expr, mutable)
            }
            Expr::Paren(paren) => self.borrow(&mut paren.expr, mutable),
            _ => match self.lent(place) {
                Some(name) => {
                    self.borrowed.push(name.to_string());
                    *place = match mutable {
                        true => parse_quote!((unsafe { #name.lend_mut() })),
                        false => parse_quote!((unsafe { #name.lend() })),
                    };
                    true
                }
                None => {
                    self.visit_expr_mut(place);
                    false
                }
            },
        }
    }

    /// `&variable`, as what lends it.
    fn reference(&mut self, reference: &mut syn::ExprReference) -> Option<Expr> {
        let mutable = reference.mutability.is_some();
        let lent = self.borrow(&mut reference.expr, mutable);
        match &*reference.expr {
            Expr::Paren(paren) if lent => Some((*paren.expr).clone()),
            _ => None,
        }
    }

    fn method(&mut self, call: &mut syn::ExprMethodCall) {
        if crate::conventions::consumes(self.types.known, &call.method.to_string()) {
            self.visit_expr_mut(&mut call.receiver);
        } else {
            self.postfix(&mut call.receiver);
        }
        let arguments = call.args.iter_mut();
        arguments.for_each(|argument| self.visit_expr_mut(argument));
    }

    fn binary(&mut self, binary: &mut syn::ExprBinary) {
        use syn::BinOp::{Eq, Ge, Gt, Le, Lt, Ne};
        let compares = matches!(binary.op, Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_));
        if compares || crate::syntax::is_assignment(&binary.op) {
            self.place(&mut binary.left);
        } else {
            self.visit_expr_mut(&mut binary.left);
        }
        if compares {
            self.place(&mut binary.right);
        } else {
            self.visit_expr_mut(&mut binary.right);
        }
    }

    fn assign(&mut self, assign: &mut syn::ExprAssign) {
        self.visit_expr_mut(&mut assign.right);
        if self.lent(&assign.left).is_some() {
            let (kept, value) = (self.types.layer_item("Kept"), &assign.right);
            *assign.right = parse_quote!(#kept::new(#value));
        } else {
            self.place(&mut assign.left);
        }
    }

    fn declaration(&mut self, local: &mut syn::Local) {
        let Some(pat) = plain(&local.pat) else { return };
        let unique = pat.ident.to_string();
        if !self.lent.contains(&unique) {
            return;
        }
        self.declared.push(unique.clone());
        let kept = self.types.layer_item("Kept");
        if let Some(init) = &mut local.init {
            let value = &init.expr;
            *init.expr = parse_quote!(#kept::new(#value));
        } else {
            let span = pat.ident.span();
            let name = self
                .names
                .get(&unique)
                .map(|binding| binding.name.clone())
                .unwrap_or_default();
            let why =
                format!("`{name}` is borrowed across a wait: give it a value where it's declared");
            self.reasons.push(Reason::at(span, why));
        }
        if let syn::Pat::Type(typed) = &mut local.pat {
            let ty: &Type = &typed.ty;
            *typed.ty = parse_quote!(#kept<#ty>);
        }
    }

    fn safety(&mut self) -> Option<Stmt> {
        let mut names: Vec<String> = Vec::new();
        for unique in std::mem::take(&mut self.borrowed) {
            let name = self.names.shown(&unique);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let text = match list.as_slice() {
            [] => return None,
            [one] => format!("// SAFETY: {one} stays where it is until its borrower is gone."),
            all => format!(
                "// SAFETY: {} stay where they are, and are dropped after what borrows them.",
                all.join(" and ")
            ),
        };
        Some(comments::statement(&text))
    }
}

impl VisitMut for Lender<'_, '_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let outer = std::mem::take(&mut self.borrowed);
        for mut stmt in std::mem::take(&mut block.stmts) {
            self.visit_stmt_mut(&mut stmt);
            block.stmts.extend(self.safety());
            block.stmts.push(stmt);
        }
        self.borrowed = outer;
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        if let Some(init) = &mut local.init {
            let simple = plain(&local.pat).is_some();
            if simple {
                self.visit_expr_mut(&mut init.expr)
            } else {
                self.place(&mut init.expr)
            }
            if let Some((_, diverge)) = &mut init.diverge {
                self.visit_expr_mut(diverge);
            }
        }
        self.declaration(local);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(name) = self.lent(expr) {
            let kept = self.types.layer_item("Kept");
            *expr = match self.types.kind(&name.to_string()) {
                Kind::Copy => parse_quote!(*#name),
                _ => parse_quote!(#kept::into_inner(#name)),
            };
            return;
        }
        match expr {
            Expr::Reference(reference) => {
                if let Some(lent) = self.reference(reference) {
                    *expr = lent;
                }
            }
            Expr::MethodCall(call) => self.method(call),
            Expr::Field(field) => self.postfix(&mut field.base),
            Expr::Index(index) => {
                self.postfix(&mut index.expr);
                self.visit_expr_mut(&mut index.index);
            }
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => {
                self.place(&mut unary.expr)
            }
            Expr::Binary(binary) => self.binary(binary),
            Expr::Assign(assign) => self.assign(assign),
            Expr::Let(node) => self.place(&mut node.expr),
            Expr::Match(node) => {
                self.place(&mut node.expr);
                node.arms.iter_mut().for_each(|arm| self.visit_arm_mut(arm));
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        let used = self.names.numbers_in(&mac.tokens.to_string());
        let used: Vec<String> = used
            .into_iter()
            .filter_map(|number| {
                self.names
                    .bindings
                    .get(number)
                    .map(|binding| binding.unique.clone())
            })
            .filter(|unique| self.lent.contains(unique))
            .collect();
        if used.is_empty() {
            return;
        }
        let Some(mut arguments) = macros::arguments(mac) else {
            let why = format!(
                "a variable that's borrowed across a wait is used in `{}!`, whose arguments corofy can't read",
                macros::name(mac)
            );
            return self
                .reasons
                .push(Reason::at(crate::syntax::place(mac), why));
        };
        let by_value = macros::name(mac) == "vec";
        let mut texts = String::new();
        for argument in &mut arguments.list {
            let value = Arguments::value_mut(argument);
            match value {
                Expr::Lit(lit) => texts.push_str(&quote!(#lit).to_string()),
                value if by_value => self.visit_expr_mut(value),
                value => self.place(value),
            }
        }
        for unique in used.into_iter().collect::<BTreeSet<_>>() {
            if crate::names::names_in_text(&texts, &unique) {
                let name = Ident::new(&unique, proc_macro2::Span::call_site());
                arguments.list.push(parse_quote!(#name = *#name));
            }
        }
        mac.tokens = arguments.tokens();
    }
}
