//! Puts a machine's items together: the function that makes it, its struct, the enum of its states and its `poll`.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Expr, ItemFn, Signature, Stmt, Type};

use crate::answer::{Reason, Target};
use crate::comments;
use crate::flow::Point;
use crate::kinds::Kind;
use crate::known::{Known, output};
use crate::lower::{Arm, Lowered, Lowering, Words};
use crate::mutation::{self, Change};
use crate::names::{Binding, Names};
use crate::syntax;

/// What a machine is made of.
pub(crate) struct Machine<'a> {
    pub(crate) text: &'a str,
    pub(crate) target: Target,
    pub(crate) item: &'a ItemFn,
    /// The signature with the variables' own names.
    pub(crate) sig: &'a Signature,
    pub(crate) lowering: &'a Lowering<'a>,
    pub(crate) lowered: &'a Lowered,
}

/// Chooses the names that a machine needs besides those of its source.
pub(crate) fn words(sig: &Signature, known: &Known, names: &Names) -> Words {
    let function = known.functions.get(&sig.ident.to_string());
    let machine = function
        .and_then(|function| function.machine.clone())
        .unwrap_or_default();
    let free = |first: &str, second: &str| {
        let word = if names.bindings.iter().any(|binding| binding.name == first) {
            second
        } else {
            first
        };
        Ident::new(word, Span::call_site())
    };
    Words {
        states: Ident::new(&format!("{machine}State"), Span::call_site()),
        future: free("future", "waited"),
        output: free("output", "ready"),
    }
}

impl Machine<'_> {
    /// The items that replace the coroutine.
    pub(crate) fn items(&self, reasons: &mut Vec<Reason>) -> TokenStream {
        let constructor = self.constructor();
        let machine = self.machine_type();
        let states = self.states(reasons);
        let implementation = self.implementation();
        quote!(#constructor #machine #states #implementation)
    }

    fn known(&self) -> &Known {
        self.lowering.types.known
    }

    fn name(&self) -> Ident {
        let states = self.lowering.words.states.to_string();
        Ident::new(states.trim_end_matches("State"), Span::call_site())
    }

    fn constructor(&self) -> TokenStream {
        let ItemFn { attrs, vis, .. } = self.item;
        let (function, name, states) = (
            &self.item.sig.ident,
            self.name(),
            &self.lowering.words.states,
        );
        let inputs = self.sig.inputs.iter().map(|input| match input {
            syn::FnArg::Typed(input) => {
                let (pat, ty) = (unmuted(&input.pat), &input.ty);
                quote!(#pat: #ty)
            }
            syn::FnArg::Receiver(receiver) => quote!(#receiver),
        });
        let start = self.state(Point::Start);
        let fields = self.sig.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(input) => Some(unmuted(&input.pat)),
            syn::FnArg::Receiver(_) => None,
        });
        let fields: Vec<_> = fields.map(|field| quote!(#field: #field)).collect();
        let state = if fields.is_empty() {
            quote!(#states::#start)
        } else {
            quote!(#states::#start { #(#fields),* })
        };
        quote! {
            #(#attrs)*
            #vis fn #function(#(#inputs),*) -> #name {
                #name { state: #state }
            }
        }
    }

    fn machine_type(&self) -> TokenStream {
        let vis = &self.item.vis;
        let (name, states) = (self.name(), &self.lowering.words.states);
        let doc = format!(" The machine of [`{}`].", self.item.sig.ident);
        quote! {
            #[doc = #doc]
            #vis struct #name {
                state: #states,
            }
        }
    }

    fn state(&self, point: Point) -> Ident {
        let unknown = || Ident::new("Unknown", Span::call_site());
        self.lowered
            .states
            .get(&point)
            .cloned()
            .unwrap_or_else(unknown)
    }

    fn kept(&self, point: Point) -> impl DoubleEndedIterator<Item = &Binding> {
        let kept = self.lowering.live.kept(point).iter();
        kept.filter_map(|&variable| self.lowering.names.bindings.get(variable))
    }

    fn states(&self, reasons: &mut Vec<Reason>) -> TokenStream {
        let states = &self.lowering.words.states;
        let variants: Vec<_> = self
            .lowered
            .arms
            .iter()
            .map(|arm| self.variant(arm, reasons))
            .collect();
        let function = &self.item.sig.ident;
        let doc = format!(" Where [`{function}`] is.");
        let done = self.finishes().then(|| {
            quote!(
                #[doc = " The output has been returned."]
                Done,
            )
        });
        quote! {
            #[doc = #doc]
            enum #states {
                #(#variants,)*
                #[doc = " While the code between two waits runs, and forever after it has panicked."]
                Running,
                #done
            }
        }
    }

    fn variant(&self, arm: &Arm, reasons: &mut Vec<Reason>) -> TokenStream {
        let state = self.state(arm.point);
        let doc = self.doc(arm).map(|doc| quote!(#[doc = #doc]));
        let future = match arm.point {
            Point::Wait(mark) => self.future_field(mark, reasons),
            _ => None,
        };
        let mut kept: Vec<&Binding> = self.kept(arm.point).collect();
        if arm.point != Point::Start {
            kept.reverse();
        }
        let kept = kept.into_iter().map(|binding| {
            let field = Ident::new(&binding.unique, Span::call_site());
            let ty = self.type_of(binding, arm, reasons);
            quote!(#field: #ty)
        });
        let fields: Vec<_> = future.into_iter().chain(kept).collect();
        if fields.is_empty() {
            quote!(#doc #state)
        } else {
            quote!(#doc #state { #(#fields),* })
        }
    }

    fn type_of(&self, binding: &Binding, arm: &Arm, reasons: &mut Vec<Reason>) -> Option<Type> {
        let known = self.lowering.types.variable(&binding.unique).cloned();
        if known.is_none() {
            reasons.push(self.unknown_type(binding, arm));
        }
        known
    }

    fn unknown_type(&self, binding: &Binding, arm: &Arm) -> Reason {
        let lines = arm.source.as_ref().and_then(syntax::lines);
        let wait = lines.map_or(String::new(), |lines| format!(" in line {}", lines.start()));
        let name = &binding.name;
        let why = if binding.made {
            format!(
                "this value lives across the wait{wait}, and its type can't be read off: bind it first, `let NAME: TYPE = …;`"
            )
        } else {
            format!(
                "the type of `{name}` can't be read off, and `{name}` lives across the wait{wait}: write `let {name}: TYPE = …`"
            )
        };
        Reason::at(binding.span, why)
    }

    fn future_field(&self, mark: usize, reasons: &mut Vec<Reason>) -> Option<TokenStream> {
        let future = self.lowered.futures.get(&mark)?;
        let field = &self.lowering.words.future;
        match self.lowering.types.of(future) {
            Some(ty) => Some(quote!(#field: #ty)),
            None => {
                let why = "the type of this future can't be read off: bind it first, `let future: TYPE = …;`, and wait for `future`";
                reasons.push(Reason::at(syntax::place(future), why));
                None
            }
        }
    }

    /// Where a state comes from, as the comment above it.
    fn doc(&self, arm: &Arm) -> Option<String> {
        let stmt = arm.source.as_ref()?;
        let lines = syntax::lines(stmt)?;
        let (first, last) = (*lines.start(), *lines.end());
        let text = self.text.lines().nth(first - 1)?.trim();
        let place = if first == last {
            format!("Line {first}")
        } else {
            format!("Lines {first}–{last}")
        };
        let text = if first == last {
            text.to_owned()
        } else {
            format!("{text} …")
        };
        let before = match arm.point {
            Point::After(_) => "After ",
            _ => "",
        };
        let place = if before.is_empty() {
            place
        } else {
            place.to_lowercase()
        };
        Some(format!(" {before}{place}: `{text}`"))
    }

    /// Whether the machine ever has an output.
    fn finishes(&self) -> bool {
        self.lowered
            .arms
            .iter()
            .any(|arm| arm.code.iter().any(|stmt| mentions(stmt, "finish")))
    }

    fn future_trait(&self) -> TokenStream {
        self.layer_item("Future")
    }

    /// `Future`, or `ch07::Future` if the file doesn't import it.
    fn layer_item(&self, name: &str) -> TokenStream {
        let ident = Ident::new(name, Span::call_site());
        if self.known().imports.contains(name) {
            return quote!(#ident);
        }
        let layer = self.target.layer();
        quote!(#layer::#ident)
    }

    fn implementation(&self) -> TokenStream {
        let (name, states) = (self.name(), &self.lowering.words.states);
        let (future, poll_state) = (self.future_trait(), self.layer_item("PollState"));
        let output = output(&self.item.sig.output);
        let mut perhaps = false;
        let arms: Vec<_> = self
            .lowered
            .arms
            .iter()
            .map(|arm| self.arm(arm, &mut perhaps))
            .collect();
        let allow = perhaps.then(|| quote!(#[allow(unused_mut)]));
        let function = &self.item.sig.ident;
        let again = format!("`{function}` was polled again after it was ready");
        let failed = format!("`{function}` was polled again after it panicked");
        let done = self
            .finishes()
            .then(|| quote!(#states::Done => panic!(#again),));
        let body = quote! {
            match &mut self.state {
                #(#arms)*
                #states::Running => panic!(#failed),
                #done
            }
        };
        let helpers = self.helpers(&body);
        let body = if self.lowered.arms.len() > 1 {
            self.in_loop(body)
        } else {
            body
        };
        quote! {
            impl #future for #name {
                type Output = #output;

                #allow
                fn poll(&mut self) -> #poll_state<Self::Output> {
                    #body
                }
            }

            #helpers
        }
    }

    /// What `poll` calls: only what it does call.
    fn helpers(&self, poll: &TokenStream) -> Option<TokenStream> {
        let (name, states) = (self.name(), &self.lowering.words.states);
        let (poll_state, output) = (self.layer_item("PollState"), output(&self.item.sig.output));
        let take = mentions(poll, "take").then(|| {
            quote! {
                #[doc = " Takes the variables of the state out of it, to run the code after it."]
                fn take(&mut self) -> #states {
                    std::mem::replace(&mut self.state, #states::Running)
                }
            }
        });
        let finish = self.finishes().then(|| {
            quote! {
                #[doc = " Ends with an output."]
                fn finish(&mut self, output: #output) -> #poll_state<#output> {
                    self.state = #states::Done;
                    #poll_state::Ready(output)
                }
            }
        });
        (take.is_some() || finish.is_some()).then(|| quote!(impl #name { #take #finish }))
    }

    fn in_loop(&self, body: TokenStream) -> TokenStream {
        let labelled = self
            .lowered
            .arms
            .iter()
            .any(|arm| arm.code.iter().any(|stmt| mentions(stmt, "poll")));
        let label = labelled.then(|| quote!('poll:));
        quote!(#label loop { #body })
    }

    fn arm(&self, arm: &Arm, perhaps: &mut bool) -> TokenStream {
        let mut code = arm.code.clone();
        without_last_continue(&mut code);
        let (states, state) = (&self.lowering.words.states, self.state(arm.point));
        let (take, rest) = self.take(arm, &code, perhaps);
        self.settle(&mut code, perhaps);
        let fields = self.kept(arm.point).count();
        let Some(ready) = &arm.ready else {
            let pat = if fields == 0 {
                quote!(#states::#state)
            } else {
                quote!(#states::#state { .. })
            };
            return quote!(#pat => { #take #(#rest)* #(#code)* });
        };
        let (future, poll_state) = (&self.lowering.words.future, self.layer_item("PollState"));
        let dots = (fields > 0).then(|| quote!(, ..));
        let mut ready = ready.clone();
        self.settle_pattern(&mut ready, &code, perhaps);
        let poll = if self.known().imports.contains("Future") {
            quote!(#future.poll())
        } else {
            let future_trait = self.future_trait();
            quote!(#future_trait::poll(#future))
        };
        quote! {
            #states::#state { #future #dots } => {
                let #poll_state::Ready(#ready) = #poll else {
                    return #poll_state::NotReady;
                };
                #take
                #(#rest)*
                #(#code)*
            }
        }
    }

    /// Takes a state's variables out of it.
    fn take(
        &self,
        arm: &Arm,
        code: &[Stmt],
        perhaps: &mut bool,
    ) -> (TokenStream, Vec<TokenStream>) {
        let (states, state) = (&self.lowering.words.states, self.state(arm.point));
        let kinds = self.lowering.types;
        let mut all = matches!(arm.point, Point::Start | Point::Head(_) | Point::After(_));
        let mut fields = Vec::new();
        for binding in self.kept(arm.point) {
            let name = Ident::new(&binding.unique, Span::call_site());
            if code.iter().any(|stmt| mentions(stmt, &binding.unique)) {
                let mutable = self.needs_mut(binding, code, perhaps).then(|| quote!(mut));
                fields.push(quote!(#name: #mutable #name));
            } else if kinds.kind(&binding.unique) == Kind::Loud {
                let unused = Ident::new(
                    &format!("_{}", binding.name.trim_start_matches("r#")),
                    Span::call_site(),
                );
                fields.push(quote!(#name: #unused));
            } else {
                all = false;
            }
        }
        let unset = self.lowering.live.unset(arm.point).iter();
        let unset = unset.filter_map(|&variable| self.lowering.names.bindings.get(variable));
        let unset = unset.filter(|binding| code.iter().any(|stmt| mentions(stmt, &binding.unique)));
        let unset = unset.map(|binding| {
            let name = Ident::new(&binding.unique, Span::call_site());
            let mutable = binding.mutable.then(|| quote!(mut));
            let ty = kinds.variable(&binding.unique).map(|ty| quote!(: #ty));
            quote!(let #mutable #name #ty;)
        });
        if fields.is_empty() {
            return (quote!(self.state = #states::Running;), unset.collect());
        }
        let dots = (!all).then(|| quote!(..));
        let take = quote! {
            let #states::#state { #(#fields,)* #dots } = self.take() else { unreachable!() };
        };
        (take, unset.collect())
    }

    fn needs_mut(&self, binding: &Binding, code: &[Stmt], perhaps: &mut bool) -> bool {
        if !binding.mutable {
            return false;
        }
        let change = mutation::of(&binding.unique, code, self.known());
        *perhaps |= change == Change::Perhaps;
        change > Change::No
    }

    /// Drops each `mut` that the code of an arm doesn't need.
    fn settle(&self, code: &mut [Stmt], perhaps: &mut bool) {
        let all = code.to_vec();
        for stmt in code {
            let mut settler = Settler {
                machine: self,
                code: &all,
                perhaps,
            };
            syn::visit_mut::VisitMut::visit_stmt_mut(&mut settler, stmt);
        }
    }

    fn settle_pattern(&self, pat: &mut syn::Pat, code: &[Stmt], perhaps: &mut bool) {
        let mut settler = Settler {
            machine: self,
            code,
            perhaps,
        };
        syn::visit_mut::VisitMut::visit_pat_mut(&mut settler, pat);
    }

    /// The lines that each state comes from.
    pub(crate) fn lines(
        &self,
        head: Option<RangeInclusive<usize>>,
    ) -> HashMap<String, RangeInclusive<usize>> {
        let mut found = HashMap::new();
        for arm in &self.lowered.arms {
            let code = arm
                .code
                .iter()
                .filter(|stmt| !comments::is_comment(stmt))
                .filter_map(syntax::lines);
            let source = match arm.point {
                Point::Start => head.clone(),
                Point::After(_) => None,
                _ => arm
                    .source
                    .as_ref()
                    .and_then(|stmt| head_lines(stmt, arm.point)),
            };
            let all = code.chain(source);
            let range = all.reduce(|a, b| *a.start().min(b.start())..=*a.end().max(b.end()));
            if let Some(range) = range {
                found.insert(self.state(arm.point).to_string(), range);
            }
        }
        found
    }
}

/// The lines of a statement that waits; of a loop, those of its first line.
fn head_lines(stmt: &Stmt, point: Point) -> Option<RangeInclusive<usize>> {
    let lines = syntax::lines(stmt)?;
    match point {
        Point::Head(_) => Some(*lines.start()..=*lines.start()),
        _ => Some(lines),
    }
}

fn unmuted(pat: &syn::Pat) -> syn::Pat {
    let mut pat = pat.clone();
    if let syn::Pat::Ident(ident) = &mut pat {
        ident.mutability = None;
    }
    pat
}

struct Settler<'a, 'm> {
    machine: &'a Machine<'m>,
    code: &'a [Stmt],
    perhaps: &'a mut bool,
}

impl syn::visit_mut::VisitMut for Settler<'_, '_> {
    fn visit_pat_ident_mut(&mut self, pat: &mut syn::PatIdent) {
        if pat.mutability.is_some()
            && let Some(binding) = self.machine.lowering.names.get(&pat.ident.to_string())
            && !self.machine.needs_mut(binding, self.code, self.perhaps)
        {
            pat.mutability = None;
        }
        syn::visit_mut::visit_pat_ident_mut(self, pat);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Whether code names something, in a format string too.
fn mentions(code: &impl quote::ToTokens, name: &str) -> bool {
    fn within(tokens: TokenStream, name: &str) -> bool {
        tokens.into_iter().any(|token| match token {
            proc_macro2::TokenTree::Group(group) => within(group.stream(), name),
            proc_macro2::TokenTree::Ident(ident) => ident == name,
            proc_macro2::TokenTree::Literal(literal) => {
                let text = literal.to_string();
                text.match_indices(name).any(|(at, _)| {
                    !text[at + name.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
                })
            }
            proc_macro2::TokenTree::Punct(_) => false,
        })
    }
    within(code.to_token_stream(), name)
}

/// The arm's end is the end of the loop: no `continue` is needed there.
fn without_last_continue(code: &mut Vec<Stmt>) {
    if let Some(Stmt::Expr(Expr::Continue(_), _)) = code.last() {
        code.pop();
        return;
    }
    match code.last_mut() {
        Some(Stmt::Expr(Expr::If(node), _)) => in_branches(node),
        Some(Stmt::Expr(Expr::Match(node), _)) => {
            for arm in &mut node.arms {
                if let Expr::Block(block) = &mut *arm.body {
                    without_last_continue(&mut block.block.stmts);
                }
            }
        }
        Some(Stmt::Expr(Expr::Block(block), _)) => without_last_continue(&mut block.block.stmts),
        _ => {}
    }
}

fn in_branches(node: &mut syn::ExprIf) {
    without_last_continue(&mut node.then_branch.stmts);
    match node
        .else_branch
        .as_mut()
        .map(|(_, otherwise)| &mut **otherwise)
    {
        Some(Expr::If(inner)) => in_branches(inner),
        Some(Expr::Block(block)) => without_last_continue(&mut block.block.stmts),
        _ => {}
    }
}
