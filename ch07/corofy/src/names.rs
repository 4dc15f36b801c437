//! Gives each variable of a coroutine a name of its own.
//!
//! Two variables of the same name are two variables. After this pass no two have the same name, so every
//! later part compares names and needs no scopes. `Names::shown` says how a machine writes a variable: as in the source,
//! unless it would then hide another one that the machine keeps.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, FieldPat, FieldValue, FnArg, Pat, PatIdent};

use crate::macros;
use crate::patterns::is_variable;

/// What separates a variable's name from its number while corofy works.
const MARK: &str = "__c";

/// A variable.
#[derive(Debug)]
pub(crate) struct Binding {
    /// Its name in the source.
    pub(crate) name: String,
    /// Its own name while corofy works.
    pub(crate) unique: String,
    /// Whether it's declared `mut`.
    pub(crate) mutable: bool,
    /// Where it's declared.
    pub(crate) span: Span,
    /// Whether it's a value that has no name in the source.
    pub(crate) made: bool,
    /// Whether it's one that an expression takes by value when it has all its operands.
    pub(crate) operand: bool,
}

/// All variables of a coroutine.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) bindings: Vec<Binding>,
    shown: BTreeMap<String, String>,
}

impl Names {
    /// Renames the variables of a function.
    pub(crate) fn rename(inputs: &mut [FnArg], body: &mut Block) -> Names {
        let mut renamer = Renamer::default();
        for input in inputs {
            if let FnArg::Typed(input) = input {
                renamer.pattern(&mut input.pat);
            }
        }
        renamer.visit_block_mut(body);
        renamer.names
    }

    /// A variable that the source doesn't have.
    pub(crate) fn make(&mut self, name: &str, span: Span) -> Ident {
        let ident = self.add(name, false, span);
        if let Some(binding) = self.bindings.last_mut() {
            binding.made = true;
        }
        ident
    }

    /// The variable with this own name.
    pub(crate) fn get(&self, unique: &str) -> Option<&Binding> {
        self.bindings.get(self.number(unique)?)
    }

    /// The number of the variable with this own name.
    pub(crate) fn number(&self, unique: &str) -> Option<usize> {
        let number: usize = unique.rsplit_once(MARK)?.1.parse().ok()?;
        self.bindings
            .get(number)
            .filter(|binding| binding.unique == unique)
            .map(|_| number)
    }

    /// The numbers of the variables that a text names.
    pub(crate) fn numbers_in(&self, text: &str) -> Vec<usize> {
        let rest = text
            .match_indices(MARK)
            .map(|(at, _)| &text[at + MARK.len()..]);
        let digits = rest.map(|rest| {
            rest.split(|c: char| !c.is_ascii_digit())
                .next()
                .unwrap_or("")
        });
        digits
            .filter_map(|digits| digits.parse().ok())
            .filter(|&n: &usize| n < self.bindings.len())
            .collect()
    }

    /// How the machine writes a variable.
    pub(crate) fn shown(&self, unique: &str) -> String {
        match (self.shown.get(unique), self.get(unique)) {
            (Some(shown), _) => shown.clone(),
            (None, Some(binding)) => binding.name.clone(),
            (None, None) => unique.into(),
        }
    }

    /// Makes the machine write a variable differently.
    pub(crate) fn show_as(&mut self, unique: &str, shown: String) {
        self.shown.insert(unique.into(), shown);
    }

    /// Whether the machine writes some variable like this.
    pub(crate) fn is_taken(&self, shown: &str) -> bool {
        self.bindings
            .iter()
            .any(|binding| self.shown(&binding.unique) == shown)
    }

    fn add(&mut self, name: &str, mutable: bool, span: Span) -> Ident {
        let plain = name.strip_prefix("r#").unwrap_or(name);
        let unique = format!("{plain}{MARK}{}", self.bindings.len());
        let ident = Ident::new(&unique, span);
        self.bindings.push(Binding {
            name: name.into(),
            unique,
            mutable,
            span,
            made: false,
            operand: false,
        });
        ident
    }

    /// Replaces the own names in `tokens` by what the machine writes.
    pub(crate) fn restore(&self, tokens: TokenStream) -> TokenStream {
        let restored = tokens.into_iter().map(|token| match token {
            TokenTree::Ident(ident) if ident.to_string().contains(MARK) => {
                TokenTree::Ident(self.restored(&ident))
            }
            TokenTree::Group(group) => {
                let mut inner =
                    proc_macro2::Group::new(group.delimiter(), self.restore(group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            TokenTree::Literal(literal) if literal.to_string().contains(MARK) => {
                TokenTree::Literal(self.restore_text(&literal))
            }
            other => other,
        });
        restored.collect()
    }

    fn restored(&self, ident: &Ident) -> Ident {
        let text = ident.to_string();
        match text
            .strip_prefix('_')
            .filter(|rest| self.number(rest).is_some())
        {
            Some(unused) => {
                let shown = self.shown(unused);
                let plain = shown.trim_start_matches("r#").trim_start_matches('_');
                Ident::new(&format!("_{plain}"), ident.span())
            }
            None => written(&self.shown(&text), ident.span()),
        }
    }

    fn restore_text(&self, literal: &Literal) -> Literal {
        let mut text = literal.to_string();
        for binding in self.bindings.iter().rev() {
            if text.contains(&binding.unique) {
                text = text.replace(&binding.unique, &self.shown(&binding.unique));
            }
        }
        text.parse().unwrap_or_else(|_| literal.clone())
    }
}

/// An identifier that may be raw.
pub(crate) fn written(name: &str, span: Span) -> Ident {
    match name.strip_prefix("r#") {
        Some(plain) => Ident::new_raw(plain, span),
        None => Ident::new(name, span),
    }
}

#[derive(Default)]
struct Renamer {
    names: Names,
    scope: Vec<(String, String)>,
    /// The variables of the pattern that is being visited: both sides of `A(x) | B(x)` declare one `x`.
    pattern: Vec<(String, String)>,
}

impl Renamer {
    fn within(&mut self, visit: impl FnOnce(&mut Self)) {
        let outer = self.scope.len();
        visit(self);
        self.scope.truncate(outer);
    }

    /// Declares the variables of a pattern.
    fn pattern(&mut self, pat: &mut Pat) {
        self.pattern.clear();
        self.visit_pat_mut(pat);
        let declared = std::mem::take(&mut self.pattern);
        self.scope.extend(declared);
    }

    fn find(&self, name: &str) -> Option<&str> {
        let found = self.scope.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, unique)| unique.as_str())
    }

    /// Renames in a macro whose arguments can't be read as expressions.
    fn tokens(&self, tokens: TokenStream, except: &[String]) -> TokenStream {
        let mut after_dot = false;
        let renamed = tokens.into_iter().map(|token| {
            let here = std::mem::replace(
                &mut after_dot,
                matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.'),
            );
            match token {
                TokenTree::Ident(ident) if !here => match self.find(&ident.to_string()) {
                    Some(unique) => TokenTree::Ident(Ident::new(unique, ident.span())),
                    None => TokenTree::Ident(ident),
                },
                TokenTree::Group(group) => {
                    let inner = self.tokens(group.stream(), except);
                    let mut renamed = proc_macro2::Group::new(group.delimiter(), inner);
                    renamed.set_span(group.span());
                    TokenTree::Group(renamed)
                }
                TokenTree::Literal(literal) => TokenTree::Literal(self.text(&literal, except)),
                other => other,
            }
        });
        renamed.collect()
    }

    /// Renames the variables that a format string names: `"{name}"`.
    fn text(&self, literal: &Literal, except: &[String]) -> Literal {
        let text = literal.to_string();
        if !text.contains('{') || !(text.starts_with('"') || text.starts_with('r')) {
            return literal.clone();
        }
        let renamed = crate::syntax::format_names(&text, &mut |name| {
            let known = !except.iter().any(|one| one == name);
            known.then(|| self.find(name)).flatten().map(String::from)
        });
        let Ok(mut renamed) = renamed.parse::<Literal>() else {
            return literal.clone();
        };
        renamed.set_span(literal.span());
        renamed
    }
}

impl VisitMut for Renamer {
    fn visit_block_mut(&mut self, block: &mut Block) {
        self.within(|this| visit_mut::visit_block_mut(this, block));
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        if let Some(init) = &mut local.init {
            self.visit_expr_mut(&mut init.expr);
            if let Some((_, diverge)) = &mut init.diverge {
                self.visit_expr_mut(diverge);
            }
        }
        self.pattern(&mut local.pat);
    }

    fn visit_expr_if_mut(&mut self, node: &mut syn::ExprIf) {
        self.within(|this| {
            this.visit_expr_mut(&mut node.cond);
            this.visit_block_mut(&mut node.then_branch);
        });
        if let Some((_, otherwise)) = &mut node.else_branch {
            self.visit_expr_mut(otherwise);
        }
    }

    fn visit_expr_while_mut(&mut self, node: &mut syn::ExprWhile) {
        self.within(|this| visit_mut::visit_expr_while_mut(this, node));
    }

    fn visit_expr_let_mut(&mut self, node: &mut syn::ExprLet) {
        self.visit_expr_mut(&mut node.expr);
        self.pattern(&mut node.pat);
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        self.within(|this| {
            this.pattern(&mut arm.pat);
            if let Some((_, guard)) = &mut arm.guard {
                this.visit_expr_mut(guard);
            }
            this.visit_expr_mut(&mut arm.body);
        });
    }

    fn visit_expr_for_loop_mut(&mut self, node: &mut syn::ExprForLoop) {
        self.visit_expr_mut(&mut node.expr);
        self.within(|this| {
            this.pattern(&mut node.pat);
            this.visit_block_mut(&mut node.body);
        });
    }

    fn visit_expr_closure_mut(&mut self, node: &mut syn::ExprClosure) {
        self.within(|this| {
            for input in &mut node.inputs {
                this.pattern(input);
            }
            this.visit_expr_mut(&mut node.body);
        });
    }

    fn visit_pat_ident_mut(&mut self, pat: &mut PatIdent) {
        if is_variable(pat) {
            let name = pat.ident.to_string();
            let known = self.pattern.iter().find(|(known, _)| *known == name);
            pat.ident = match known {
                Some((_, unique)) => Ident::new(unique, pat.ident.span()),
                None => {
                    let ident = self
                        .names
                        .add(&name, pat.mutability.is_some(), pat.ident.span());
                    self.pattern.push((name, ident.to_string()));
                    ident
                }
            };
        }
        if let Some((_, inner)) = &mut pat.subpat {
            self.visit_pat_mut(inner);
        }
    }

    fn visit_field_pat_mut(&mut self, field: &mut FieldPat) {
        self.visit_pat_mut(&mut field.pat);
        if field.colon_token.is_none() {
            field.colon_token = Some(Default::default());
        }
    }

    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        self.visit_expr_mut(&mut field.expr);
        if field.colon_token.is_none() {
            field.colon_token = Some(Default::default());
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(name) = crate::syntax::name_of(expr).map(Ident::to_string)
            && let Expr::Path(path) = expr
            && let Some(unique) = self.find(&name)
            && let Some(segment) = path.path.segments.first_mut()
        {
            segment.ident = Ident::new(unique, segment.ident.span());
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        let Some(mut arguments) = macros::arguments(mac) else {
            mac.tokens = self.tokens(mac.tokens.clone(), &[]);
            return;
        };
        let names = arguments.names();
        for argument in &mut arguments.list {
            match macros::Arguments::value_mut(argument) {
                Expr::Lit(lit) => {
                    let text: TokenStream = quote::ToTokens::to_token_stream(&lit.lit);
                    let text = self.tokens(text, &names);
                    if let Ok(renamed) = syn::parse2(text) {
                        lit.lit = renamed;
                    }
                }
                value => self.visit_expr_mut(value),
            }
        }
        mac.tokens = arguments.tokens();
    }
}

/// Whether a text names a variable.
pub(crate) fn names_in_text(text: &str, unique: &str) -> bool {
    text.match_indices(unique)
        .any(|(at, _)| !text[at + unique.len()..].starts_with(|c: char| c.is_ascii_digit()))
}
