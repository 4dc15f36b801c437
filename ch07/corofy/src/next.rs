//! What `poll` does next: it goes on from the machine's state, or at a meeting point.
//!
//! Nothing waits at a meeting point, so its variables are never in the machine: they're in a variable of `poll`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Stmt;

use crate::arms::Lints;
use crate::generics::Parameters;
use crate::lower::{Arm, Words};
use crate::machine::Machine;

impl Machine<'_> {
    /// The arms of the states, and those of the meeting points.
    pub(crate) fn split(&self) -> (Vec<&Arm>, Vec<&Arm>) {
        let arms = self.lowered.arms.iter();
        arms.partition(|arm| arm.point.is_state())
    }

    /// The enum of the meeting points, if there are any.
    pub(crate) fn nexts(
        &self,
        points: &[TokenStream],
        parameters: &Parameters,
    ) -> Option<TokenStream> {
        let (nexts, attrs) = (&self.lowering.words.nexts, self.shared_attrs());
        let doc = format!(" What [`{}`] does next.", self.item.sig.ident);
        let (declared, _, bounds) = parameters.nexts.split_for_impl();
        (!points.is_empty()).then(|| {
            quote! {
                #[doc = #doc]
                #attrs
                enum #nexts #declared #bounds {
                    #[doc = " It goes on from its state."]
                    Poll,
                    #(#points,)*
                }
            }
        })
    }

    /// The arm of a meeting point: its variables are in the value that's matched. Below it is the match on the state, so
    /// each path says where it goes on.
    pub(crate) fn meeting(&self, arm: &Arm, mut code: Vec<Stmt>, lints: &mut Lints) -> TokenStream {
        let (nexts, point) = (&self.lowering.words.nexts, self.state(arm.point));
        let (fields, dots) = self.taken(arm, &code, lints);
        let before = self.redeclared(arm.point, &code, lints);
        self.settle(&mut code, lints);
        let pat = match self.kept(arm.point).count() {
            0 => quote!(#nexts::#point),
            _ => quote!(#nexts::#point { #(#fields,)* #dots }),
        };
        quote!(#pat => { #before #(#code)* })
    }

    /// The loop around the match on the state, with the match on what's next in front of that.
    pub(crate) fn looped(
        &self,
        body: &TokenStream,
        points: &[TokenStream],
        parameters: &Parameters,
    ) -> TokenStream {
        let arms = &self.lowered.arms;
        let labelled = arms.iter().any(|arm| crate::code::has_label(&arm.code));
        let label = labelled.then(|| quote!('poll:));
        match (arms.len(), points) {
            (0 | 1, _) => body.clone(),
            (_, []) => quote!(#label loop { #body }),
            _ => {
                let Words { nexts, next, .. } = self.lowering.words;
                let (_, used, _) = parameters.nexts.split_for_impl();
                // What a `Poll` could be without it isn't known.
                let typed = (!parameters.nexts.params.is_empty()).then(|| quote!(: #nexts #used));
                quote! {
                    let mut #next #typed = #nexts::Poll;
                    #label loop {
                        match #next { #nexts::Poll => {} #(#points)* }
                        #body
                    }
                }
            }
        }
    }
}
