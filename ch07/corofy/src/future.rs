//! A machine's `Future`: its `poll`, what guards it against panics, and what the arms call.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Type;

use crate::answer::Target;
use crate::comments;
use crate::generics::Parameters;
use crate::known::output;
use crate::lower::Arm;
use crate::machine::Machine;

impl Machine<'_> {
    /// Whether the machine ever has an output.
    pub(crate) fn finishes(&self) -> bool {
        self.lowered
            .arms
            .iter()
            .any(|arm| crate::code::calls(&arm.code, "finish"))
    }

    pub(crate) fn future(&self, parameters: &Parameters) -> TokenStream {
        let (name, attrs) = (self.name(), self.shared_attrs());
        let (future, poll_state) = (self.layer_item("Future"), self.layer_item("PollState"));
        let output = output(&self.sig.output);
        let (declared, _, bounds) = parameters.all.split_for_impl();
        let (_, used, _) = parameters.machine.split_for_impl();
        let waits = self.target == Target::Pinned
            || self.lowered.arms.iter().any(|arm| arm.ready.is_some());
        let (resume, allow) = self.resume(parameters);
        let guard = waits.then(|| self.guard(parameters));
        let poll = if waits {
            self.guarded_poll()
        } else {
            resume.clone()
        };
        let (receiver, waker) = self.poll_parameters(waits);
        let resume = waits.then(|| {
            let polls = self.lowered.arms.iter().any(|arm| arm.ready.is_some());
            let waker = self.waker_parameter_of(polls);
            quote! {
                #[doc = " Runs up to the next future that isn't ready."]
                #allow
                fn resume(&mut self, #waker) -> #poll_state<#output> { #resume }
            }
        });
        let allow = (!waits).then_some(allow);
        let helpers = self.helpers(&output, parameters);
        let inherent = (resume.is_some() || helpers.is_some()).then(|| {
            quote! {
                #attrs
                impl #declared #name #used #bounds { #resume #helpers }
            }
        });
        quote! {
            #attrs
            impl #declared #future for #name #used #bounds {
                type Output = #output;

                #allow
                fn poll(#receiver, #waker) -> #poll_state<Self::Output> { #poll }
            }

            #inherent
            #guard
        }
    }

    /// The receiver of `poll`, and its other parameter.
    pub(crate) fn poll_parameters(&self, waits: bool) -> (TokenStream, Option<TokenStream>) {
        let receiver = match self.target {
            Target::Pinned => quote!(self: std::pin::Pin<&mut Self>),
            _ => quote!(&mut self),
        };
        (receiver, self.waker_parameter_of(waits))
    }

    pub(crate) fn waker_parameter_of(&self, used: bool) -> Option<TokenStream> {
        let name = if used {
            self.lowering.words.waker.clone()
        } else {
            Ident::new("_waker", Span::call_site())
        };
        let waker = self.layer_item("Waker");
        (self.target != Target::Polling).then(|| quote!(#name: &#waker))
    }

    pub(crate) fn guarded_poll(&self) -> TokenStream {
        let guard = self.guard_name();
        let waker = (self.target != Target::Polling).then_some(&self.lowering.words.waker);
        let machine = match self.target {
            Target::Pinned => {
                let what = match self.slots {
                    [] => "futures",
                    _ => "futures and slots",
                };
                let safety = comments::statement(&format!(
                    "// SAFETY: the machine's {what} stay where they are until they're dropped."
                ));
                quote!(#safety let machine = unsafe { self.get_unchecked_mut() }; let guard = #guard(machine);)
            }
            _ => quote!(let guard = #guard(self);),
        };
        quote! {
            #machine
            let polled = guard.0.resume(#waker);
            std::mem::forget(guard);
            polled
        }
    }

    pub(crate) fn guard_name(&self) -> Ident {
        Ident::new(&format!("{}Guard", self.name()), Span::call_site())
    }

    /// What sees to it that a machine isn't polled again after a panic in one of its futures.
    pub(crate) fn guard(&self, parameters: &Parameters) -> TokenStream {
        let (name, states, guard) = (self.name(), &self.lowering.words.states, self.guard_name());
        let attrs = self.shared_attrs();
        let (_, used, _) = parameters.machine.split_for_impl();
        let mut generics = parameters.machine.clone();
        let lifetime: syn::LifetimeParam = syn::parse_quote!('machine);
        generics
            .params
            .insert(0, syn::GenericParam::Lifetime(lifetime));
        let (declared, own, bounds) = generics.split_for_impl();
        quote! {
            #[doc = " Drops what the machine keeps if a panic leaves `resume`."]
            #attrs
            struct #guard #declared (&'machine mut #name #used) #bounds;

            #attrs
            impl #declared Drop for #guard #own #bounds {
                fn drop(&mut self) {
                    self.0.state = #states::Running;
                }
            }
        }
    }

    /// The match on the state, and what it has to be allowed.
    pub(crate) fn resume(&self, parameters: &Parameters) -> (TokenStream, TokenStream) {
        let states = &self.lowering.words.states;
        let mut lints = Vec::new();
        let mut written = |arms: Vec<&Arm>| -> Vec<TokenStream> {
            let arms = arms.into_iter().map(|arm| self.arm(arm, &mut lints));
            arms.collect()
        };
        let (arms, points) = self.split();
        let (arms, points) = (written(arms), written(points));
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
        let body = self.looped(&body, &points, parameters);
        lints.sort_unstable();
        lints.dedup();
        let lints: Vec<Ident> = lints
            .iter()
            .map(|lint| Ident::new(lint, Span::call_site()))
            .collect();
        let allow = if lints.is_empty() {
            TokenStream::new()
        } else {
            quote!(#[allow(#(#lints),*)])
        };
        (body, allow)
    }

    /// What the arms call.
    pub(crate) fn helpers(&self, output: &Type, parameters: &Parameters) -> Option<TokenStream> {
        let (states, poll_state) = (&self.lowering.words.states, self.layer_item("PollState"));
        let (_, used, _) = parameters.states.split_for_impl();
        let (states_arms, _) = self.split();
        let takes = states_arms.into_iter().any(|arm| self.takes(arm));
        let take = takes.then(|| {
            quote! {
                #[doc = " Takes the variables out of the state, to run the code after it."]
                fn take(&mut self) -> #states #used {
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
        (take.is_some() || finish.is_some()).then(|| quote!(#take #finish))
    }
}
