//! Reads types off the source. corofy sees no types, only what's written: an annotation, a parameter,
//! a literal with a suffix, a call of a function of the same file.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::Visit;
use syn::{Block, Expr, FnArg, Lit, Member, Stmt, Type, UnOp, parse_quote};

use crate::answer::Target;
use crate::breaks::BreakFinder;
use crate::kinds::Kind;
use crate::known::Known;
use crate::macros;
use crate::marks;
use crate::syntax::member;
use crate::syntax::{self, name_of};
use crate::written::is_elided;
use crate::written::is_primitive;
use crate::written::named;
use crate::written::with_lifetime;

/// The types of a coroutine's variables.
pub(crate) struct Types<'a> {
    pub(crate) known: &'a Known,
    /// The module of the coroutine.
    pub(crate) module: Vec<String>,
    /// What the coroutine has in the end.
    pub(crate) output: Type,
    pub(crate) target: Target,
    pub(crate) variables: BTreeMap<String, Type>,
    /// The types of fields, by how they're written, that follow from where their values are used.
    pub(crate) noted: BTreeMap<String, Type>,
    /// Variables that are numbers, of a type that only the rest of the code decides.
    pub(crate) numbers: BTreeSet<String>,
}

impl<'a> Types<'a> {
    /// Reads the types of the variables of a function whose names are its own already.
    pub(crate) fn read(
        known: &'a Known,
        target: Target,
        module: &[String],
        (sig, body): (&syn::Signature, &Block),
    ) -> Types<'a> {
        let mut types = Types {
            known,
            module: module.to_vec(),
            output: crate::known::output(&sig.output),
            target,
            variables: BTreeMap::new(),
            numbers: BTreeSet::new(),
            noted: BTreeMap::new(),
        };
        for param in sig.generics.const_params() {
            types.set(&param.ident.to_string(), param.ty.clone());
        }
        for input in &sig.inputs {
            if let FnArg::Typed(input) = input {
                types.pattern(&input.pat, &input.ty);
            }
        }
        types.visit_block(body);
        types
    }

    /// The type of a variable.
    pub(crate) fn variable(&self, unique: &str) -> Option<&Type> {
        self.variables.get(unique)
    }

    /// Whether a name is a variable whose type is known.
    pub(crate) fn is_variable(&self, name: &str) -> bool {
        self.variables.contains_key(name) || self.numbers.contains(name)
    }

    /// An item of the layer, as the coroutine's module writes it.
    pub(crate) fn layer_item(&self, name: &str) -> proc_macro2::TokenStream {
        let ident = proc_macro2::Ident::new(name, proc_macro2::Span::call_site());
        if self.known.imports(&self.module, name) {
            return quote::quote!(#ident);
        }
        let layer = self.target.layer();
        quote::quote!(#layer::#ident)
    }

    /// A type that a function of the layer returns. A file that imports the function needn't import the type.
    pub(crate) fn layer_type(&self, name: &str, function: &str) -> proc_macro2::TokenStream {
        let known = self.known;
        if known.has_in(&self.module, name) || !known.imports(&self.module, function) {
            let ident = proc_macro2::Ident::new(name, proc_macro2::Span::call_site());
            return quote::quote!(#ident);
        }
        self.layer_item(name)
    }

    /// Fills in the lifetime that the type of a variable leaves out, from its value.
    pub(crate) fn fill_lifetime(&mut self, unique: &str, value: &Expr) {
        if let Some(ty) = self.variable(unique)
            && is_elided(ty)
            && let Some(lifetime) = self.lifetime(value)
        {
            let ty = with_lifetime(ty.clone(), &lifetime);
            self.set(unique, ty);
        }
    }

    /// Notes the type of a variable.
    pub(crate) fn set(&mut self, unique: &str, ty: Type) {
        self.variables.insert(unique.into(), ty);
    }

    /// Notes the type, or at least the kind, of a variable that gets the value of `expr`.
    pub(crate) fn set_from(&mut self, unique: &str, expr: &Expr) {
        match self.of(expr) {
            Some(ty) => self.set(unique, ty),
            None if self.is_number(expr) => drop(self.numbers.insert(unique.into())),
            None => {}
        }
    }

    /// What happens to a variable when it's used and when its scope ends.
    pub(crate) fn kind(&self, unique: &str) -> Kind {
        match self.variables.get(unique) {
            _ if self.numbers.contains(unique) => Kind::Copy,
            Some(ty) => self.kind_of(ty),
            None => Kind::Loud,
        }
    }

    /// The same for a type.
    pub(crate) fn kind_of(&self, ty: &Type) -> Kind {
        Kind::of(ty, self.known)
    }

    /// The same for the value of an expression.
    pub(crate) fn kind_of_value(&self, expr: &Expr) -> Kind {
        match self.of(expr) {
            Some(ty) => self.kind_of(&ty),
            None if self.is_number(expr) => Kind::Copy,
            None => Kind::Loud,
        }
    }

    /// The type of an expression, if it can be read off.
    pub(crate) fn of(&self, expr: &Expr) -> Option<Type> {
        match expr {
            Expr::Lit(lit) => literal(&lit.lit),
            Expr::Path(path) => match name_of(expr) {
                Some(name) if self.variables.contains_key(&name.to_string()) => {
                    self.variable(&name.to_string()).cloned()
                }
                _ => self.of_constant(&path.path),
            },
            Expr::Cast(cast) => crate::written::is_nameable(&cast.ty).then(|| (*cast.ty).clone()),
            Expr::Paren(paren) => self.of(&paren.expr),
            Expr::Group(group) => self.of(&group.expr),
            Expr::Tuple(tuple) => {
                let parts: Option<Vec<Type>> =
                    tuple.elems.iter().map(|part| self.of(part)).collect();
                parts.map(|parts| match parts.as_slice() {
                    [one] => parse_quote!((#one,)),
                    parts => parse_quote!((#(#parts),*)),
                })
            }
            Expr::Array(array) => {
                let part = self.of(array.elems.first()?)?;
                let count = array.elems.len();
                Some(parse_quote!([#part; #count]))
            }
            Expr::Struct(value) => self.of_struct(&value.path),
            Expr::Call(call) => self.of_call(call),
            Expr::MethodCall(call) => self.of_method(call),
            Expr::Macro(mac) if macros::name(&mac.mac) == "format" => Some(parse_quote!(String)),
            Expr::Binary(binary) => self.of_binary(binary),
            Expr::Unary(unary) => self.of_unary(unary),
            Expr::Try(attempt) => self.of_content(&self.of(&attempt.expr)?),
            Expr::Field(field) => self
                .of_field(field)
                .or_else(|| self.noted.get(&quote::quote!(#field).to_string()).cloned()),
            Expr::Index(index) => self.of_index(index),
            Expr::Range(range) => self.of_range(range),
            Expr::Reference(reference) => self.of_reference(reference),
            Expr::Assign(_) | Expr::While(_) | Expr::ForLoop(_) => Some(parse_quote!(())),
            Expr::Block(block) => match &block.label {
                None => self.of_block(&block.block),
                Some(label) => self
                    .of_breaks(&block.block, Some(label))
                    .or_else(|| self.of_block(&block.block)),
            },
            Expr::Loop(node) => self.of_breaks(&node.body, node.label.as_ref()),
            Expr::Unsafe(block) => self.of_block(&block.block),
            Expr::If(node) => {
                let (_, otherwise) = node.else_branch.as_ref()?;
                self.of_block(&node.then_branch)
                    .or_else(|| self.of(otherwise))
            }
            Expr::Match(node) => node.arms.iter().find_map(|arm| self.of(&arm.body)),
            _ => None,
        }
    }

    pub(crate) fn of_block(&self, block: &Block) -> Option<Type> {
        match block.stmts.last() {
            Some(Stmt::Expr(value, None)) => self.of(value),
            Some(Stmt::Expr(Expr::Return(_) | Expr::Break(_) | Expr::Continue(_), _)) => None,
            Some(Stmt::Macro(call)) => match macros::name(&call.mac).as_str() {
                "format" if call.semi_token.is_none() => Some(parse_quote!(String)),
                "panic" | "unreachable" | "todo" | "unimplemented" => None,
                _ => call.semi_token.map(|_| parse_quote!(())),
            },
            _ => Some(parse_quote!(())),
        }
    }

    /// The type of the values that a loop or labelled block is left with.
    pub(crate) fn of_breaks(&self, body: &Block, label: Option<&syn::Label>) -> Option<Type> {
        let mut finder = BreakFinder {
            label: label.map(|label| &label.name),
            depth: 0,
            values: Vec::new(),
        };
        finder.visit_block(body);
        finder.values.into_iter().find_map(|value| self.of(value))
    }

    pub(crate) fn of_reference(&self, reference: &syn::ExprReference) -> Option<Type> {
        let to = self.of(&reference.expr)?;
        let mutability = reference.mutability;
        let lifetime = self.lifetime(&Expr::Reference(reference.clone()));
        Some(parse_quote!(& #lifetime #mutability #to))
    }

    pub(crate) fn of_constant(&self, path: &syn::Path) -> Option<Type> {
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|part| part.ident.to_string())
            .collect();
        match segments.as_slice() {
            [name] if self.known.types.contains_key(name) => self.own_type(name),
            [name] if self.known.constants.contains_key(name) => {
                self.known.constants.get(name).cloned()
            }
            [of, _] if self.known.types.contains_key(of) => self.own_type(of),
            [of, limit] if Kind::of(&parse_type(of)?, self.known) == Kind::Copy => {
                matches!(limit.as_str(), "MAX" | "MIN")
                    .then(|| parse_type(of))
                    .flatten()
            }
            _ => None,
        }
    }

    pub(crate) fn of_struct(&self, path: &syn::Path) -> Option<Type> {
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|part| part.ident.to_string())
            .collect();
        let name = match segments.as_slice() {
            [name] => name,
            [of, _] => of,
            _ => return None,
        };
        self.own_type(name)
    }

    pub(crate) fn own_type(&self, name: &str) -> Option<Type> {
        self.known
            .types
            .contains_key(name)
            .then(|| parse_type(name))
            .flatten()
    }

    pub(crate) fn of_binary(&self, binary: &syn::ExprBinary) -> Option<Type> {
        use syn::BinOp::{And, Eq, Ge, Gt, Le, Lt, Ne, Or, Shl, Shr};
        let number = |ty: &Type| is_primitive(ty);
        match binary.op {
            And(_) | Or(_) | Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_) => {
                Some(parse_quote!(bool))
            }
            Shl(_) | Shr(_) => self.of(&binary.left).filter(number),
            _ => {
                let left = self.of(&binary.left);
                if left
                    .as_ref()
                    .and_then(named)
                    .is_some_and(|(name, _)| name == "String")
                {
                    return left;
                }
                let deref = |ty: Type| match ty {
                    Type::Reference(reference) => *reference.elem,
                    other => other,
                };
                let right = || self.of(&binary.right).map(deref);
                left.map(deref)
                    .filter(number)
                    .or_else(|| right().filter(number))
            }
        }
    }

    pub(crate) fn of_unary(&self, unary: &syn::ExprUnary) -> Option<Type> {
        let inner = self.of(&unary.expr)?;
        match unary.op {
            UnOp::Deref(_) => match inner {
                Type::Reference(reference) => Some(*reference.elem),
                other => named(&other)
                    .filter(|(name, _)| name == "Box" || name == "Kept")
                    .and_then(|(_, arguments)| arguments.first().map(|&ty| ty.clone())),
            },
            _ => Some(inner).filter(is_primitive),
        }
    }

    pub(crate) fn of_field(&self, field: &syn::ExprField) -> Option<Type> {
        if marks::is_mark(field) {
            return self.of(&field.base);
        }
        if syntax::is_wait(field) {
            return Some(self.output(&self.of(&field.base)?));
        }
        let base = match self.of(&field.base)? {
            Type::Reference(reference) => *reference.elem,
            other => other,
        };
        if let (Member::Unnamed(index), Type::Tuple(tuple)) = (&field.member, &base) {
            return tuple
                .elems
                .iter()
                .nth(usize::try_from(index.index).ok()?)
                .cloned();
        }
        let (name, _) = named(&base)?;
        self.known
            .types
            .get(&name)?
            .field(&name, &member(&field.member))
            .cloned()
    }

    pub(crate) fn of_index(&self, index: &syn::ExprIndex) -> Option<Type> {
        if matches!(&*index.index, Expr::Range(_)) {
            return None;
        }
        let base = match self.of(&index.expr)? {
            Type::Reference(reference) => *reference.elem,
            other => other,
        };
        match &base {
            Type::Slice(slice) => Some((*slice.elem).clone()),
            _ => {
                let option =
                    named(&base).is_some_and(|(name, _)| name != "Vec" && name != "VecDeque");
                self.item(&base).filter(|_| !option)
            }
        }
    }

    pub(crate) fn of_range(&self, range: &syn::ExprRange) -> Option<Type> {
        let start = range.start.as_deref()?;
        let bound = self.of(start).or_else(|| self.of(range.end.as_deref()?))?;
        Some(match range.limits {
            syn::RangeLimits::HalfOpen(_) => parse_quote!(std::ops::Range<#bound>),
            syn::RangeLimits::Closed(_) => parse_quote!(std::ops::RangeInclusive<#bound>),
        })
    }

    /// Whether a type is one of numbers, or `bool`.
    pub(crate) fn is_number_type(&self, ty: &Type) -> bool {
        is_primitive(ty)
    }

    /// Notes the type of a field that its own type doesn't tell.
    pub(crate) fn note(&mut self, value: &Expr, ty: &Type) {
        if matches!(value, Expr::Field(_)) && self.of(value).is_none() {
            self.noted
                .insert(quote::quote!(#value).to_string(), ty.clone());
        }
    }

    /// Whether a variable is one that's borrowed across a wait.
    pub(crate) fn is_kept(&self, unique: &str) -> bool {
        self.variable(unique)
            .and_then(named)
            .is_some_and(|(name, _)| name == "Kept")
    }

    /// Whether a place has a number of a known type.
    pub(crate) fn is_number_place(&self, place: &Expr) -> bool {
        self.of(place).is_some_and(|ty| is_primitive(&ty))
    }

    pub(crate) fn is_number(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Lit(lit) => matches!(&lit.lit, Lit::Int(_) | Lit::Float(_)),
            Expr::Paren(paren) => self.is_number(&paren.expr),
            Expr::Unary(unary) => {
                !matches!(unary.op, UnOp::Deref(_)) && self.is_number(&unary.expr)
            }
            Expr::Binary(binary) => self.is_number(&binary.left) && self.is_number(&binary.right),
            Expr::Path(_) => {
                name_of(expr).is_some_and(|name| self.numbers.contains(&name.to_string()))
            }
            _ => false,
        }
    }
}

pub(crate) fn parse_type(name: &str) -> Option<Type> {
    syn::parse_str(name).ok()
}

fn literal(lit: &Lit) -> Option<Type> {
    match lit {
        Lit::Str(_) => Some(parse_quote!(&'static str)),
        Lit::Bool(_) => Some(parse_quote!(bool)),
        Lit::Char(_) => Some(parse_quote!(char)),
        Lit::Byte(_) => Some(parse_quote!(u8)),
        Lit::Int(int) => parse_type(int.suffix()),
        Lit::Float(float) => parse_type(float.suffix()),
        _ => None,
    }
}

impl Types<'_> {}
