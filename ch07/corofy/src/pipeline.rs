//! Each coroutine of a file becomes a machine.

use crate::answer::{Refused, Rewritten, Target};
use crate::borrows::Borrows;
use crate::flow::Flow;
use crate::known::Known;
use crate::layout::{self, Printed};
use crate::limits;
use crate::live::Live;
use crate::lower::{self, Lowering};
use crate::machine::Machine;
use crate::names::Names;
use crate::source::{self, Coroutine};
use crate::types::Types;
use crate::{
    circles, comments, items, lend, machine, macros, shown, signature, syntax, temporaries, waits,
};

/// Replaces each coroutine of a file by a machine whose `Future` is that of `target`. The rest of the file
/// stays as it is, byte for byte.
///
/// # Errors
///
/// If the file isn't Rust apart from its coroutines, or has a coroutine that can't be rewritten: the reasons say where, and
/// what to write instead.
pub fn rewrite(source: &str, target: Target) -> Result<Rewritten, Refused> {
    let (mark, source) = match source.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", source),
    };
    limits::with_room(|| {
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
        let name = |machine: &Printed| machine.states.trim_end_matches("State").to_owned();
        let holders: Vec<circles::Holder> = machines
            .iter()
            .map(|machine| (name(machine), machine.held.clone()))
            .collect();
        circles::check(&holders, &mut reasons);
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
    })
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
    let mut inputs: Vec<syn::FnArg> = item.sig.inputs.iter().cloned().collect();
    let mut names = Names::rename(&mut inputs, &mut item.block);
    let mut renamed = item.sig.clone();
    renamed.inputs = inputs.into_iter().collect();
    signature::take_apart(&mut renamed, &mut item.block, &mut names);
    let mut types = Types::read(known, target, &coroutine.module, (&renamed, &item.block));
    temporaries::mark(&types, &mut item.block);
    waits::separate(&mut item.block, &mut names, &mut types, &mut reasons);
    let mut borrows = Borrows::read(&names, &types, &item.block);
    let params = signature::params(&renamed);
    let mut flow = Flow::of(&names, &types, &borrows, (&params, &item.block));
    let mut live = Live::of(&flow, &names, &types);
    let lent = live.lent(&flow, &borrows);
    if !lent.is_empty() {
        lend::check_output(&borrows, &names, &renamed, &item.block, &mut reasons);
        lend::keep(
            &lent,
            &mut names,
            &mut types,
            (&mut renamed, &mut item.block),
            &mut reasons,
        );
        borrows = Borrows::read(&names, &types, &item.block).and(borrows);
        flow = Flow::of(
            &names,
            &types,
            &borrows,
            (&signature::params(&renamed), &item.block),
        );
        live = Live::of(&flow, &names, &types);
    }
    let words = machine::words(&item.sig, &coroutine.module, known, &names);
    let output = crate::known::output(&item.sig.output);
    let lowering = Lowering {
        names: &names,
        types: &types,
        live: &live,
        words: &words,
        output: &output,
        pinned: target == Target::Pinned,
    };
    let lowered = lower::lower(&lowering, &item.block, &mut reasons);
    let machine = Machine {
        text,
        target,
        item: &item,
        sig: &renamed,
        lowering: &lowering,
        lowered: &lowered,
    };
    let items = machine.items(&mut reasons);
    if let (true, Some(wait)) = (reasons.is_empty(), macros::wait_in(&items)) {
        let why = "the compiler leaves this wait as it is, which is a mistake of the compiler: wait in a statement of its own";
        reasons.push(crate::answer::Reason::at(wait, why));
    }
    let checked =
        (!lent.is_empty()).then(|| lend::copy(&coroutine.item, &machine.layer_item("Future")));
    let items = quote::quote!(#(#moved)* #items #checked);
    if !reasons.is_empty() {
        return Err(Refused { reasons });
    }
    let lines = machine.lines(syntax::lines(&coroutine.item.sig));
    let states = words.states.to_string();
    let held = machine.held();
    shown::choose(&mut names, &flow, &live);
    let start = text[..coroutine.bytes.start]
        .rfind('\n')
        .map_or(0, |end| end + 1);
    let indent: String = text[start..]
        .chars()
        .take_while(|c| *c == ' ' || *c == '\t')
        .collect();
    let printed = layout::print(names.restore(items), &indent).map_err(|error| {
        crate::answer::Reason::at(
            coroutine.item.sig.ident.span(),
            format!("the compiler wrote something that isn't Rust: {error}"),
        )
    })?;
    Ok(Printed {
        bytes: coroutine.bytes.clone(),
        text: printed,
        held,
        states,
        lines,
    })
}
