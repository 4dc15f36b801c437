//! Types that a machine can name: which, and how from its own module.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{GenericParam, Type, parse_quote};

use crate::code::mentions;
use crate::known::{Function, Known};
use crate::written::is_nameable;
use crate::written::is_written_out;
use crate::written::named;
use crate::written::substituted;
use crate::written::with_lifetimes;

impl Known {
    /// The function that a path calls from a module.
    pub(crate) fn function(&self, path: &[String], module: &[String]) -> Option<&Function> {
        let (name, modules) = path.split_last()?;
        let mut at: Vec<String> = module.to_vec();
        for step in modules {
            match step.as_str() {
                "self" => {}
                "super" => drop(at.pop()?),
                "crate" => return None,
                _ => at.push(step.clone()),
            }
        }
        let mut named = self
            .functions
            .iter()
            .filter(|function| function.name == *name);
        let here = named.clone().find(|function| function.module == at);
        let imported = modules.is_empty() && self.imports(module, name);
        here.or_else(|| {
            named
                .next()
                .filter(|function| imported && module.starts_with(&function.module))
        })
    }

    /// What a call of a function of the file returns, as its caller's module writes it. `None` if the file doesn't have it,
    /// `Some(None)` if the type can't be named.
    pub(crate) fn returned(
        &self,
        path: &[String],
        module: &[String],
        arguments: &[Option<Type>],
    ) -> Option<Option<Type>> {
        let function = self.function(path, module)?;
        if let Some(machine) = &function.machine {
            return Some(machine_type(function, machine, path, arguments));
        }
        let mut parameters = function.generics.params.iter();
        if parameters.any(|param| {
            !matches!(param, GenericParam::Lifetime(_))
                && mentions(&function.output, &parameter_name(param))
        }) {
            return Some(None);
        }
        let output = with_lifetimes(function.output.clone(), &stand_for(function, arguments));
        let named =
            output.filter(|output| is_written_out(output) && !crate::written::is_elided(output));
        Some(named.and_then(|output| self.moved(&output, &function.module, module)))
    }

    /// The types of a function's parameters, as its caller's module writes them.
    pub(crate) fn parameters(&self, path: &[String], module: &[String]) -> Vec<Option<Type>> {
        let Some(function) = self.function(path, module) else {
            return Vec::new();
        };
        let plain = is_written_out;
        let generic = !function
            .generics
            .params
            .iter()
            .all(|param| matches!(param, GenericParam::Lifetime(_)));
        let types = function.inputs.iter().map(|ty| {
            let plain = plain(ty) && !generic;
            plain
                .then(|| self.moved(ty, &function.module, module))
                .flatten()
        });
        types.collect()
    }

    /// A type that a module writes, as a module inside it writes it.
    pub(crate) fn moved(&self, ty: &Type, from: &[String], to: &[String]) -> Option<Type> {
        if from == to {
            return Some(ty.clone());
        }
        if !to.starts_with(from) {
            return None;
        }
        let mut mover = Mover {
            known: self,
            from,
            to,
            up: to.len() - from.len(),
        };
        let mut ty = ty.clone();
        mover.visit_type_mut(&mut ty);
        Some(ty)
    }

    /// The output of a future whose `impl` is in the file.
    pub(crate) fn output_of(&self, future: &Type, module: &[String]) -> Option<Type> {
        let (name, arguments) = named(future)?;
        let machine = self
            .functions
            .iter()
            .find(|function| function.machine.as_deref() == Some(&name));
        if let Some(function) = machine {
            let plain = function.generics.params.is_empty();
            return plain
                .then(|| self.moved(&function.output, &function.module, module))
                .flatten();
        }
        let (of, output) = self.futures.get(&name)?;
        let (_, parameters) = named(of)?;
        if parameters.len() != arguments.len() {
            return None;
        }
        let parameters = parameters
            .iter()
            .map(|parameter| named(parameter).map(|(name, _)| name));
        let names: Option<Vec<String>> = parameters.collect();
        let arguments = names?
            .into_iter()
            .zip(arguments.into_iter().cloned())
            .collect();
        Some(substituted(output.clone(), &arguments)).filter(is_nameable)
    }
}

/// The machine of a coroutine that's called by this path, with arguments of these types.
fn machine_type(
    function: &Function,
    machine: &str,
    path: &[String],
    arguments: &[Option<Type>],
) -> Option<Type> {
    let (name, modules) = path.split_last()?;
    if *name != function.name {
        return None;
    }
    let modules: Vec<Ident> = modules
        .iter()
        .map(|part| Ident::new(part, Span::call_site()))
        .collect();
    let ident = Ident::new(machine, Span::call_site());
    let found = stand_for(function, arguments);
    let parameters: Option<Vec<TokenStream>> = function
        .generics
        .params
        .iter()
        .map(|parameter| found.get(&parameter_name(parameter)).cloned())
        .collect();
    let parameters = parameters?;
    Some(match parameters.is_empty() {
        true => parse_quote!(#(#modules::)* #ident),
        false => parse_quote!(#(#modules::)* #ident<#(#parameters),*>),
    })
}

/// What a function's parameters stand for in a call with arguments of these types.
fn stand_for(function: &Function, arguments: &[Option<Type>]) -> BTreeMap<String, TokenStream> {
    let mut found = BTreeMap::new();
    for (parameter, argument) in function.inputs.iter().zip(arguments) {
        if let Some(argument) = argument {
            unify(parameter, argument, &mut found);
        }
    }
    found
}

fn parameter_name(parameter: &GenericParam) -> String {
    match parameter {
        GenericParam::Type(parameter) => parameter.ident.to_string(),
        GenericParam::Const(parameter) => parameter.ident.to_string(),
        GenericParam::Lifetime(parameter) => parameter.lifetime.to_string(),
    }
}

/// Finds what the parameters in a type stand for, if the argument has this other type.
fn unify(parameter: &Type, argument: &Type, found: &mut BTreeMap<String, TokenStream>) {
    match (parameter, argument) {
        (Type::Reference(parameter), Type::Reference(argument)) => {
            if let (Some(name), Some(lifetime)) = (&parameter.lifetime, &argument.lifetime) {
                found
                    .entry(name.to_string())
                    .or_insert(lifetime.to_token_stream());
            }
            unify(&parameter.elem, &argument.elem, found);
        }
        (Type::Tuple(parameters), Type::Tuple(arguments)) => {
            parameters
                .elems
                .iter()
                .zip(&arguments.elems)
                .for_each(|(parameter, argument)| unify(parameter, argument, found));
        }
        (Type::Array(parameter), Type::Array(argument)) => {
            unify(&parameter.elem, &argument.elem, found);
            if let syn::Expr::Path(length) = &parameter.len {
                found
                    .entry(length.to_token_stream().to_string())
                    .or_insert(argument.len.to_token_stream());
            }
        }
        (Type::Path(path), argument) => {
            if let Some(name) = path.path.get_ident() {
                found
                    .entry(name.to_string())
                    .or_insert(argument.to_token_stream());
            }
            if let (Some((one, parameters)), Some((other, arguments))) =
                (named(parameter), named(argument))
                && one == other
            {
                parameters
                    .into_iter()
                    .zip(arguments)
                    .for_each(|(parameter, argument)| unify(parameter, argument, found));
            }
        }
        _ => {}
    }
}

/// Puts `super::` in front of the names that only the outer module knows.
struct Mover<'a> {
    known: &'a Known,
    from: &'a [String],
    to: &'a [String],
    up: usize,
}

impl VisitMut for Mover<'_> {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let Some(first) = path.segments.first() else {
            return;
        };
        let name = first.ident.to_string();
        let far = self.known.has_in(self.from, &name) && !self.known.has_in(self.to, &name);
        if path.leading_colon.is_none() && (far || name == "super" || name == "self") {
            let old = path.segments.clone();
            let old = old.into_iter().skip(usize::from(name == "self"));
            let up = (0..self.up).map(|_| -> syn::PathSegment { parse_quote!(super) });
            path.segments = up.collect();
            path.segments.extend(old);
        }
    }
}
