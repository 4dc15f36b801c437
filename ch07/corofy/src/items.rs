//! Items inside a coroutine: constants, functions, types, imports.
//!
//! A machine's fields have to name the types and its arms the functions, so the items move in front of the machine.

use syn::visit_mut::{self, VisitMut};
use syn::{Block, Item, Stmt};

use crate::answer::Reason;
use crate::known::Known;
use crate::syntax::place;

/// Takes the items out of a body.
pub(crate) fn take(
    body: &mut Block,
    module: &[String],
    known: &Known,
    reasons: &mut Vec<Reason>,
) -> Vec<Item> {
    let mut taker = Taker { items: Vec::new() };
    taker.visit_block_mut(body);
    for item in &taker.items {
        if let Some(name) = declared(item)
            .into_iter()
            .find(|name| known.is_twice(module, name))
        {
            let why = format!(
                "`{name}` has to be a name of the whole module, because the machine uses it, and the module has another `{name}`: write this item \
                 outside the coroutine, with another name"
            );
            reasons.push(Reason::at(place(item), why));
        }
    }
    taker.items
}

struct Taker {
    items: Vec<Item>,
}

impl VisitMut for Taker {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        for stmt in stmts {
            match stmt {
                Stmt::Item(item) => self.items.push(item),
                other => block.stmts.push(other),
            }
        }
        visit_mut::visit_block_mut(self, block);
    }
}

/// The names that an item declares.
fn declared(item: &Item) -> Vec<String> {
    match item {
        Item::Const(item) => vec![item.ident.to_string()],
        Item::Enum(item) => vec![item.ident.to_string()],
        Item::Fn(item) => vec![item.sig.ident.to_string()],
        Item::Mod(item) => vec![item.ident.to_string()],
        Item::Static(item) => vec![item.ident.to_string()],
        Item::Struct(item) => vec![item.ident.to_string()],
        Item::Trait(item) => vec![item.ident.to_string()],
        Item::Type(item) => vec![item.ident.to_string()],
        Item::Union(item) => vec![item.ident.to_string()],
        Item::Use(item) => crate::known::imported(&item.tree),
        _ => Vec::new(),
    }
}
