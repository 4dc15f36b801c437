//! What a file declares that a coroutine of it may use.

use std::collections::{HashMap, HashSet};

use syn::visit::{self, Visit};
use syn::{FnArg, Generics, Item, ReturnType, Type, UseTree};

use crate::source::Source;

/// The declarations of a file, by name.
#[derive(Default)]
pub(crate) struct Known {
    /// What functions return. A function with type parameters counts only as a coroutine.
    pub(crate) functions: HashMap<String, Function>,
    /// Functions of types, by `Type::name`.
    pub(crate) associated: HashMap<String, Type>,
    /// Methods by name: how they take `self`, and what they return. `None` if two of the same name differ.
    pub(crate) methods: HashMap<String, Option<Method>>,
    /// Structs and enums without parameters.
    pub(crate) types: HashMap<String, Declared>,
    /// `type Name = …`.
    pub(crate) aliases: HashMap<String, Type>,
    /// Types that implement `Drop`.
    pub(crate) dropped: HashSet<String>,
    /// Every name that an import or an item of the file gives a meaning.
    pub(crate) names: HashSet<String>,
    /// The names that `use` brings in.
    pub(crate) imports: HashSet<String>,
}

/// A function.
pub(crate) struct Function {
    pub(crate) generics: Generics,
    pub(crate) output: Type,
    /// The name of its machine, if it's a coroutine.
    pub(crate) machine: Option<String>,
}

/// A method.
#[derive(Clone, PartialEq)]
pub(crate) struct Method {
    /// Whether it takes `self` by value.
    pub(crate) consumes: bool,
    /// Whether it takes `&mut self`.
    pub(crate) changes: bool,
    pub(crate) output: Option<Type>,
}

/// A struct or an enum.
pub(crate) struct Declared {
    pub(crate) copy: bool,
    pub(crate) fields: HashMap<String, Type>,
    /// The types of all fields, of an enum those of all variants.
    pub(crate) parts: Vec<Type>,
}

impl Known {
    /// Notes what a file declares.
    pub(crate) fn of(source: &Source) -> Known {
        let mut known = Known::default();
        known.visit_file(&source.file);
        for coroutine in &source.coroutines {
            let name = coroutine.item.sig.ident.to_string();
            let machine = known.machine_name(&name);
            known.names.insert(machine.clone());
            if let Some(function) = known.functions.get_mut(&name) {
                function.machine = Some(machine);
            }
        }
        known
    }

    /// `two_requests` makes `TwoRequests`, and `TwoRequestsMachine` if the file has another meaning for that.
    fn machine_name(&self, function: &str) -> String {
        let words = function.trim_start_matches("r#").split('_');
        let capital = words.map(|word| {
            let mut letters = word.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(letters).collect::<String>()
        });
        let mut name: String = capital.collect();
        if name.is_empty() || name.starts_with(char::is_numeric) || name == "Self" {
            name = format!("Coroutine{name}");
        }
        while self.names.contains(&name) || self.names.contains(&format!("{name}State")) {
            name.push_str("Machine");
        }
        name
    }

    fn import(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.import(&path.tree),
            UseTree::Name(name) => self.imported(name.ident.to_string()),
            UseTree::Rename(rename) => self.imported(rename.rename.to_string()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree)),
            UseTree::Glob(_) => {}
        }
    }

    fn imported(&mut self, name: String) {
        self.names.insert(name.clone());
        self.imports.insert(name);
    }

    fn declare(
        &mut self,
        name: String,
        generics: &Generics,
        attrs: &[syn::Attribute],
        fields: Vec<&syn::Fields>,
    ) {
        self.names.insert(name.clone());
        if !generics.params.is_empty() {
            return;
        }
        let all = fields.iter().flat_map(|fields| fields.iter());
        let parts = all.clone().map(|field| field.ty.clone()).collect();
        let named =
            all.filter_map(|field| Some((field.ident.as_ref()?.to_string(), field.ty.clone())));
        let named = if fields.len() == 1 {
            named.collect()
        } else {
            HashMap::new()
        };
        self.types.insert(
            name,
            Declared {
                copy: derives_copy(attrs),
                fields: named,
                parts,
            },
        );
    }

    fn method(&mut self, of: Option<&str>, sig: &syn::Signature) {
        let name = sig.ident.to_string();
        let output = output(&sig.output);
        let nameable = sig.generics.params.is_empty() && is_nameable(&output);
        let output = nameable.then(|| instead_of_self(output, of)).flatten();
        let Some(FnArg::Receiver(receiver)) = sig.inputs.first() else {
            if let (Some(of), Some(output)) = (of, output) {
                self.associated.insert(format!("{of}::{name}"), output);
            }
            return;
        };
        let consumes = receiver.reference.is_none();
        let changes = receiver.reference.is_some() && receiver.mutability.is_some();
        let method = Method {
            consumes,
            changes,
            output,
        };
        let entry = self
            .methods
            .entry(name)
            .or_insert_with(|| Some(method.clone()));
        if entry.as_ref() != Some(&method) {
            *entry = None;
        }
    }
}

/// The type that a function returns.
pub(crate) fn output(output: &ReturnType) -> Type {
    match output {
        ReturnType::Default => syn::parse_quote!(()),
        ReturnType::Type(_, ty) => (**ty).clone(),
    }
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
            self.0 |= reference
                .lifetime
                .as_ref()
                .is_none_or(|lifetime| lifetime.ident == "_");
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
fn instead_of_self(mut ty: Type, of: Option<&str>) -> Option<Type> {
    struct Replacer<'a>(Option<&'a str>, bool);
    impl syn::visit_mut::VisitMut for Replacer<'_> {
        fn visit_ident_mut(&mut self, ident: &mut proc_macro2::Ident) {
            if ident == "Self" {
                match self.0 {
                    Some(of) => *ident = proc_macro2::Ident::new(of, ident.span()),
                    None => self.1 = true,
                }
            }
        }
    }
    let mut replacer = Replacer(of, false);
    syn::visit_mut::VisitMut::visit_type_mut(&mut replacer, &mut ty);
    (!replacer.1).then_some(ty)
}

fn derives_copy(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| {
        attr.path().is_ident("derive")
            && quote::ToTokens::to_token_stream(&attr.meta).into_iter().any(|token| match token {
                proc_macro2::TokenTree::Group(group) => group
                    .stream()
                    .into_iter()
                    .any(|token| matches!(token, proc_macro2::TokenTree::Ident(name) if name == "Copy")),
                _ => false,
            })
    })
}

impl<'ast> Visit<'ast> for Known {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Use(item) => self.import(&item.tree),
            Item::Fn(item) => {
                let name = item.sig.ident.to_string();
                self.names.insert(name.clone());
                let output = output(&item.sig.output);
                let function = Function {
                    generics: item.sig.generics.clone(),
                    output,
                    machine: None,
                };
                self.functions.insert(name, function);
            }
            Item::Struct(item) => {
                self.declare(
                    item.ident.to_string(),
                    &item.generics,
                    &item.attrs,
                    vec![&item.fields],
                );
            }
            Item::Enum(item) => {
                let fields = item
                    .variants
                    .iter()
                    .map(|variant| &variant.fields)
                    .collect();
                self.declare(item.ident.to_string(), &item.generics, &item.attrs, fields);
            }
            Item::Trait(item) => {
                self.names.insert(item.ident.to_string());
            }
            Item::Type(item) => {
                self.names.insert(item.ident.to_string());
                if item.generics.params.is_empty() {
                    self.aliases
                        .insert(item.ident.to_string(), (*item.ty).clone());
                }
            }
            Item::Const(item) => drop(self.names.insert(item.ident.to_string())),
            Item::Static(item) => drop(self.names.insert(item.ident.to_string())),
            Item::Mod(item) => drop(self.names.insert(item.ident.to_string())),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let of = crate::syntax::named(&item.self_ty).map(|(name, _)| name);
        let of = of.filter(|_| item.generics.params.is_empty());
        if let (Some((_, path, _)), Some(of)) = (&item.trait_, &of) {
            if path
                .segments
                .last()
                .is_some_and(|last| last.ident == "Drop")
            {
                self.dropped.insert(of.clone());
            }
            if path
                .segments
                .last()
                .is_some_and(|last| last.ident == "Copy")
                && let Some(declared) = self.types.get_mut(of)
            {
                declared.copy = true;
            }
        }
        for member in &item.items {
            if let syn::ImplItem::Fn(function) = member {
                self.method(of.as_deref(), &function.sig);
            }
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.method(None, &item.sig);
    }
}
