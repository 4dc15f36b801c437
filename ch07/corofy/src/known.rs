//! What a file declares that a coroutine of it may use.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{FnArg, Generics, Item, ReturnType, Type, UseTree};

use crate::source::Source;
use crate::written::instead_of_self;
use crate::written::is_nameable;

/// The declarations of a file, by name.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) functions: Vec<Function>,
    /// Functions of types, by `Type::name`, and what they return.
    pub(crate) associated: BTreeMap<String, Type>,
    /// Methods by name. `None` if two of the same name differ.
    pub(crate) methods: BTreeMap<String, Option<Method>>,
    /// Structs and enums without parameters.
    pub(crate) types: BTreeMap<String, Declared>,
    /// The types of constants.
    pub(crate) constants: BTreeMap<String, Type>,
    /// `type Name = …`.
    pub(crate) aliases: BTreeMap<String, Type>,
    /// Types that implement `Drop`.
    pub(crate) dropped: BTreeSet<String>,
    /// The outputs of types that implement `Future`, with the type parameters of the `impl`.
    pub(crate) futures: BTreeMap<String, (Type, Type)>,
    /// The names that an import or an item of a module gives a meaning.
    names: BTreeMap<Vec<String>, BTreeSet<String>>,
    /// Those that mean two things in a module, perhaps because one of them is inside a function.
    twice: BTreeSet<(Vec<String>, String)>,
    /// The names that a module's `use` brings in.
    imports: BTreeMap<Vec<String>, BTreeSet<String>>,
    module: Vec<String>,
}

/// A function.
pub(crate) struct Function {
    pub(crate) name: String,
    /// The modules around it.
    pub(crate) module: Vec<String>,
    pub(crate) generics: Generics,
    pub(crate) inputs: Vec<Type>,
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
    /// Its variants; a struct is its own. Fields without names are named by their numbers.
    pub(crate) variants: BTreeMap<String, Vec<(String, Type)>>,
}

impl Declared {
    /// The types of all fields.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Type> {
        self.variants.values().flatten().map(|(_, ty)| ty)
    }

    /// The type of a field of a struct or variant.
    pub(crate) fn field(&self, variant: &str, field: &str) -> Option<&Type> {
        let fields = self.variants.get(variant)?;
        fields
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, ty)| ty)
    }
}

impl Known {
    /// Notes what a file declares.
    pub(crate) fn of(source: &Source) -> Known {
        let mut known = Known::default();
        known.visit_file(&source.file);
        for coroutine in &source.coroutines {
            let name = coroutine.item.sig.ident.to_string();
            let machine = known.machine_name(&name);
            let names = known.names.entry(coroutine.module.clone()).or_default();
            names.extend(machine_types(&machine));
            let function = known
                .functions
                .iter_mut()
                .find(|function| function.name == name && function.module == coroutine.module);
            if let Some(function) = function {
                function.machine = Some(machine);
            }
        }
        known
    }

    /// Whether a name means something in the file.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.values().any(|names| names.contains(name))
    }

    /// Whether a name means something in a module.
    pub(crate) fn has_in(&self, module: &[String], name: &str) -> bool {
        self.names
            .get(module)
            .is_some_and(|names| names.contains(name))
    }

    /// Whether a module has two meanings for a name, those inside its functions counted.
    pub(crate) fn is_twice(&self, module: &[String], name: &str) -> bool {
        self.twice.contains(&(module.to_vec(), name.to_owned()))
    }

    /// Whether a module imports a name.
    pub(crate) fn imports(&self, module: &[String], name: &str) -> bool {
        self.imports
            .get(module)
            .is_some_and(|names| names.contains(name))
    }

    /// Whether some module imports a name.
    pub(crate) fn imported(&self, name: &str) -> bool {
        self.imports.values().any(|names| names.contains(name))
    }

    /// The name of the machine of a coroutine.
    pub(crate) fn machine(&self, module: &[String], name: &str) -> Option<String> {
        let mut functions = self.functions.iter();
        let function =
            functions.find(|function| function.name == name && function.module == module);
        function?.machine.clone()
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
        while machine_types(&name).iter().any(|name| self.has(name)) {
            name.push_str("Machine");
        }
        name
    }

    fn declare(&mut self, name: String) {
        let names = self.names.entry(self.module.clone()).or_default();
        if !names.insert(name.clone()) {
            self.twice.insert((self.module.clone(), name));
        }
    }

    fn import(&mut self, tree: &UseTree) {
        imported(tree)
            .into_iter()
            .for_each(|name| self.import_name(name));
    }

    fn import_name(&mut self, name: String) {
        self.declare(name.clone());
        self.imports
            .entry(self.module.clone())
            .or_default()
            .insert(name);
    }

    fn declare_type<'f>(
        &mut self,
        name: String,
        (generics, attrs): (&Generics, &[syn::Attribute]),
        variants: impl Iterator<Item = (String, &'f syn::Fields)>,
    ) {
        self.declare(name.clone());
        if !generics.params.is_empty() {
            return;
        }
        let variants = variants.map(|(name, fields)| {
            let fields = fields.iter().enumerate().map(|(n, field)| {
                let name = field
                    .ident
                    .as_ref()
                    .map_or_else(|| n.to_string(), ToString::to_string);
                (name, field.ty.clone())
            });
            (name, fields.collect())
        });
        self.types.insert(
            name,
            Declared {
                copy: derives_copy(attrs),
                variants: variants.collect(),
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

    fn trait_of(&mut self, of: &str, item: &syn::ItemImpl) {
        let Some((_, path, _)) = &item.trait_ else {
            return;
        };
        match path
            .segments
            .last()
            .map(|last| last.ident.to_string())
            .as_deref()
        {
            Some("Drop") => drop(self.dropped.insert(of.into())),
            Some("Copy") => {
                if let Some(declared) = self.types.get_mut(of) {
                    declared.copy = true;
                }
            }
            Some("Future") => {
                let output = item.items.iter().find_map(|item| match item {
                    syn::ImplItem::Type(item) if item.ident == "Output" => Some(item.ty.clone()),
                    _ => None,
                });
                if let Some(output) = output {
                    self.futures
                        .insert(of.into(), ((*item.self_ty).clone(), output));
                }
            }
            _ => {}
        }
    }
}

/// The names of a machine's types.
fn machine_types(machine: &str) -> [String; 4] {
    ["", "State", "Next", "Guard"].map(|end| format!("{machine}{end}"))
}

/// The names that a `use` brings in.
pub(crate) fn imported(tree: &UseTree) -> Vec<String> {
    match tree {
        UseTree::Path(path) => imported(&path.tree),
        UseTree::Name(name) => vec![name.ident.to_string()],
        UseTree::Rename(rename) => vec![rename.rename.to_string()],
        UseTree::Group(group) => group.items.iter().flat_map(imported).collect(),
        UseTree::Glob(_) => Vec::new(),
    }
}

/// The types of a function's parameters.
fn typed(sig: &syn::Signature) -> Vec<Type> {
    let typed = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some((*input.ty).clone()),
        FnArg::Receiver(_) => None,
    });
    typed.collect()
}

/// The type that a function returns.
pub(crate) fn output(output: &ReturnType) -> Type {
    match output {
        ReturnType::Default => syn::parse_quote!(()),
        ReturnType::Type(_, ty) => (**ty).clone(),
    }
}

fn derives_copy(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let mut copy = false;
        if attr.path().is_ident("derive") {
            // A list that can't be read has no `Copy`.
            let _ = attr.parse_nested_meta(|meta| {
                copy |= meta.path.is_ident("Copy");
                Ok(())
            });
        }
        copy
    })
}

impl<'ast> Visit<'ast> for Known {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Use(item) => self.import(&item.tree),
            Item::Struct(item) => {
                let name = item.ident.to_string();
                let variant = std::iter::once((name.clone(), &item.fields));
                self.declare_type(name, (&item.generics, &item.attrs), variant);
            }
            Item::Enum(item) => {
                let variants = item.variants.iter();
                let variants = variants.map(|variant| (variant.ident.to_string(), &variant.fields));
                self.declare_type(
                    item.ident.to_string(),
                    (&item.generics, &item.attrs),
                    variants,
                );
            }
            Item::Type(item) => {
                self.declare(item.ident.to_string());
                if item.generics.params.is_empty() {
                    self.aliases
                        .insert(item.ident.to_string(), (*item.ty).clone());
                }
            }
            Item::Const(item) => {
                self.declare(item.ident.to_string());
                self.constants
                    .insert(item.ident.to_string(), (*item.ty).clone());
            }
            Item::Static(item) => {
                self.declare(item.ident.to_string());
                self.constants
                    .insert(item.ident.to_string(), (*item.ty).clone());
            }
            Item::Trait(item) => self.declare(item.ident.to_string()),
            Item::Union(item) => self.declare(item.ident.to_string()),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.declare(item.ident.to_string());
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let sig = &item.sig;
        self.declare(sig.ident.to_string());
        let mut named = sig.clone();
        crate::signature::prepare(&mut named);
        self.functions.push(Function {
            name: sig.ident.to_string(),
            module: self.module.clone(),
            inputs: typed(&named),
            output: output(&named.output),
            generics: named.generics,
            machine: None,
        });
        visit::visit_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let of = crate::written::named(&item.self_ty).map(|(name, _)| name);
        if let Some(of) = &of {
            self.trait_of(of, item);
        }
        let of = of.filter(|_| item.generics.params.is_empty());
        for member in &item.items {
            if let syn::ImplItem::Fn(function) = member {
                self.method(of.as_deref(), &function.sig);
            }
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.method(None, &item.sig);
        visit::visit_trait_item_fn(self, item);
    }
}
