//! Keeps variables that are borrowed across a wait in the machine itself, if that's pinned.
//!
//! `lend` makes such a variable a `Kept`. In chapter 9 a `Kept` is a handle to a slot of the machine: it's made by the slot, and
//! the slot has one handle at a time. A declaration always finds its slot without a handle: the code between two runs of it
//! leaves the variable's scope, which drops the handle. An assignment finds the old handle there or not. If it's there, it gets
//! the new value.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proc_macro2::Ident;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Local, Pat, Stmt, Type, parse_quote};

use crate::answer::Reason;
use crate::captures;
use crate::code::mentions;
use crate::comments;
use crate::live::Filled;
use crate::lower::is_plain;
use crate::names::Names;
use crate::patterns::plain;
use crate::syntax::name_of;
use crate::types::Types;
use crate::written::named;

/// What each block that keeps a value promises.
const SAFETY: &str = "// SAFETY: the machine is pinned, and this is the slot's only handle.";

/// The names of a machine's other fields.
const FIELDS: [&str; 2] = ["state", "marker"];

/// A field of the machine, for a variable that's borrowed across a wait.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The variable's own name.
    pub(crate) variable: String,
    /// The field's own name.
    pub(crate) field: Ident,
}

/// Makes a slot for each of these variables, and lets a body keep their values there.
pub(crate) fn place(
    variables: &BTreeSet<usize>,
    assigned: Vec<(usize, Filled)>,
    names: &mut Names,
    types: &mut Types<'_>,
    body: &mut Block,
    reasons: &mut Vec<Reason>,
) -> Vec<Slot> {
    let slots = slots_for(variables, names);
    let sites = sites(assigned, names);
    let mut placer = Placer {
        slots: &slots,
        names,
        types,
        sites,
        keeps: false,
        in_closure: false,
        reasons,
    };
    placer.visit_block_mut(body);
    placer.check_sites();
    captures::check(&slots, names, body, reasons);
    slots
}

fn slots_for(variables: &BTreeSet<usize>, names: &mut Names) -> Vec<Slot> {
    let mut slots = Vec::new();
    for &variable in variables {
        if let Some(binding) = names.bindings.get(variable) {
            let (name, span) = (binding.name.clone(), binding.span);
            let variable = binding.unique.clone();
            let field = names.make(&name, span);
            slots.push(Slot { variable, field });
        }
    }
    slots
}

/// For each variable, its assignments, and whether it has a value before them.
type Sites = BTreeMap<String, VecDeque<Filled>>;

fn sites(assigned: Vec<(usize, Filled)>, names: &Names) -> Sites {
    let mut sites = Sites::new();
    for (variable, filled) in assigned {
        if let Some(binding) = names.bindings.get(variable) {
            let assignments = sites.entry(binding.unique.clone()).or_default();
            assignments.push_back(filled);
        }
    }
    sites
}

/// Names the slots after their variables, as the machine writes those.
pub(crate) fn name(slots: &[Slot], names: &mut Names) {
    let mut taken: Vec<String> = FIELDS.iter().map(ToString::to_string).collect();
    for slot in slots {
        let shown = names.shown(&slot.variable);
        let numbered = (2..).map(|number| format!("{shown}{number}"));
        let mut candidates = std::iter::once(shown.clone()).chain(numbered);
        let free = candidates.find(|name| !taken.contains(name));
        let free = free.unwrap_or(shown);
        names.show_as(&slot.field.to_string(), free.clone());
        taken.push(free);
    }
}

/// The type of the value that a `Kept` owns.
pub(crate) fn content(kept: &Type) -> Option<&Type> {
    let (_, arguments) = named(kept).filter(|(name, _)| name == "Kept")?;
    arguments.first().copied()
}

struct Placer<'a, 't> {
    slots: &'a [Slot],
    names: &'a mut Names,
    types: &'a mut Types<'t>,
    /// The assignments that are still to come.
    sites: Sites,
    /// Whether the statement that's being rewritten keeps a value.
    keeps: bool,
    in_closure: bool,
    reasons: &'a mut Vec<Reason>,
}

impl Placer<'_, '_> {
    fn slot(&self, variable: &Ident) -> Option<&Slot> {
        self.slots.iter().find(|slot| *variable == slot.variable)
    }

    /// A declaration without its value if that isn't written inside `unsafe`, and the declaration.
    fn declare(&mut self, local: &mut Local) -> Option<Stmt> {
        let pat = plain(&local.pat)?.clone();
        let field = self.slot(&pat.ident)?.field.clone();
        let init = local.init.as_mut()?;
        let mut value = inside(&init.expr)?;
        let mut first = None;
        if !is_short(&value) {
            let given = self.given(&pat.ident);
            let ty = match &local.pat {
                Pat::Type(typed) => content(&typed.ty).map(|ty| quote::quote!(: #ty)),
                _ => None,
            };
            first = Some(parse_quote!(let #given #ty = #value;));
            value = parse_quote!(#given);
        }
        *init.expr = parse_quote!(unsafe { self.#field.keep(#value) });
        // The slot says the type.
        local.pat = Pat::Ident(pat);
        self.keeps = true;
        first
    }

    /// A variable for a value that a slot gets next.
    fn given(&mut self, variable: &Ident) -> Ident {
        let unique = variable.to_string();
        let name = self
            .names
            .get(&unique)
            .map_or_else(String::new, |binding| binding.name.clone());
        let given = self.names.make(&name, variable.span());
        if let Some(ty) = self.types.variable(&unique).and_then(content).cloned() {
            self.types.set(&given.to_string(), ty);
        }
        given
    }

    fn assign(&mut self, assign: &mut syn::ExprAssign) {
        let Some(name) = name_of(&assign.left).cloned() else {
            return;
        };
        let (Some(slot), Some(value)) = (self.slot(&name), inside(&assign.right)) else {
            return;
        };
        let (field, unique) = (slot.field.clone(), slot.variable.clone());
        let filled = match self.in_closure {
            // What a closure captures has a value.
            true => Some(Filled::Yes),
            false => self.sites.get_mut(&unique).and_then(VecDeque::pop_front),
        };
        match filled {
            Some(Filled::Yes) => {
                *assign.left = parse_quote!(*#name);
                *assign.right = value;
            }
            Some(Filled::No) if is_short(&value) => {
                *assign.right = parse_quote!(unsafe { self.#field.keep(#value) });
                self.keeps = true;
            }
            Some(Filled::No) => {
                let (given, safety) = (self.given(&name), comments::statement(SAFETY));
                *assign.right = parse_quote!({
                    let #given = #value;
                    #safety
                    unsafe { self.#field.keep(#given) }
                });
            }
            Some(Filled::Perhaps) | None => {
                let why = format!(
                    "`{}` has been moved on one path to this assignment and not on another, so that it isn't known \
                     whether its place in the machine is free: give the new value to a variable of its own",
                    self.names.shown(&unique)
                );
                self.reasons.push(Reason::at(name.span(), why));
            }
        }
    }

    /// Each assignment has been found.
    fn check_sites(&mut self) {
        for slot in self.slots {
            let left = self.sites.get(&slot.variable);
            if left.is_some_and(|sites| !sites.is_empty()) {
                let why = format!(
                    "`{}` gets a value inside a macro or an `async` block, and it's borrowed across a wait: put the assignment in a statement of its own",
                    self.names.shown(&slot.variable)
                );
                self.reasons.push(Reason::at(slot.field.span(), why));
            }
        }
    }
}

impl VisitMut for Placer<'_, '_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let outer = std::mem::take(&mut self.keeps);
        for mut stmt in std::mem::take(&mut block.stmts) {
            self.visit_stmt_mut(&mut stmt);
            if let Stmt::Local(local) = &mut stmt {
                block.stmts.extend(self.declare(local));
            }
            if std::mem::take(&mut self.keeps) {
                block.stmts.push(comments::statement(SAFETY));
            }
            block.stmts.push(stmt);
        }
        self.keeps = outer;
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let outer = self.in_closure;
        self.in_closure |= matches!(expr, Expr::Closure(_) | Expr::Async(_));
        visit_mut::visit_expr_mut(self, expr);
        self.in_closure = outer;
        if let Expr::Assign(assign) = expr {
            self.assign(assign);
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The value in `Kept::new(VALUE)`.
fn inside(kept: &Expr) -> Option<Expr> {
    match kept {
        Expr::Call(call) => call.args.first().cloned(),
        _ => None,
    }
}

/// Whether a value reads well inside `unsafe`, and has no `unsafe` itself.
fn is_short(value: &Expr) -> bool {
    is_plain(value) && !mentions(value, "unsafe")
}
