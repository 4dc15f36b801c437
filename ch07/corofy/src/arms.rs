//! The arms of a machine: how a state's future is polled, and its variables are taken out.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Stmt;

use crate::answer::Target;
use crate::code::mentions;
use crate::code::without_last_continue;
use crate::flow::Point;
use crate::kinds::Kind;
use crate::lower::Arm;
use crate::machine::Machine;
use crate::mutation::{self, Change};
use crate::names::Binding;

/// Lints that an arm has to be allowed to break.
pub(crate) type Lints = Vec<&'static str>;

impl Machine<'_> {
    /// The arm of a state or a meeting point.
    pub(crate) fn arm(&self, arm: &Arm, lints: &mut Lints) -> TokenStream {
        let mut code = arm.code.clone();
        if !arm.point.is_state() {
            return self.meeting(arm, code, lints);
        }
        without_last_continue(&mut code);
        let take = self.take(arm, &code, lints);
        self.settle(&mut code, lints);
        let states = &self.lowering.words.states;
        let state = self.state(arm.point);
        let fields = self.kept(arm.point).count();
        let Some(ready) = &arm.ready else {
            let pat = if fields == 0 {
                quote!(#states::#state)
            } else {
                quote!(#states::#state { .. })
            };
            return quote!(#pat => { #take #(#code)* });
        };
        let dots = (fields > 0).then(|| quote!(, ..));
        let mut ready = ready.clone();
        let mut settler = Settler {
            machine: self,
            code: &code,
            lints,
        };
        syn::visit_mut::VisitMut::visit_pat_mut(&mut settler, &mut ready);
        let (pinned, poll, gone) = self.poll();
        let (future, poll_state) = (&self.lowering.words.future, self.layer_item("PollState"));
        quote! {
            #states::#state { #future #dots } => {
                #pinned
                let #poll_state::Ready(#ready) = #poll else {
                    return #poll_state::NotReady;
                };
                #gone
                #take
                #(#code)*
            }
        }
    }

    /// What is done before a future is polled, the poll, and what is done when it's ready.
    fn poll(&self) -> (Option<TokenStream>, TokenStream, Option<TokenStream>) {
        let (future, waker) = (&self.lowering.words.future, &self.lowering.words.waker);
        let waker = (self.target != Target::Polling).then_some(waker);
        let by_method = self.imports("Future");
        let future_trait = self.layer_item("Future");
        if self.target != Target::Pinned {
            let comma = waker.map(|waker| quote!(, #waker));
            let poll = if by_method {
                quote!(#future.poll(#waker))
            } else {
                quote!(#future_trait::poll(#future #comma))
            };
            return (None, poll, None);
        }
        let safety = "// SAFETY: the machine is pinned, and this future stays where it is until it's dropped in place.";
        let safety = crate::comments::statement(safety);
        let pinned = quote! {
            #safety
            let mut #future = unsafe { std::pin::Pin::new_unchecked(#future) };
            let Some(waiting) = #future.as_mut().as_pin_mut() else { unreachable!() };
        };
        let poll = if by_method {
            quote!(waiting.poll(#waker))
        } else {
            quote!(#future_trait::poll(waiting, #waker))
        };
        (Some(pinned), poll, Some(quote!(#future.set(None);)))
    }

    /// Whether an arm needs variables of its state.
    pub(crate) fn takes(&self, arm: &Arm) -> bool {
        self.kept(arm.point)
            .any(|binding| self.is_taken(binding, &arm.code))
    }

    fn is_taken(&self, binding: &Binding, code: &[Stmt]) -> bool {
        let loud = self.lowering.types.kind(&binding.unique) == Kind::Loud;
        // What's borrowed has to be there as long as its borrower.
        let lent = self.lowering.types.is_kept(&binding.unique);
        loud || lent || code.iter().any(|stmt| mentions(stmt, &binding.unique))
    }

    /// Takes a state's variables out of it.
    fn take(&self, arm: &Arm, code: &[Stmt], lints: &mut Lints) -> TokenStream {
        let (states, state) = (&self.lowering.words.states, self.state(arm.point));
        let (fields, dots) = self.taken(arm, code, lints);
        let before = self.redeclared(arm.point, code, lints);
        if fields.is_empty() {
            return quote!(self.state = #states::Running; #before);
        }
        quote! {
            let #states::#state { #(#fields,)* #dots } = self.take() else { unreachable!() };
            #before
        }
    }

    /// The patterns of the variables that an arm takes, and `..` if it leaves some.
    pub(crate) fn taken(
        &self,
        arm: &Arm,
        code: &[Stmt],
        lints: &mut Lints,
    ) -> (Vec<TokenStream>, Option<TokenStream>) {
        let mut all = arm.ready.is_none();
        let mut fields = Vec::new();
        for binding in self.kept(arm.point) {
            let name = Ident::new(&binding.unique, Span::call_site());
            if code.iter().any(|stmt| mentions(stmt, &binding.unique)) {
                let mutable = self.needs_mut(binding, code, lints).then(|| quote!(mut));
                if !self
                    .lowering
                    .live
                    .is_used(arm.point, &binding.unique, self.lowering.names)
                    && mutable.is_some()
                {
                    lints.push("unused_assignments");
                }
                fields.push(quote!(#name: #mutable #name));
            } else if self.is_taken(binding, code) {
                let unused = Ident::new(&format!("_{}", binding.unique), Span::call_site());
                fields.push(quote!(#name: #unused));
            } else {
                all = false;
            }
        }
        let dots = (!all).then(|| quote!(..));
        (fields, dots)
    }

    /// The declarations at the beginning of an arm.
    pub(crate) fn redeclared(&self, point: Point, code: &[Stmt], lints: &mut Lints) -> TokenStream {
        let unset = self.declared_again(point, code, lints);
        let newer = self.newer_than_unset(point, code);
        quote!(#(#unset)* #(#newer)*)
    }

    /// The declarations of variables that have no value here and get one.
    fn declared_again(&self, point: Point, code: &[Stmt], lints: &mut Lints) -> Vec<TokenStream> {
        let unset = self.lowering.live.unset(point).iter();
        let unset = unset.filter_map(|&variable| self.lowering.names.bindings.get(variable));
        let unset = unset.filter(|binding| code.iter().any(|stmt| mentions(stmt, &binding.unique)));
        let declared = unset.map(|binding| {
            let name = Ident::new(&binding.unique, Span::call_site());
            let change = mutation::after_first(&binding.unique, code, self.known());
            if change == Change::Perhaps {
                lints.push("unused_mut");
            }
            let mutable = (change > Change::No).then(|| quote!(mut));
            let ty = self
                .lowering
                .types
                .variable(&binding.unique)
                .map(|ty| quote!(: #ty));
            quote!(let #mutable #name #ty;)
        });
        declared.collect()
    }

    /// Variables are dropped in the reverse order of their declarations: what was declared after a variable that's
    /// declared again is declared again too.
    fn newer_than_unset(&self, point: Point, code: &[Stmt]) -> Vec<TokenStream> {
        let names = self.lowering.names;
        let unset = self.lowering.live.unset(point).iter().copied();
        let used = unset.filter(|&variable| {
            names.bindings.get(variable).is_some_and(|binding| {
                self.lowering.types.kind(&binding.unique) == Kind::Loud
                    && code.iter().any(|stmt| mentions(stmt, &binding.unique))
            })
        });
        let Some(first) = used.min() else {
            return Vec::new();
        };
        let newer = self.kept(point).filter(|binding| {
            names
                .number(&binding.unique)
                .is_some_and(|number| number > first)
                && self.lowering.types.kind(&binding.unique) == Kind::Loud
        });
        let again = newer.map(|binding| {
            let name = Ident::new(&binding.unique, Span::call_site());
            if code.iter().any(|stmt| mentions(stmt, &binding.unique)) {
                let mutable = binding.mutable.then(|| quote!(mut));
                quote!(let #mutable #name = #name;)
            } else {
                let unused = Ident::new(&format!("_{}", binding.unique), Span::call_site());
                quote!(let #unused = #unused;)
            }
        });
        again.collect()
    }

    fn needs_mut(&self, binding: &Binding, code: &[Stmt], lints: &mut Lints) -> bool {
        if !binding.mutable || is_rebound(binding, code) {
            return false;
        }
        let change = mutation::of(&binding.unique, code, self.known());
        if change == Change::Perhaps {
            lints.push("unused_mut");
        }
        change > Change::No
    }

    /// Drops each `mut` that the code of an arm doesn't need.
    pub(crate) fn settle(&self, code: &mut [Stmt], lints: &mut Lints) {
        let all = code.to_vec();
        for stmt in code {
            let mut settler = Settler {
                machine: self,
                code: &all,
                lints,
            };
            syn::visit_mut::VisitMut::visit_stmt_mut(&mut settler, stmt);
        }
    }
}

/// Whether a scope that's opened again has the variable for itself.
fn is_rebound(binding: &Binding, code: &[Stmt]) -> bool {
    code.iter().any(|stmt| is_rebinding(stmt, &binding.unique))
}

fn is_rebinding(stmt: &Stmt, name: &str) -> bool {
    struct Finder<'a>(&'a str, bool);
    impl<'ast> syn::visit::Visit<'ast> for Finder<'_> {
        fn visit_local(&mut self, local: &'ast syn::Local) {
            if let (syn::Pat::Ident(pat), Some(init)) = (&local.pat, &local.init) {
                let same =
                    crate::syntax::name_of(&init.expr).is_some_and(|name| *name == pat.ident);
                self.1 |= same && pat.ident == self.0;
            }
            syn::visit::visit_local(self, local);
        }
    }
    let mut finder = Finder(name, false);
    syn::visit::Visit::visit_stmt(&mut finder, stmt);
    finder.1
}

struct Settler<'a, 'm> {
    machine: &'a Machine<'m>,
    code: &'a [Stmt],
    lints: &'a mut Lints,
}

impl syn::visit_mut::VisitMut for Settler<'_, '_> {
    fn visit_pat_ident_mut(&mut self, pat: &mut syn::PatIdent) {
        if pat.mutability.is_some()
            && let Some(binding) = self.machine.lowering.names.get(&pat.ident.to_string())
        {
            let change = mutation::of(&binding.unique, self.code, self.machine.known());
            match change {
                Change::No => pat.mutability = None,
                Change::Perhaps => self.lints.push("unused_mut"),
                Change::Yes => {}
            }
        }
        syn::visit_mut::visit_pat_ident_mut(self, pat);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
