//! Puts a machine's items together: the function that makes it, its struct, the enum of its states, and its `Future`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{ItemFn, Signature, Type};

use crate::answer::{Reason, Target};
use crate::flow::Point;
use crate::generics::Parameters;
use crate::known::Known;
use crate::lower::{Arm, Lowered, Lowering, Words};
use crate::names::{Binding, Names};
use crate::slots::{self, Slot};
use crate::syntax;
use crate::written::is_elided;

/// What a machine is made of.
pub(crate) struct Machine<'a> {
    pub(crate) text: &'a str,
    pub(crate) target: Target,
    pub(crate) item: &'a ItemFn,
    /// The signature with the variables' own names.
    pub(crate) sig: &'a Signature,
    pub(crate) lowering: &'a Lowering<'a>,
    pub(crate) lowered: &'a Lowered,
    /// The fields for variables that are borrowed across a wait, if the machine is pinned.
    pub(crate) slots: &'a [Slot],
}

/// Chooses the names that a machine needs besides those of its source.
pub(crate) fn words(sig: &Signature, module: &[String], known: &Known, names: &Names) -> Words {
    let machine = known
        .machine(module, &sig.ident.to_string())
        .unwrap_or_default();
    let free = |first: &str, second: &str| {
        let taken = names.bindings.iter().any(|binding| binding.name == first);
        Ident::new(if taken { second } else { first }, Span::call_site())
    };
    let taken = |name: &str| known.has(name) || names.bindings.iter().any(|one| one.name == name);
    // All arms' code is in the scope of this one: it may hide neither a variable nor a function.
    let mut next = String::from("next");
    while taken(&next) {
        next.insert_str(0, "the_");
    }
    Words {
        states: Ident::new(&format!("{machine}State"), Span::call_site()),
        nexts: Ident::new(&format!("{machine}Next"), Span::call_site()),
        next: Ident::new(&next, Span::call_site()),
        future: free("future", "waited"),
        output: free("output", "ready"),
        waker: free("waker", "the_waker"),
    }
}

impl Machine<'_> {
    /// The items that replace the coroutine.
    pub(crate) fn items(&self, reasons: &mut Vec<Reason>) -> TokenStream {
        let (states, points) = self.split();
        let mut variants = |arms: Vec<&Arm>| -> Vec<TokenStream> {
            let variants = arms.into_iter().map(|arm| self.variant(arm, reasons));
            variants.collect()
        };
        let (variants, points) = (variants(states), variants(points));
        let (kept, passed) = (quote!(#(#variants)*), quote!(#(#points)*));
        let parameters = Parameters::of(&self.sig.generics, &kept, &passed);
        let constructor = self.constructor(&parameters);
        let machine = self.machine_type(&parameters);
        let states = self.states(&variants, &parameters);
        let nexts = self.nexts(&points, &parameters);
        let future = self.future(&parameters);
        quote!(#constructor #machine #states #nexts #future)
    }

    pub(crate) fn known(&self) -> &Known {
        self.lowering.types.known
    }

    /// Whether the coroutine's module imports a name.
    pub(crate) fn imports(&self, name: &str) -> bool {
        self.known().imports(&self.lowering.types.module, name)
    }

    /// `Future`, or `ch07::Future` if the file doesn't import it.
    pub(crate) fn layer_item(&self, name: &str) -> TokenStream {
        self.lowering.types.layer_item(name)
    }

    pub(crate) fn name(&self) -> Ident {
        let states = self.lowering.words.states.to_string();
        Ident::new(
            states.strip_suffix("State").unwrap_or(&states),
            Span::call_site(),
        )
    }

    pub(crate) fn constructor(&self, parameters: &Parameters) -> TokenStream {
        let ItemFn { attrs, vis, .. } = self.item;
        let (function, name, states) = (
            &self.item.sig.ident,
            self.name(),
            &self.lowering.words.states,
        );
        let typed = |input: &syn::FnArg| match input {
            syn::FnArg::Typed(input) => Some((unmuted(&input.pat), (*input.ty).clone())),
            syn::FnArg::Receiver(_) => None,
        };
        let inputs: Vec<_> = self.sig.inputs.iter().filter_map(typed).collect();
        let start = self.state(Point::Start);
        let fields: Vec<_> = inputs
            .iter()
            .map(|(field, _)| quote!(#field: #field))
            .collect();
        let state = match fields.is_empty() {
            true => quote!(#states::#start),
            false => quote!(#states::#start { #(#fields),* }),
        };
        let marker = parameters
            .marker
            .as_ref()
            .map(|_| quote!(marker: std::marker::PhantomData));
        let (slot, slots) = (
            self.layer_item("Slot"),
            self.slots.iter().map(|slot| &slot.field),
        );
        let inputs = inputs.iter().map(|(pat, ty)| quote!(#pat: #ty));
        let (declared, _, bounds) = parameters.all.split_for_impl();
        let (_, used, _) = parameters.machine.split_for_impl();
        quote! {
            #(#attrs)*
            #vis fn #function #declared(#(#inputs),*) -> #name #used #bounds {
                #name { state: #state, #(#slots: #slot::new(),)* #marker }
            }
        }
    }

    /// The attributes that each item of the machine needs as its function does.
    pub(crate) fn shared_attrs(&self) -> TokenStream {
        let shared = ["cfg", "allow", "expect", "warn", "deny"];
        let attrs = self.item.attrs.iter();
        let attrs = attrs.filter(|attr| shared.iter().any(|name| attr.path().is_ident(name)));
        quote!(#(#attrs)*)
    }

    pub(crate) fn machine_type(&self, parameters: &Parameters) -> TokenStream {
        let vis = &self.item.vis;
        let (name, states, attrs) = (
            self.name(),
            &self.lowering.words.states,
            self.shared_attrs(),
        );
        let doc = format!(" The machine of [`{}`].", self.item.sig.ident);
        let marker = parameters
            .marker
            .as_ref()
            .map(|marker| quote!(marker: #marker,));
        let slots = self.slot_fields();
        let (declared, _, bounds) = parameters.machine.split_for_impl();
        let (_, used, _) = parameters.states.split_for_impl();
        quote! {
            #[doc = #doc]
            #attrs
            #vis struct #name #declared #bounds {
                state: #states #used,
                #(#slots,)*
                #marker
            }
        }
    }

    /// The fields whose types the variants of the states have told.
    fn slot_fields(&self) -> Vec<TokenStream> {
        let slot_type = self.layer_item("Slot");
        let fields = self.slots.iter().filter_map(|slot| {
            let ty = slots::content(self.lowering.types.variable(&slot.variable)?)?;
            let field = &slot.field;
            Some(quote!(#field: #slot_type<#ty>))
        });
        fields.collect()
    }

    /// The name of a state.
    pub(crate) fn state(&self, point: Point) -> Ident {
        let unknown = || Ident::new("Unknown", Span::call_site());
        self.lowered
            .states
            .get(&point)
            .cloned()
            .unwrap_or_else(unknown)
    }

    /// The variables that a state keeps, the oldest first.
    pub(crate) fn kept(&self, point: Point) -> impl DoubleEndedIterator<Item = &Binding> {
        let kept = self.lowering.live.kept(point).iter();
        kept.filter_map(|&variable| self.lowering.names.bindings.get(variable))
    }

    pub(crate) fn states(&self, variants: &[TokenStream], parameters: &Parameters) -> TokenStream {
        let (states, attrs) = (&self.lowering.words.states, self.shared_attrs());
        let doc = format!(" Where [`{}`] is.", self.item.sig.ident);
        let done = self.finishes().then(|| {
            quote!(
                #[doc = " The output has been returned."]
                Done,
            )
        });
        let (declared, _, bounds) = parameters.states.split_for_impl();
        quote! {
            #[doc = #doc]
            #attrs
            enum #states #declared #bounds {
                #(#variants,)*
                #[doc = " While the code between two waits runs, and forever after a panic."]
                Running,
                #done
            }
        }
    }

    pub(crate) fn variant(&self, arm: &Arm, reasons: &mut Vec<Reason>) -> TokenStream {
        reasons.extend(self.lowering.live.unclear(arm.point, self.lowering.names));
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
        match fields.is_empty() {
            true => quote!(#doc #state),
            false => quote!(#doc #state { #(#fields),* }),
        }
    }

    pub(crate) fn type_of(
        &self,
        binding: &Binding,
        arm: &Arm,
        reasons: &mut Vec<Reason>,
    ) -> Option<Type> {
        let known = self.lowering.types.variable(&binding.unique).cloned();
        match &known {
            None => reasons.push(unknown_type(binding, arm)),
            Some(ty) if is_elided(ty) => reasons.push(unknown_lifetime(binding)),
            Some(_) => {}
        }
        known
    }

    pub(crate) fn future_field(
        &self,
        mark: usize,
        reasons: &mut Vec<Reason>,
    ) -> Option<TokenStream> {
        let future = self.lowered.futures.get(&mark)?;
        let field = &self.lowering.words.future;
        match (self.lowering.types.of(future), self.target) {
            (Some(ty), _) if is_elided(&ty) => {
                let why = "it can't be read off what this future borrows: write the borrow out, `&VARIABLE`, or bind the future first";
                reasons.push(Reason::at(syntax::place(future), why));
                None
            }
            (Some(ty), Target::Pinned) => Some(quote!(#field: Option<#ty>)),
            (Some(ty), _) => Some(quote!(#field: #ty)),
            (None, _) => {
                let why = if self.lowering.types.borrows_unknown(future) {
                    "it can't be read off what this future borrows: write the lifetime of what it's given in front, `let NAME: &'static TYPE = NAME;`, or a parameter's lifetime instead of `'static`"
                } else {
                    "the type of this future can't be read off: bind it first, `let future: TYPE = …;`, and wait for `future`"
                };
                reasons.push(Reason::at(syntax::place(future), why));
                None
            }
        }
    }
}

fn unmuted(pat: &syn::Pat) -> syn::Pat {
    let mut pat = pat.clone();
    if let syn::Pat::Ident(ident) = &mut pat {
        ident.mutability = None;
    }
    pat
}

fn unknown_lifetime(binding: &Binding) -> Reason {
    let name = &binding.name;
    let why = if binding.made {
        String::from(
            "it can't be read off what this value borrows, and it lives across a wait: bind it first, with its lifetime, `let NAME: &'static TYPE = …;`",
        )
    } else {
        format!(
            "it can't be read off what `{name}` borrows, and `{name}` lives across a wait: write the borrow out, `let {name}: &TYPE = &VARIABLE;`, or its lifetime, `&'static TYPE`"
        )
    };
    Reason::at(binding.span, why)
}

fn unknown_type(binding: &Binding, arm: &Arm) -> Reason {
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
