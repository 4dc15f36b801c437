//! Reads types off the source. corofy sees no types, only what's written: an annotation, a parameter,
//! a literal with a suffix, a call of a function of the same file.

use std::collections::{HashMap, HashSet};

use syn::visit::{self, Visit};
use syn::{
    Block, Expr, ExprCall, ExprMethodCall, FnArg, Lit, Member, Pat, Stmt, Type, UnOp, parse_quote,
};

use crate::answer::Target;
use crate::borrows::{is_elided, plain, with_lifetime};
use crate::kinds::Kind;
use crate::known::Known;
use crate::macros;
use crate::syntax::{self, name_of, named};

/// The types of a coroutine's variables.
pub(crate) struct Types<'a> {
    pub(crate) known: &'a Known,
    /// The module of the coroutine.
    pub(crate) module: Vec<String>,
    /// What the coroutine has in the end.
    pub(crate) output: Type,
    target: Target,
    variables: HashMap<String, Type>,
    /// The types of fields, by how they're written, that follow from where their values are used.
    noted: HashMap<String, Type>,
    /// Variables that are numbers, of a type that only the rest of the code decides.
    numbers: HashSet<String>,
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
            variables: HashMap::new(),
            numbers: HashSet::new(),
            noted: HashMap::new(),
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

    /// Fills in the lifetime that the type of a variable leaves out, from its value.
    fn fill_lifetime(&mut self, unique: &str, value: &Expr) {
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
            Expr::Cast(cast) => crate::nameable::is_nameable(&cast.ty).then(|| (*cast.ty).clone()),
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

    fn of_block(&self, block: &Block) -> Option<Type> {
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
    fn of_breaks(&self, body: &Block, label: Option<&syn::Label>) -> Option<Type> {
        let mut finder = BreakFinder {
            label: label.map(|label| &label.name),
            depth: 0,
            values: Vec::new(),
        };
        finder.visit_block(body);
        finder.values.into_iter().find_map(|value| self.of(value))
    }

    fn of_reference(&self, reference: &syn::ExprReference) -> Option<Type> {
        let to = self.of(&reference.expr)?;
        let mutability = reference.mutability;
        let lifetime = self.lifetime(&Expr::Reference(reference.clone()));
        Some(parse_quote!(& #lifetime #mutability #to))
    }

    fn of_constant(&self, path: &syn::Path) -> Option<Type> {
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

    fn of_struct(&self, path: &syn::Path) -> Option<Type> {
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

    fn own_type(&self, name: &str) -> Option<Type> {
        self.known
            .types
            .contains_key(name)
            .then(|| parse_type(name))
            .flatten()
    }

    fn of_call(&self, call: &ExprCall) -> Option<Type> {
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

    /// Functions of the standard library and of the chapter's layer.
    fn of_std(&self, path: &[String], first: Option<&Expr>) -> Option<Type> {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let known = |name: &str| self.known.types.contains_key(name);
        match path.as_slice() {
            ["String", "new" | "from" | "with_capacity"] if !known("String") => {
                Some(parse_quote!(String))
            }
            ["Http", "get"] if !known("Http") => Some(parse_quote!(HttpGet)),
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
                Some(parse_quote!(JoinAll<#inner>))
            }
            _ => None,
        }
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

    fn of_method(&self, call: &ExprMethodCall) -> Option<Type> {
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
    fn of_content(&self, ty: &Type) -> Option<Type> {
        let (name, arguments) = named(ty)?;
        if let Some(alias) = self.known.aliases.get(&name) {
            return self.of_content(alias);
        }
        matches!(name.as_str(), "Option" | "Result")
            .then(|| arguments.first().map(|&ty| ty.clone()))?
    }

    fn of_binary(&self, binary: &syn::ExprBinary) -> Option<Type> {
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

    fn of_unary(&self, unary: &syn::ExprUnary) -> Option<Type> {
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

    fn of_field(&self, field: &syn::ExprField) -> Option<Type> {
        if crate::temporaries::is_mark(field) {
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

    fn of_index(&self, index: &syn::ExprIndex) -> Option<Type> {
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

    fn of_range(&self, range: &syn::ExprRange) -> Option<Type> {
        let start = range.start.as_deref()?;
        let bound = self.of(start).or_else(|| self.of(range.end.as_deref()?))?;
        Some(match range.limits {
            syn::RangeLimits::HalfOpen(_) => parse_quote!(std::ops::Range<#bound>),
            syn::RangeLimits::Closed(_) => parse_quote!(std::ops::RangeInclusive<#bound>),
        })
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

    fn is_number(&self, expr: &Expr) -> bool {
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

    /// Notes the types of the variables in a pattern that a value of type `ty` is bound by.
    pub(crate) fn pattern(&mut self, pat: &Pat, ty: &Type) {
        if let Type::Reference(reference) = ty
            && !matches!(
                pat,
                Pat::Ident(_) | Pat::Type(_) | Pat::Reference(_) | Pat::Paren(_)
            )
        {
            let mutability = reference.mutability;
            let lifetime = &reference.lifetime;
            return self.parts(pat, &reference.elem, &|part| {
                Some(parse_quote!(& #lifetime #mutability #part))
            });
        }
        self.parts(pat, ty, &|part| Some(part.clone()));
    }

    fn parts(&mut self, pat: &Pat, ty: &Type, bound: &dyn Fn(&Type) -> Option<Type>) {
        match (pat, ty) {
            (Pat::Ident(ident), _) => {
                let by_ref = ident.by_ref.is_some();
                let mutability = ident.mutability;
                let ty = if by_ref {
                    Some(parse_quote!(& #mutability #ty))
                } else {
                    bound(ty)
                };
                if let Some(ty) = ty {
                    self.set(&ident.ident.to_string(), ty);
                }
            }
            (Pat::Type(typed), _) => self.pattern(&typed.pat, &typed.ty),
            (Pat::Paren(paren), _) => self.parts(&paren.pat, ty, bound),
            (Pat::Reference(pat), Type::Reference(reference)) => {
                self.parts(&pat.pat, &reference.elem, bound)
            }
            (Pat::Tuple(pat), Type::Tuple(tuple)) => {
                for (pat, ty) in matched(
                    &pat.elems.iter().collect::<Vec<_>>(),
                    &tuple.elems.iter().collect::<Vec<_>>(),
                ) {
                    self.parts(pat, ty, bound);
                }
            }
            (Pat::Or(or), _) => or.cases.iter().for_each(|case| self.parts(case, ty, bound)),
            (Pat::TupleStruct(pat), _) => self.tuple_struct(pat, ty, bound),
            (Pat::Struct(pat), _) => {
                for field in &pat.fields {
                    if let Some(ty) = self.field_of(ty, &pat.path, &member(&field.member)) {
                        self.parts(&field.pat, &ty, bound);
                    }
                }
            }
            _ => {}
        }
    }

    /// The type of a field of the struct or variant that a pattern names.
    pub(crate) fn field_of(&self, ty: &Type, path: &syn::Path, field: &str) -> Option<Type> {
        let (mut name, _) = named(ty)?;
        if let Some(Type::Path(alias)) = self.known.aliases.get(&name) {
            name = alias.path.segments.last()?.ident.to_string();
        }
        let variant = path.segments.last()?.ident.to_string();
        let variant = if variant == "Self" {
            name.clone()
        } else {
            variant
        };
        self.known.types.get(&name)?.field(&variant, field).cloned()
    }

    fn tuple_struct(
        &mut self,
        pat: &syn::PatTupleStruct,
        ty: &Type,
        bound: &dyn Fn(&Type) -> Option<Type>,
    ) {
        let Some((name, arguments)) = named(ty) else {
            return;
        };
        let Some(last) = pat.path.segments.last().map(|last| last.ident.to_string()) else {
            return;
        };
        let types: Vec<Type> = match (name.as_str(), last.as_str()) {
            ("Option", "Some") | ("Result", "Ok") => {
                arguments.iter().take(1).map(|&ty| ty.clone()).collect()
            }
            ("Result", "Err") => arguments.iter().skip(1).map(|&ty| ty.clone()).collect(),
            _ => (0..)
                .map_while(|n| self.field_of(ty, &pat.path, &n.to_string()))
                .collect(),
        };
        let pats: Vec<&Pat> = pat.elems.iter().collect();
        for (pat, ty) in matched(&pats, &types.iter().collect::<Vec<_>>()) {
            self.parts(pat, ty, bound);
        }
    }
}

/// Finds the values that a loop or labelled block is left with.
struct BreakFinder<'a> {
    label: Option<&'a syn::Lifetime>,
    /// How many loops are in between.
    depth: usize,
    values: Vec<&'a Expr>,
}

impl<'a> Visit<'a> for BreakFinder<'a> {
    fn visit_expr_break(&mut self, node: &'a syn::ExprBreak) {
        visit::visit_expr_break(self, node);
        let ours = match &node.label {
            Some(label) => self.label == Some(label),
            None => self.depth == 0,
        };
        if let (true, Some(value)) = (ours, &node.expr) {
            self.values.push(value);
        }
    }
    fn visit_expr_loop(&mut self, node: &'a syn::ExprLoop) {
        self.depth += 1;
        visit::visit_expr_loop(self, node);
        self.depth -= 1;
    }
    fn visit_expr_while(&mut self, node: &'a syn::ExprWhile) {
        self.depth += 1;
        visit::visit_expr_while(self, node);
        self.depth -= 1;
    }
    fn visit_expr_for_loop(&mut self, node: &'a syn::ExprForLoop) {
        self.depth += 1;
        visit::visit_expr_for_loop(self, node);
        self.depth -= 1;
    }
    fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}
}

fn member(member: &Member) -> String {
    match member {
        Member::Named(name) => name.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

/// What `into_iter` of a collection returns.
pub(crate) fn iterator(ty: &Type) -> Option<Type> {
    if let Type::Reference(reference) = ty {
        let (lifetime, mutable) = (&reference.lifetime, reference.mutability.is_some());
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

/// Pairs the parts of a pattern with their types, `..` left out.
fn matched<'p, 't>(pats: &[&'p Pat], types: &[&'t Type]) -> Vec<(&'p Pat, &'t Type)> {
    let rest = pats.iter().position(|pat| matches!(pat, Pat::Rest(_)));
    let (front, back) = match rest {
        Some(at) => (&pats[..at], &pats[at + 1..]),
        None => (pats, &pats[pats.len()..]),
    };
    let start = types.len().saturating_sub(back.len());
    let front = front.iter().copied().zip(types.iter().copied());
    front
        .chain(back.iter().copied().zip(types[start..].iter().copied()))
        .collect()
}

fn parse_type(name: &str) -> Option<Type> {
    syn::parse_str(name).ok()
}

/// Whether a type is one of numbers, or `bool`.
pub(crate) fn is_primitive(ty: &Type) -> bool {
    let number =
        |name: &str| name != "char" && name.len() <= 5 && name.starts_with(char::is_lowercase);
    named(ty).is_some_and(|(name, _)| name != "str" && number(&name))
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

impl Types<'_> {
    /// `let other: T = variable;` says that the variable has that type too, unless `T` is one that values are coerced to.
    fn renamed(&mut self, ty: &Type, value: &Expr) {
        let Some(name) = name_of(value).map(ToString::to_string) else {
            return;
        };
        let coerced = match ty {
            Type::Path(_) => named(ty)
                .is_none_or(|(name, _)| matches!(name.as_str(), "Box" | "Rc" | "Arc" | "Pin")),
            Type::Tuple(_) => false,
            _ => true,
        };
        if !coerced
            && !has_hole(ty)
            && !is_elided(ty)
            && self.variable(&name).is_none()
            && self.is_local(&name)
        {
            self.set(&name, ty.clone());
        }
    }

    /// What a pattern with literals says about the variable that it's compared with.
    pub(crate) fn compared(&mut self, value: &Expr, pat: &Pat) {
        let literal = match pat {
            Pat::Lit(_) | Pat::Range(_) => true,
            Pat::Or(or) => or
                .cases
                .iter()
                .any(|case| matches!(case, Pat::Lit(_) | Pat::Range(_))),
            _ => false,
        };
        if let (Some(name), true) = (name_of(value), literal) {
            self.numbers.insert(name.to_string());
        }
    }

    /// Whether a name is one of a variable, and not of a constant.
    fn is_local(&self, name: &str) -> bool {
        name.contains("__c")
    }
}

impl<'ast> Visit<'ast> for Types<'_> {
    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        if let Some(arguments) = macros::arguments(mac) {
            for argument in &arguments.list {
                Visit::visit_expr(self, macros::Arguments::value(argument));
            }
        }
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}

    fn visit_local(&mut self, local: &'ast syn::Local) {
        visit::visit_local(self, local);
        if let (Pat::Type(typed), Some(init)) = (&local.pat, &local.init) {
            self.renamed(&typed.ty, &init.expr);
        }
        match (&local.pat, &local.init) {
            (Pat::Type(typed), _) if !has_hole(&typed.ty) => self.pattern(&typed.pat, &typed.ty),
            (Pat::Type(_), _) | (_, None) => {}
            (Pat::Ident(ident), Some(init)) if ident.by_ref.is_none() => {
                self.set_from(&ident.ident.to_string(), &init.expr);
            }
            (pat, Some(init)) => {
                if let Some(ty) = self.of(&init.expr) {
                    self.pattern(pat, &ty);
                }
            }
        }
        if let (Some(pat), Some(init)) = (plain(&local.pat), &local.init) {
            self.fill_lifetime(&pat.ident.to_string(), &init.expr);
        }
    }

    fn visit_expr_let(&mut self, node: &'ast syn::ExprLet) {
        visit::visit_expr_let(self, node);
        if let Some(ty) = self.of(&node.expr) {
            self.pattern(&node.pat, &ty);
        }
    }

    fn visit_expr_match(&mut self, node: &'ast syn::ExprMatch) {
        self.visit_expr(&node.expr);
        let ty = self.of(&node.expr);
        for arm in &node.arms {
            self.compared(&node.expr, &arm.pat);
            if let Some(ty) = &ty {
                self.pattern(&arm.pat, ty);
            }
            visit::visit_arm(self, arm);
        }
    }

    fn visit_expr_for_loop(&mut self, node: &'ast syn::ExprForLoop) {
        self.visit_expr(&node.expr);
        if let Some(item) = self.of(&node.expr).and_then(|ty| self.item(&ty)) {
            self.pattern(&node.pat, &item);
        }
        self.visit_block(&node.body);
    }
}

/// Whether a type leaves something to the compiler: `Vec<_>`.
fn has_hole(ty: &Type) -> bool {
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
