//! Small questions about types as they're written.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Lifetime, Type};

/// The last name of a type's path and its type arguments: `Vec` and `[u8]` for `std::vec::Vec<u8>`.
pub(crate) fn named(ty: &Type) -> Option<(String, Vec<&Type>)> {
    match ty {
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last()?;
            Some((last.ident.to_string(), type_arguments(&last.arguments)))
        }
        Type::Paren(paren) => named(&paren.elem),
        Type::Group(group) => named(&group.elem),
        _ => None,
    }
}

fn type_arguments(arguments: &syn::PathArguments) -> Vec<&Type> {
    let syn::PathArguments::AngleBracketed(list) = arguments else {
        return Vec::new();
    };
    let types = list.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// Whether a type has a lifetime in it, written or left out.
pub(crate) fn has_lifetime(ty: &Type) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_lifetime(&mut self, _: &'ast Lifetime) {
            self.0 = true;
        }
        fn visit_type_reference(&mut self, _: &'ast syn::TypeReference) {
            self.0 = true;
        }
        fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    finder.0
}

/// Whether a type leaves a lifetime out.
pub(crate) fn is_elided(ty: &Type) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
            self.0 |= lifetime.ident == "_";
        }
        fn visit_type_reference(&mut self, reference: &'ast syn::TypeReference) {
            self.0 |= reference.lifetime.is_none();
            visit::visit_type_reference(self, reference);
        }
        fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}
        fn visit_parenthesized_generic_arguments(
            &mut self,
            _: &'ast syn::ParenthesizedGenericArguments,
        ) {
        }
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    finder.0
}

/// A type with a lifetime where it leaves one out.
pub(crate) fn with_lifetime(mut ty: Type, lifetime: &Lifetime) -> Type {
    struct Filler<'a>(&'a Lifetime);
    impl syn::visit_mut::VisitMut for Filler<'_> {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if lifetime.ident == "_" {
                *lifetime = self.0.clone();
            }
        }
        fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
            reference.lifetime.get_or_insert_with(|| self.0.clone());
            syn::visit_mut::visit_type_reference_mut(self, reference);
        }
        fn visit_type_bare_fn_mut(&mut self, _: &mut syn::TypeBareFn) {}
        fn visit_parenthesized_generic_arguments_mut(
            &mut self,
            _: &mut syn::ParenthesizedGenericArguments,
        ) {
        }
    }
    syn::visit_mut::VisitMut::visit_type_mut(&mut Filler(lifetime), &mut ty);
    ty
}

/// Whether a type can be written outside its function's signature.
pub(crate) fn is_nameable(ty: &Type) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_type_impl_trait(&mut self, _: &'ast syn::TypeImplTrait) {
            self.0 = true;
        }
        fn visit_type_infer(&mut self, _: &'ast syn::TypeInfer) {
            self.0 = true;
        }
        fn visit_type_reference(&mut self, reference: &'ast syn::TypeReference) {
            self.0 |= reference.lifetime.is_none();
            visit::visit_type_reference(self, reference);
        }
        fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
            self.0 |= lifetime.ident != "static";
        }
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    !finder.0
}

/// `Self` replaced by the type whose `impl` it's in.
pub(crate) fn instead_of_self(ty: Type, of: Option<&str>) -> Option<Type> {
    let Some(of) = of else {
        return (!mentions(&ty, "Self")).then_some(ty);
    };
    let of: Type = syn::parse_str(of).ok()?;
    Some(substituted(
        ty,
        &BTreeMap::from([(String::from("Self"), of)]),
    ))
}

/// Whether a type has this name in it.
pub(crate) fn mentions(ty: &Type, name: &str) -> bool {
    struct Finder<'a>(&'a str, bool);
    impl<'ast> Visit<'ast> for Finder<'_> {
        fn visit_ident(&mut self, ident: &'ast Ident) {
            self.1 |= ident == self.0;
        }
    }
    let mut finder = Finder(name, false);
    finder.visit_type(ty);
    finder.1
}

/// A type with types for its parameters.
pub(crate) fn substituted(mut ty: Type, arguments: &BTreeMap<String, Type>) -> Type {
    struct Replacer<'a>(&'a BTreeMap<String, Type>);
    impl VisitMut for Replacer<'_> {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            if let Type::Path(path) = ty
                && path.qself.is_none()
                && let Some(name) = path.path.get_ident()
                && let Some(argument) = self.0.get(&name.to_string())
            {
                *ty = argument.clone();
                return;
            }
            visit_mut::visit_type_mut(self, ty);
        }
    }
    Replacer(arguments).visit_type_mut(&mut ty);
    ty
}

/// A type with lifetimes for its own. `None` if one isn't known.
pub(crate) fn with_lifetimes(mut ty: Type, found: &BTreeMap<String, TokenStream>) -> Option<Type> {
    struct Replacer<'a>(&'a BTreeMap<String, TokenStream>, bool);
    impl VisitMut for Replacer<'_> {
        fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
            if lifetime.ident == "static" {
                return;
            }
            match self
                .0
                .get(&lifetime.to_string())
                .map(|known| syn::parse2(known.clone()))
            {
                Some(Ok(known)) => *lifetime = known,
                _ => self.1 = true,
            }
        }
    }
    let mut replacer = Replacer(found, false);
    replacer.visit_type_mut(&mut ty);
    (!replacer.1).then_some(ty)
}

/// Whether a type leaves nothing to the compiler.
pub(crate) fn is_written_out(ty: &Type) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_type_impl_trait(&mut self, _: &'ast syn::TypeImplTrait) {
            self.0 = true;
        }
        fn visit_type_infer(&mut self, _: &'ast syn::TypeInfer) {
            self.0 = true;
        }
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    !finder.0
}

/// Whether a type is one of numbers, or `bool`.
pub(crate) fn is_primitive(ty: &Type) -> bool {
    let number =
        |name: &str| name != "char" && name.len() <= 5 && name.starts_with(char::is_lowercase);
    named(ty).is_some_and(|(name, _)| name != "str" && number(&name))
}

/// Whether a type leaves something to the compiler: `Vec<_>`.
pub(crate) fn has_hole(ty: &Type) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_type_infer(&mut self, _: &'ast syn::TypeInfer) {
            self.0 = true;
        }
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    finder.0
}
