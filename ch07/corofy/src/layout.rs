//! Prints a machine, puts it where its coroutine was, and says which lines came from which.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::answer::Link;
use crate::{comments, macros};

/// A machine, ready to be put in a file.
pub(crate) struct Printed {
    /// The bytes of the coroutine.
    pub(crate) bytes: Range<usize>,
    pub(crate) text: String,
    /// The enum of its states.
    pub(crate) states: String,
    /// The enum of its meeting points.
    pub(crate) nexts: String,
    /// The types that it holds.
    pub(crate) held: Vec<(syn::Type, proc_macro2::Span)>,
    /// Where each state and meeting point comes from.
    pub(crate) lines: BTreeMap<String, RangeInclusive<usize>>,
}

/// Prints items, indented like the coroutine.
pub(crate) fn print(items: TokenStream, indent: &str) -> syn::Result<String> {
    let mut file: syn::File = syn::parse2(items)?;
    shorten(&mut file);
    macros::as_calls(&mut file);
    let text = macros::as_macros(&prettyplease::unparse(&file));
    let text = comments::restore(&text);
    Ok(indented(&spaced(&text), indent))
}

/// `name: name` in structs and patterns becomes `name`.
fn shorten(file: &mut syn::File) {
    struct Shortener;
    impl syn::visit_mut::VisitMut for Shortener {
        fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
            syn::visit_mut::visit_expr_mut(self, expr);
            let attrs = match expr {
                syn::Expr::Block(node) => &mut node.attrs,
                syn::Expr::Field(node) => &mut node.attrs,
                syn::Expr::If(node) => &mut node.attrs,
                syn::Expr::Match(node) => &mut node.attrs,
                syn::Expr::Loop(node) => &mut node.attrs,
                syn::Expr::While(node) => &mut node.attrs,
                _ => return,
            };
            // The marks of the passes before.
            attrs.retain(|attr| !attr.path().is_ident("exit") && !attr.path().is_ident("corofy"));
        }
        fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
            syn::visit_mut::visit_field_value_mut(self, field);
            let same = matches!(&field.member, syn::Member::Named(member)
                if crate::syntax::name_of(&field.expr).is_some_and(|name| name == member));
            if same {
                field.colon_token = None;
            }
        }
        fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
            syn::visit_mut::visit_field_pat_mut(self, field);
            let same = match (&field.member, &*field.pat) {
                (syn::Member::Named(member), syn::Pat::Ident(pat)) => {
                    pat.ident == *member && pat.subpat.is_none()
                }
                _ => false,
            };
            if same {
                field.colon_token = None;
            }
        }
    }
    syn::visit_mut::VisitMut::visit_file_mut(&mut Shortener, file);
}

/// An empty line between items, and between the functions of an `impl`.
fn spaced(text: &str) -> String {
    let mut inside = Vec::new();
    if let Ok(tokens) = text.parse::<TokenStream>() {
        literal_lines(tokens, &mut inside);
    }
    let mut spaced = String::with_capacity(text.len() + 64);
    let mut lines = text.lines().enumerate().peekable();
    while let Some((n, line)) = lines.next() {
        spaced.push_str(line);
        spaced.push('\n');
        let Some((_, next)) = lines.peek() else { break };
        let item = (line == "}" || line.ends_with(';')) && !line.starts_with(' ');
        let member = line == "    }" || line.starts_with("    type Output");
        let imports = line.starts_with("use ") && next.starts_with("use ");
        let ends =
            item && !imports || member && !next.starts_with('}') && !next.starts_with("     ");
        if ends && !next.is_empty() && !inside.contains(&(n + 1)) && !inside.contains(&(n + 2)) {
            spaced.push('\n');
        }
    }
    spaced
}

/// Indents each line that doesn't begin inside a text.
fn indented(text: &str, indent: &str) -> String {
    let mut inside = Vec::new();
    if let Ok(tokens) = text.parse::<TokenStream>() {
        literal_lines(tokens, &mut inside);
    }
    let mut lines = String::with_capacity(text.len());
    for (n, line) in text.lines().enumerate() {
        if n > 0 && !line.is_empty() && !inside.contains(&(n + 1)) {
            lines.push_str(indent);
        }
        lines.push_str(line);
        lines.push('\n');
    }
    lines.truncate(lines.trim_end().len());
    lines
}

fn literal_lines(tokens: TokenStream, inside: &mut Vec<usize>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => literal_lines(group.stream(), inside),
            TokenTree::Literal(literal) => {
                let span = literal.span();
                inside.extend(span.start().line + 1..=span.end().line);
            }
            _ => {}
        }
    }
}

/// Replaces the coroutines of `source` by their machines.
pub(crate) fn place(source: &str, machines: &[Printed]) -> (String, Vec<Link>) {
    let mut text = String::with_capacity(source.len() * 3);
    let mut links = Vec::new();
    let mut done = 0;
    let windows = source.contains("\r\n");
    for machine in machines {
        text.push_str(&source[done..machine.bytes.start]);
        let line = text.matches('\n').count();
        links.extend(links_of(machine, line));
        match windows {
            true => text.push_str(&machine.text.replace('\n', "\r\n")),
            false => text.push_str(&machine.text),
        }
        done = machine.bytes.end;
    }
    text.push_str(&source[done..]);
    (text, links)
}

/// The lines of each arm in `poll`, after `above` lines, in the order of the source.
fn links_of(machine: &Printed, above: usize) -> Vec<Link> {
    let Ok(file) = syn::parse_file(&machine.text) else {
        return Vec::new();
    };
    let mut finder = ArmFinder {
        machine,
        above,
        links: Vec::new(),
    };
    finder.visit_file(&file);
    finder.links.sort_by_key(|link| *link.source.start());
    finder.links
}

struct ArmFinder<'a> {
    machine: &'a Printed,
    above: usize,
    links: Vec<Link>,
}

impl<'ast> Visit<'ast> for ArmFinder<'_> {
    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let path = match &arm.pat {
            syn::Pat::Struct(pat) => Some(&pat.path),
            syn::Pat::Path(pat) => Some(&pat.path),
            _ => None,
        };
        let names: Vec<String> = path
            .map(|path| {
                path.segments
                    .iter()
                    .map(|segment| segment.ident.to_string())
                    .collect()
            })
            .unwrap_or_default();
        if let [states, state] = names.as_slice()
            && [&self.machine.states, &self.machine.nexts].contains(&states)
            && let Some(source) = self.machine.lines.get(state)
        {
            let span = arm.span();
            let machine = self.above + span.start().line..=self.above + span.end().line;
            self.links.push(Link {
                state: state.clone(),
                source: source.clone(),
                machine,
            });
        }
        visit::visit_arm(self, arm);
    }
}
