//! Each coroutine of a file becomes a machine.

use std::collections::BTreeSet;

use syn::{ItemFn, Signature};

use crate::answer::{Reason, Refused, Rewritten, Target};
use crate::borrows::Borrows;
use crate::flow::Flow;
use crate::known::Known;
use crate::layout::{self, Printed};
use crate::limits;
use crate::live::{self, Live};
use crate::lower::{self, Lowering};
use crate::machine::Machine;
use crate::names::Names;
use crate::slots::{self, Slot};
use crate::source::{self, Coroutine};
use crate::types::Types;
use crate::{
    circles, comments, items, lend, machine, macros, rules, shown, signature, syntax, temporaries,
    waits,
};

/// Replaces each coroutine of a file by a machine whose `Future` is that of `target`. The rest of the file
/// stays as it is, byte for byte.
///
/// # Errors
///
/// If the file isn't Rust apart from its coroutines, or has a coroutine that can't be rewritten: the reasons say where, and
/// what to write instead.
pub fn rewrite(source: &str, target: Target) -> Result<Rewritten, Refused> {
    limits::with_room(limits::STACK, || here(source, target))
}

/// The same on the caller's stack, which has to be large enough.
fn here(source: &str, target: Target) -> Result<Rewritten, Refused> {
    let (mark, source) = match source.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", source),
    };
    let parsed = source::parse(source)?;
    let known = Known::of(&parsed);
    let mut machines = Vec::new();
    let mut reasons = Vec::new();
    for coroutine in &parsed.coroutines {
        match rewritten(source, coroutine, &known, target) {
            Ok(machine) => machines.push(machine),
            Err(refused) => reasons.extend(refused.reasons),
        }
    }
    circles::check(&holders(&machines), &mut reasons);
    if !reasons.is_empty() {
        reasons.sort_by_key(|reason| (reason.line, reason.column));
        reasons.dedup_by_key(|reason| (reason.line, reason.column));
        return Err(Refused { reasons });
    }
    let (text, links) = layout::place(source, &machines);
    Ok(Rewritten {
        text: format!("{mark}{text}"),
        links,
    })
}

/// The machines by name, and what they hold.
fn holders(machines: &[Printed]) -> Vec<circles::Holder> {
    let name = |machine: &Printed| machine.states.trim_end_matches("State").to_owned();
    let holders = machines
        .iter()
        .map(|machine| (name(machine), machine.held.clone()));
    holders.collect()
}

/// A coroutine whose waits are statements, and what's known of it.
struct Reading<'k> {
    item: ItemFn,
    /// The signature with the variables' own names.
    sig: Signature,
    /// The items that were inside.
    moved: Vec<syn::Item>,
    names: Names,
    types: Types<'k>,
    flow: Flow,
    live: Live,
    /// Whether a variable is borrowed across a wait.
    lends: bool,
    /// The fields of a pinned machine for such variables.
    slots: Vec<Slot>,
}

fn rewritten(
    text: &str,
    coroutine: &Coroutine,
    known: &Known,
    target: Target,
) -> Result<Printed, Refused> {
    let mut reasons = Vec::new();
    let mut item = coroutine.item.clone();
    signature::prepare(&mut item.sig);
    signature::check(&item, &mut reasons);
    if !reasons.is_empty() {
        return Err(Refused { reasons });
    }
    let moved = items::take(&mut item.block, &coroutine.module, known, &mut reasons);
    comments::keep(text, &mut item.block);
    let reading = read(
        item,
        moved,
        (known, &coroutine.module, target),
        &mut reasons,
    );
    written(text, coroutine, reading, reasons)
}

/// Separates the waits of a coroutine, and finds out what its states keep.
fn read<'k>(
    mut item: ItemFn,
    moved: Vec<syn::Item>,
    (known, module, target): (&'k Known, &[String], Target),
    reasons: &mut Vec<Reason>,
) -> Reading<'k> {
    let mut inputs: Vec<syn::FnArg> = item.sig.inputs.iter().cloned().collect();
    let mut names = Names::rename(&mut inputs, &mut item.block);
    let mut sig = item.sig.clone();
    sig.inputs = inputs.into_iter().collect();
    signature::take_apart(&mut sig, &mut item.block, &mut names);
    let mut types = Types::read(known, target, module, (&sig, &item.block));
    temporaries::mark(&types, &mut item.block);
    waits::separate(&mut item.block, &mut names, &mut types, reasons);
    let borrows = Borrows::read(&names, &types, &item.block);
    let flow = Flow::of(
        &names,
        &types,
        &borrows,
        (&signature::params(&sig), &item.block),
    );
    let live = Live::of(&flow, &names, &types);
    let lent = live.lent(&flow, &borrows);
    let lends = !lent.is_empty();
    let mut reading = Reading {
        item,
        sig,
        moved,
        names,
        types,
        flow,
        live,
        lends,
        slots: Vec::new(),
    };
    if lends {
        reading.lend(&lent, borrows, reasons);
    }
    reading
}

impl Reading<'_> {
    /// Puts variables in places of their own, and looks again at what the states keep.
    fn lend(&mut self, lent: &BTreeSet<usize>, borrows: Borrows, reasons: &mut Vec<Reason>) {
        let (names, types) = (&mut self.names, &mut self.types);
        rules::check_output(&borrows, names, &self.sig, &self.item.block, reasons);
        lend::keep(
            lent,
            names,
            types,
            (&mut self.sig, &mut self.item.block),
            reasons,
        );
        let borrows = Borrows::read(names, types, &self.item.block).and(borrows);
        self.look_again(&borrows);
        if self.types.target == Target::Pinned {
            self.place(lent, reasons);
            self.look_again(&borrows);
        }
    }

    /// Puts the places in the machine.
    fn place(&mut self, lent: &BTreeSet<usize>, reasons: &mut Vec<Reason>) {
        let assigned = live::assignments(&self.flow, &self.names);
        let (names, types) = (&mut self.names, &mut self.types);
        let body = &mut self.item.block;
        self.slots = slots::place(lent, assigned, names, types, body, reasons);
    }

    fn look_again(&mut self, borrows: &Borrows) {
        let params = signature::params(&self.sig);
        let (names, types) = (&self.names, &self.types);
        self.flow = Flow::of(names, types, borrows, (&params, &self.item.block));
        self.live = Live::of(&self.flow, names, types);
    }
}

/// Cuts a coroutine into states, and prints its machine.
fn written(
    text: &str,
    coroutine: &Coroutine,
    mut reading: Reading<'_>,
    mut reasons: Vec<Reason>,
) -> Result<Printed, Refused> {
    let (target, known) = (reading.types.target, reading.types.known);
    let words = machine::words(&reading.item.sig, &coroutine.module, known, &reading.names);
    let lowering = Lowering {
        names: &reading.names,
        types: &reading.types,
        live: &reading.live,
        words: &words,
        output: &reading.types.output,
        pinned: target == Target::Pinned,
    };
    let lowered = lower::lower(&lowering, &reading.item.block, &mut reasons);
    let (item, sig) = (&reading.item, &reading.sig);
    let machine = Machine {
        text,
        target,
        item,
        sig,
        lowering: &lowering,
        lowered: &lowered,
        slots: &reading.slots,
    };
    let items = machine.items(&mut reasons);
    if let (true, Some(wait)) = (reasons.is_empty(), macros::wait_in(&items)) {
        let why = "the compiler leaves this wait as it is, which is a mistake of the compiler: wait in a statement of its own";
        reasons.push(Reason::at(wait, why));
    }
    if !reasons.is_empty() {
        return Err(Refused { reasons });
    }
    let checked = reading
        .lends
        .then(|| rules::copy(&coroutine.item, &machine.layer_item("Future")));
    let moved = &reading.moved;
    let items = quote::quote!(#(#moved)* #items #checked);
    let lines = machine.lines(syntax::lines(&coroutine.item.sig));
    let held = machine.held();
    shown::choose(&mut reading.names, &reading.flow, &reading.live);
    slots::name(&reading.slots, &mut reading.names);
    let text =
        layout::print(reading.names.restore(items), &indent(text, coroutine)).map_err(|error| {
            let why = format!("the compiler wrote something that isn't Rust: {error}");
            Reason::at(coroutine.item.sig.ident.span(), why)
        })?;
    let (states, nexts) = (words.states.to_string(), words.nexts.to_string());
    Ok(Printed {
        bytes: coroutine.bytes.clone(),
        text,
        held,
        states,
        nexts,
        lines,
    })
}

/// What's in front of a coroutine in its line.
fn indent(text: &str, coroutine: &Coroutine) -> String {
    let start = text[..coroutine.bytes.start]
        .rfind('\n')
        .map_or(0, |end| end + 1);
    text[start..]
        .chars()
        .take_while(|c| *c == ' ' || *c == '\t')
        .collect()
}

#[cfg(test)]
#[path = "deepest.rs"]
mod deepest;
