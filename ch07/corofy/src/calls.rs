//! The types that functions, methods and futures have in the end.

use syn::{Expr, ExprCall, ExprMethodCall, Type, parse_quote};

use crate::kinds::Kind;
use crate::types::{Types, parse_type};
use crate::written::{has_lifetime, is_elided, is_primitive, named};

impl Types<'_> {
    /// What a future of this type has in the end.
    pub(crate) fn output(&self, future: &Type) -> Type {
        let layer = self.target.layer();
        let projected = || parse_quote!(<#future as #layer::Future>::Output);
        if let Type::Reference(reference) = future {
            return self.output(&reference.elem);
        }
        if let Type::TraitObject(object) = future {
            return object_output(object).unwrap_or_else(projected);
        }
        let Some((name, arguments)) = named(future) else {
            return projected();
        };
        match (name.as_str(), arguments.as_slice()) {
            ("HttpGet", []) => parse_quote!(std::io::Result<String>),
            ("JoinAll" | "Box", [inner]) => {
                let inner = self.output(inner);
                if name == "Box" {
                    inner
                } else {
                    parse_quote!(Vec<#inner>)
                }
            }
            _ => self
                .known
                .output_of(future, &self.module)
                .unwrap_or_else(projected),
        }
    }

    pub(crate) fn of_call(&self, call: &ExprCall) -> Option<Type> {
        let Expr::Path(path) = &*call.func else {
            return None;
        };
        let segments: Vec<String> = path
            .path
            .segments
            .iter()
            .map(|part| part.ident.to_string())
            .collect();
        let first = call.args.first();
        let arguments: Vec<Option<Type>> =
            call.args.iter().map(|argument| self.of(argument)).collect();
        if let Some(ty) = self.known.returned(&segments, &self.module, &arguments) {
            return ty;
        }
        match segments.as_slice() {
            [name] if self.known.types.contains_key(name) => self.own_type(name),
            [of, name] => {
                let associated = self.known.associated.get(&format!("{of}::{name}"));
                let variant = || {
                    let capital = name.starts_with(char::is_uppercase);
                    self.own_type(of).filter(|_| capital)
                };
                associated
                    .cloned()
                    .or_else(variant)
                    .or_else(|| self.of_std(&segments, first))
            }
            _ => self.of_std(segments.get(segments.len().saturating_sub(2)..)?, first),
        }
    }

    /// Whether a future is a machine of the file that borrows, and it isn't known for how long.
    pub(crate) fn borrows_unknown(&self, future: &Expr) -> bool {
        let Expr::Call(call) = future else {
            return false;
        };
        let Expr::Path(path) = &*call.func else {
            return false;
        };
        let segments = path.path.segments.iter();
        let segments: Vec<String> = segments.map(|part| part.ident.to_string()).collect();
        let function = self.known.function(&segments, &self.module);
        let mut inputs = function
            .filter(|function| function.machine.is_some())
            .into_iter()
            .flat_map(|function| function.inputs.iter().zip(&call.args));
        inputs.any(|(input, argument)| {
            has_lifetime(input) && self.of(argument).is_none_or(|ty| is_elided(&ty))
        })
    }

    /// Functions of the standard library and of the chapter's layer.
    pub(crate) fn of_std(&self, path: &[String], first: Option<&Expr>) -> Option<Type> {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let known = |name: &str| self.known.types.contains_key(name);
        match path.as_slice() {
            ["String", "new" | "from" | "with_capacity"] if !known("String") => {
                Some(parse_quote!(String))
            }
            ["Http", "get"] if !known("Http") => {
                let ty = self.layer_type("HttpGet", "Http");
                Some(parse_quote!(#ty))
            }
            [of, "max" | "min"] if parse_type(of).as_ref().is_some_and(is_primitive) => {
                parse_type(of)
            }
            ["Instant", "now"] => Some(parse_quote!(std::time::Instant)),
            [
                "Duration",
                "from_millis" | "from_secs" | "from_micros" | "from_nanos",
            ] => Some(parse_quote!(std::time::Duration)),
            ["Some"] => {
                let inner = self.of(first?)?;
                Some(parse_quote!(Option<#inner>))
            }
            ["Box", "new"] => {
                let inner = self.of(first?)?;
                Some(parse_quote!(Box<#inner>))
            }
            [.., "join_all"] => {
                let futures = self.of(first?)?;
                let inner = self.item(&futures)?;
                let ty = self.layer_type("JoinAll", "join_all");
                Some(parse_quote!(#ty<#inner>))
            }
            _ => None,
        }
    }

    pub(crate) fn of_method(&self, call: &ExprMethodCall) -> Option<Type> {
        let name = call.method.to_string();
        if let Some(method) = self.known.methods.get(&name) {
            return method.as_ref().and_then(|method| method.output.clone());
        }
        let receiver = || self.of(&call.receiver);
        match name.as_str() {
            "lend" | "lend_mut" => {
                let kept = receiver()?;
                let (_, arguments) = named(&kept).filter(|(name, _)| name == "Kept")?;
                let (value, mutable) = (
                    arguments.first()?,
                    (name == "lend_mut").then(<syn::Token![mut]>::default),
                );
                Some(parse_quote!(&'static #mutable #value))
            }
            "to_string" => Some(parse_quote!(String)),
            "to_owned" if matches!(&*call.receiver, Expr::Lit(_)) => Some(parse_quote!(String)),
            "len" | "count" => Some(parse_quote!(usize)),
            "is_empty" | "is_some" | "is_none" | "is_ok" | "is_err" | "starts_with"
            | "ends_with" | "contains" | "contains_key" => Some(parse_quote!(bool)),
            "clone" => match receiver()? {
                Type::Reference(reference) => Some(*reference.elem),
                other => Some(other),
            },
            "unwrap" | "expect" | "unwrap_or" | "unwrap_or_default" | "unwrap_or_else" => {
                self.of_content(&receiver()?)
            }
            "pop" | "pop_front" | "pop_back" | "next" => {
                let item = self.item(&receiver()?)?;
                Some(parse_quote!(Option<#item>))
            }
            "wrapping_add" | "wrapping_sub" | "wrapping_mul" | "saturating_add"
            | "saturating_sub" | "saturating_mul" | "pow" | "abs" | "min" | "max" => {
                receiver().filter(|ty| self.kind_of(ty) == Kind::Copy)
            }
            _ => None,
        }
    }

    /// `T` of `Option<T>`, `Result<T, E>` and `io::Result<T>`.
    pub(crate) fn of_content(&self, ty: &Type) -> Option<Type> {
        let (name, arguments) = named(ty)?;
        if let Some(alias) = self.known.aliases.get(&name) {
            return self.of_content(alias);
        }
        matches!(name.as_str(), "Option" | "Result")
            .then(|| arguments.first().map(|&ty| ty.clone()))?
    }

    /// The types of the parameters of a function of the file.
    pub(crate) fn parameters(&self, call: &ExprCall) -> Vec<Option<Type>> {
        let Expr::Path(path) = &*call.func else {
            return Vec::new();
        };
        let segments: Vec<String> = path
            .path
            .segments
            .iter()
            .map(|part| part.ident.to_string())
            .collect();
        self.known.parameters(&segments, &self.module)
    }

    /// The type of what a collection or range yields.
    pub(crate) fn item(&self, ty: &Type) -> Option<Type> {
        match ty {
            Type::Array(array) => return Some((*array.elem).clone()),
            Type::Reference(reference) => {
                let (lifetime, mutability) = (&reference.lifetime, &reference.mutability);
                let item = match &*reference.elem {
                    Type::Slice(slice) => (*slice.elem).clone(),
                    elem => self.item(elem).filter(|_| iterator(ty).is_some())?,
                };
                return Some(parse_quote!(& #lifetime #mutability #item));
            }
            _ => {}
        }
        let (name, arguments) = named(ty)?;
        match (name.as_str(), arguments.as_slice()) {
            ("Vec" | "VecDeque" | "Range" | "RangeInclusive" | "IntoIter" | "Option", [item]) => {
                Some((*item).clone())
            }
            _ => None,
        }
    }
}

/// What `into_iter` of a collection returns.
pub(crate) fn iterator(ty: &Type) -> Option<Type> {
    if let Type::Reference(reference) = ty {
        let lifetime = reference
            .lifetime
            .clone()
            .unwrap_or_else(|| parse_quote!('_));
        let mutable = reference.mutability.is_some();
        let item = match &*reference.elem {
            Type::Slice(slice) => (*slice.elem).clone(),
            Type::Array(array) => (*array.elem).clone(),
            elem => {
                let (name, arguments) = named(elem)?;
                (name == "Vec").then(|| arguments.first().map(|&item| item.clone()))??
            }
        };
        return Some(match mutable {
            true => parse_quote!(std::slice::IterMut<#lifetime, #item>),
            false => parse_quote!(std::slice::Iter<#lifetime, #item>),
        });
    }
    Some(match named(ty) {
        Some((name, _)) if name.starts_with("Range") || name == "IntoIter" => ty.clone(),
        Some((name, arguments)) if name == "Vec" && arguments.len() == 1 => {
            let item = arguments[0];
            parse_quote!(std::vec::IntoIter<#item>)
        }
        _ => parse_quote!(<#ty as IntoIterator>::IntoIter),
    })
}

fn object_output(object: &syn::TypeTraitObject) -> Option<Type> {
    object.bounds.iter().find_map(|bound| {
        let syn::TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound.path.segments.last()?;
        let syn::PathArguments::AngleBracketed(list) = &last.arguments else {
            return None;
        };
        list.args.iter().find_map(|argument| match argument {
            syn::GenericArgument::AssocType(assoc) if assoc.ident == "Output" => {
                Some(assoc.ty.clone())
            }
            _ => None,
        })
    })
}
