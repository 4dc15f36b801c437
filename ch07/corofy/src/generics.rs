//! Type parameters, constants and lifetimes of a machine.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{GenericParam, Generics, WherePredicate};

/// The parameters of a coroutine, as its machine's items declare and use them.
pub(crate) struct Parameters {
    /// All, with their bounds: for the function and each `impl`.
    pub(crate) all: Generics,
    /// All, for the struct.
    pub(crate) machine: Generics,
    /// Those that a state needs, for the enum.
    pub(crate) states: Generics,
    /// Those that a meeting point needs, for the enum.
    pub(crate) nexts: Generics,
    /// A type that mentions the others.
    pub(crate) marker: Option<TokenStream>,
}

impl Parameters {
    /// Sorts the parameters of a coroutine by what the fields of its states and meeting points mention.
    pub(crate) fn of(
        generics: &Generics,
        states: &TokenStream,
        points: &TokenStream,
    ) -> Parameters {
        let nexts = Parameters::of_fields(generics, points).states;
        let of_states = Parameters::of_fields(generics, states);
        Parameters { nexts, ..of_states }
    }

    fn of_fields(generics: &Generics, fields: &TokenStream) -> Parameters {
        let mut all = generics.clone();
        for param in &mut all.params {
            match param {
                GenericParam::Type(param) => (param.eq_token, param.default) = (None, None),
                GenericParam::Const(param) => (param.eq_token, param.default) = (None, None),
                GenericParam::Lifetime(_) => {}
            }
        }
        // A field like `F::Output` needs the bound that says what it is, and one like `&'static T` needs `T: 'static`.
        let lasting = mentions(fields, "static") && mentions(&bounds_of(&all, fields), "static");
        let bounded = lasting || projects(fields, &names(&all));
        let machine = if bounded {
            all.clone()
        } else {
            without_bounds(&all)
        };
        let mut needed = fields.clone();
        if bounded {
            needed.extend(bounds_of(&all, fields));
        }
        let (states, left) = split(&machine, &needed);
        let marker = marker(&left);
        Parameters {
            all,
            machine,
            states,
            nexts: Generics::default(),
            marker,
        }
    }
}

fn name(param: &GenericParam) -> String {
    match param {
        GenericParam::Type(param) => param.ident.to_string(),
        GenericParam::Const(param) => param.ident.to_string(),
        GenericParam::Lifetime(param) => param.lifetime.ident.to_string(),
    }
}

fn names(generics: &Generics) -> Vec<String> {
    generics.params.iter().map(name).collect()
}

/// Whether tokens have this name among them.
fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        _ => false,
    })
}

/// Whether tokens have a path that begins with a parameter, or a `<… as …>`.
fn projects(tokens: &TokenStream, names: &[String]) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    tokens.iter().enumerate().any(|(n, token)| match token {
        TokenTree::Ident(ident) if ident == "as" => true,
        TokenTree::Ident(ident) if names.iter().any(|name| ident == name) => {
            matches!(tokens.get(n + 1), Some(TokenTree::Punct(punct)) if punct.as_char() == ':')
        }
        TokenTree::Group(group) => projects(&group.stream(), names),
        _ => false,
    })
}

/// The bounds of the parameters that the fields mention.
fn bounds_of(generics: &Generics, fields: &TokenStream) -> TokenStream {
    let params = generics
        .params
        .iter()
        .filter(|param| mentions(fields, &name(param)));
    let bounds = generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates);
    quote!(#(#params)* #(#bounds)*)
}

fn without_bounds(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    generics.where_clause = None;
    for param in &mut generics.params {
        match param {
            GenericParam::Type(param) => {
                param.bounds = param
                    .bounds
                    .iter()
                    .filter(|bound| is_unsized(bound))
                    .cloned()
                    .collect();
                if param.bounds.is_empty() {
                    param.colon_token = None;
                }
            }
            GenericParam::Lifetime(param) => {
                param.bounds.clear();
                param.colon_token = None;
            }
            GenericParam::Const(_) => {}
        }
    }
    generics
}

/// `?Sized`, which a struct can't leave out.
fn is_unsized(bound: &syn::TypeParamBound) -> bool {
    matches!(bound, syn::TypeParamBound::Trait(bound) if matches!(bound.modifier, syn::TraitBoundModifier::Maybe(_)))
}

/// The parameters that tokens mention, and the others.
fn split(generics: &Generics, needed: &TokenStream) -> (Generics, Vec<GenericParam>) {
    let mut kept = generics.clone();
    let (used, left): (Vec<_>, Vec<_>) = generics
        .params
        .iter()
        .cloned()
        .partition(|param| mentions(needed, &name(param)));
    kept.params = used.into_iter().collect();
    if let Some(clause) = &mut kept.where_clause {
        let of_left = |predicate: &WherePredicate| {
            let tokens = predicate.to_token_stream();
            left.iter().any(|param| mentions(&tokens, &name(param)))
        };
        let predicates = clause
            .predicates
            .iter()
            .filter(|predicate| !of_left(predicate));
        clause.predicates = predicates.cloned().collect();
    }
    if kept.params.is_empty() {
        kept = Generics::default();
    }
    (kept, left)
}

/// What a struct has to hold so that it may have these parameters.
fn marker(left: &[GenericParam]) -> Option<TokenStream> {
    let parts: Vec<TokenStream> = left
        .iter()
        .filter_map(|param| match param {
            GenericParam::Type(param) => {
                let name = &param.ident;
                Some(quote!(#name))
            }
            GenericParam::Lifetime(param) => {
                let lifetime = &param.lifetime;
                Some(quote!(&#lifetime ()))
            }
            GenericParam::Const(_) => None,
        })
        .collect();
    match parts.as_slice() {
        [] => None,
        [one] => Some(quote!(std::marker::PhantomData<fn() -> #one>)),
        all => Some(quote!(std::marker::PhantomData<fn() -> (#(#all),*)>)),
    }
}
