//! The code after a construct, up to the next state or meeting point.

use std::rc::Rc;

use proc_macro2::{Ident, Span};
use syn::{Expr, Pat, Stmt, parse_quote};

use crate::exits;
use crate::flow::Point;
use crate::kinds::Kind;
use crate::kont::{Code, Frame, Kont, as_stmt, dropped, is_final, is_tail, parts};
use crate::lower::{Arm, Lowerer, Pending};
use crate::patterns::names_reference;
use crate::{code, patterns};

impl Lowerer<'_> {
    /// The statement with the code of its construct instead of the construct. `scoped` closes the code's scope first.
    pub(crate) fn sunk(&mut self, frame: &Frame, at: usize, code: Code, scoped: bool) -> Vec<Stmt> {
        let Some(stmt) = frame.stmts.get(at) else {
            return code.stmts;
        };
        let close = scoped && code.declares();
        match stmt {
            _ if code.bound => code.stmts,
            Stmt::Local(local) => {
                let mut local = local.clone();
                let mut before = Vec::new();
                local.attrs.clear();
                let value: Expr = if close {
                    let block = code.into_block();
                    parse_quote!(#block)
                } else {
                    before = code.stmts;
                    code.value.unwrap_or_else(|| parse_quote!(()))
                };
                if let Some(init) = &mut local.init {
                    *init.expr = value;
                    if let Some((_, diverge)) = &mut init.diverge {
                        **diverge = exits::in_expr(self, &frame.exits, (**diverge).clone());
                    }
                }
                before.push(Stmt::Local(local));
                before
            }
            _ if close => {
                let mut block = code.into_block();
                if let Some(last) = block.stmts.pop() {
                    block.stmts.push(match last {
                        Stmt::Expr(value, None) => as_stmt(value),
                        other => other,
                    });
                }
                vec![Stmt::Expr(parse_quote!(#block), None)]
            }
            _ => {
                let mut stmts = code.stmts;
                stmts.extend(code.value.map(as_stmt));
                stmts
            }
        }
    }

    /// Leaves a construct by `break`.
    pub(crate) fn break_to(&mut self, kont: &Rc<Kont>, value: Option<Expr>) -> Vec<Stmt> {
        match &**kont {
            Kont::Rest { frame, at, next } if is_tail(frame, *at) => self.break_to(next, value),
            Kont::Rest { frame, at, .. } => {
                let Some((_, mark)) = frame.stmts.get(*at).and_then(parts) else {
                    return Vec::new();
                };
                self.paths.entry(mark).or_default().left += 1;
                let (frame, at) = (frame.clone(), *at);
                let mut stmts = self.sunk(&frame, at, Code::value(value), false);
                stmts.extend(self.go(Point::After(mark), None));
                self.enqueue(Point::After(mark), kont, None);
                stmts
            }
            other => self.apply(other, Code::value(value), Point::Start),
        }
    }

    /// Adds to `code` what runs after it in the same arm, up to the next state or meeting point.
    pub(crate) fn apply(&mut self, kont: &Kont, code: Code, point: Point) -> Vec<Stmt> {
        if !code.falls {
            return code.stmts;
        }
        let mut code = code;
        let mut stmts = std::mem::take(&mut code.stmts);
        match kont {
            Kont::Return => {
                let unit: syn::Type = parse_quote!(());
                let value = code.value.unwrap_or_else(|| parse_quote!(()));
                if *self.ask.output == unit && value != parse_quote!(()) {
                    stmts.push(Stmt::Expr(value, Some(Default::default())));
                    stmts.push(parse_quote!(return self.finish(());));
                } else {
                    stmts.push(parse_quote!(return self.finish(#value);));
                }
                stmts
            }
            Kont::Turn(mark) => {
                stmts.extend(code.value.map(as_stmt));
                stmts.extend(self.go(Point::Head(*mark), None));
                stmts
            }
            Kont::Rest { frame, at, next } => {
                let code = Code { stmts, ..code };
                self.rest((frame, *at), next, code, point)
            }
        }
    }

    pub(crate) fn rest(
        &mut self,
        (frame, at): (&Rc<Frame>, usize),
        next: &Rc<Kont>,
        code: Code,
        point: Point,
    ) -> Vec<Stmt> {
        let kont = Rc::new(Kont::Rest {
            frame: frame.clone(),
            at,
            next: next.clone(),
        });
        if is_tail(frame, at) {
            let code = self.reopened(frame, at, code, next, point);
            return self.apply(next, code, point);
        }
        let Some((stmt, (_, mark))) = frame
            .stmts
            .get(at)
            .and_then(|stmt| Some((stmt, parts(stmt)?)))
        else {
            return code.stmts;
        };
        self.paths.entry(mark).or_default().resumed += 1;
        if self.meets(mark) {
            let mut stmts = self.sunk(frame, at, code, false);
            stmts.extend(self.go(Point::After(mark), None));
            self.enqueue(Point::After(mark), &kont, None);
            return stmts;
        }
        let mut rest = self.from(frame, at + 1, next);
        let bound = code.bound;
        let nothing = !matches!(stmt, Stmt::Local(_))
            && rest.stmts.is_empty()
            && rest.value.is_none()
            && is_final(next);
        let mut stmts = self.sunk(frame, at, code, !nothing);
        stmts.extend(std::mem::take(&mut rest.stmts));
        let whole = Code { stmts, ..rest };
        let whole = if bound {
            self.with_own(stmt, whole, next)
        } else {
            whole
        };
        let whole = self.reopened(frame, at, whole, next, point);
        self.apply(next, whole, point)
    }

    /// A variable that the value of a future was bound by is one of the block that's open here.
    pub(crate) fn with_own(&self, stmt: &Stmt, code: Code, next: &Kont) -> Code {
        let Stmt::Local(local) = stmt else {
            return code;
        };
        if !code.falls || is_final(next) || self.goes_on_elsewhere(next) {
            return code;
        }
        let mut own = Vec::new();
        patterns::variables(&local.pat, &mut |ident| own.push(ident.clone()));
        let loud = own
            .iter()
            .filter(|name| self.ask.types.kind(&name.to_string()) == Kind::Loud);
        let mut stmts: Vec<Stmt> = loud.map(|name| parse_quote!(let #name = #name;)).collect();
        stmts.extend(code.stmts);
        Code { stmts, ..code }
    }

    /// Opens a block's scope again around the rest of it, so that its variables are dropped at its end.
    pub(crate) fn reopened(
        &self,
        frame: &Frame,
        at: usize,
        code: Code,
        next: &Kont,
        point: Point,
    ) -> Code {
        if !code.falls || is_final(next) || self.goes_on_elsewhere(next) {
            return code;
        }
        let mut own = frame.bound.clone();
        for stmt in frame.stmts.iter().take(at) {
            if let Stmt::Local(local) = stmt {
                own.extend(self.bound(&local.pat));
            }
        }
        let kept = self
            .ask
            .live
            .kept(point)
            .iter()
            .filter(|variable| own.contains(variable));
        let bindings = kept.filter_map(|&variable| self.ask.names.bindings.get(variable));
        let loud = bindings.filter(|binding| self.ask.types.kind(&binding.unique) == Kind::Loud);
        let mut stmts: Vec<Stmt> = loud
            .map(|binding| {
                let name = Ident::new(&binding.unique, Span::call_site());
                let mutable = binding.mutable.then(<syn::Token![mut]>::default);
                let in_value = code
                    .value
                    .iter()
                    .any(|value| code::mentions(value, &binding.unique));
                if in_value
                    || code
                        .stmts
                        .iter()
                        .any(|stmt| code::mentions(stmt, &binding.unique))
                {
                    return parse_quote!(let #mutable #name = #name;);
                }
                let unused = Ident::new(&format!("_{}", binding.unique), Span::call_site());
                parse_quote!(let #unused = #name;)
            })
            .collect();
        stmts.extend(code.stmts);
        Code { stmts, ..code }
    }

    /// Whether the statement that a continuation begins with is followed by a meeting point.
    pub(crate) fn goes_on_elsewhere(&self, kont: &Kont) -> bool {
        let Kont::Rest { frame, at, next } = kont else {
            return false;
        };
        if is_tail(frame, *at) {
            return self.goes_on_elsewhere(next);
        }
        let stmt = frame.stmts.get(*at).and_then(parts);
        stmt.is_some_and(|(_, mark)| self.meets(mark))
    }

    /// The arm of a state or a meeting point.
    pub(crate) fn arm(&mut self, pending: Pending) -> Arm {
        let Pending { point, kont, head } = pending;
        let source = match &*kont {
            Kont::Rest { frame, at, .. } => frame.stmts.get(*at).cloned(),
            _ => None,
        };
        match (point, head) {
            (Point::Wait(_), _) => {
                let (ready, code) = self.woken(point, source.as_ref());
                let code = self.apply(&kont, code, point);
                Arm {
                    point,
                    ready: Some(ready),
                    code,
                    source,
                }
            }
            (Point::Head(mark), Some(head)) => {
                let code = self.turn(mark, &head, &kont);
                let code = self.apply(&kont, code, point);
                Arm {
                    point,
                    ready: None,
                    code,
                    source,
                }
            }
            _ => {
                let Kont::Rest { frame, at, next } = &*kont else {
                    return Arm {
                        point,
                        ready: None,
                        code: Vec::new(),
                        source,
                    };
                };
                let rest = self.from(frame, at + 1, next);
                let rest = self.reopened(frame, *at + 1, rest, next, point);
                let code = self.apply(next, rest, point);
                Arm {
                    point,
                    ready: None,
                    code,
                    source,
                }
            }
        }
    }

    /// How the value of a future is bound, and what it is then.
    pub(crate) fn woken(&self, point: Point, source: Option<&Stmt>) -> (Pat, Code) {
        let output = &self.ask.words.output;
        let as_output = || {
            (
                parse_quote!(#output),
                Code::value(Some(parse_quote!(#output))),
            )
        };
        let kept = self.ask.live.kept(point).iter();
        let kept = kept.filter_map(|&variable| self.ask.names.bindings.get(variable));
        let alone = kept
            .map(|binding| self.ask.types.kind(&binding.unique))
            .max()
            != Some(Kind::Loud);
        match source {
            Some(Stmt::Local(local)) => match &local.pat {
                Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => {
                    let quiet = self.ask.types.kind(&pat.ident.to_string()) < Kind::Loud;
                    if alone || quiet {
                        (local.pat.clone(), Code::bound())
                    } else {
                        as_output()
                    }
                }
                Pat::Wild(_) => self.discarded(wait_of(local)),
                pat if patterns::is_whole(pat) || names_reference(pat) => as_output(),
                _ => (
                    parse_quote!(#output),
                    Code::value(Some(parse_quote!(std::convert::identity(#output)))),
                ),
            },
            Some(Stmt::Expr(wait, Some(_))) => self.discarded(Some(wait)),
            _ => as_output(),
        }
    }

    /// A value that's dropped at once.
    pub(crate) fn discarded(&self, wait: Option<&Expr>) -> (Pat, Code) {
        let output = &self.ask.words.output;
        let types = self.ask.types;
        match wait.and_then(|wait| types.of(wait)) {
            Some(syn::Type::Tuple(unit)) if unit.elems.is_empty() => {
                (parse_quote!(()), Code::bound())
            }
            Some(ty) if types.kind_of(&ty) < Kind::Loud => (parse_quote!(_), Code::bound()),
            Some(syn::Type::Path(path)) if path.qself.is_none() => {
                (parse_quote!(#output), dropped(parse_quote!(drop(#output);)))
            }
            // It may be a number, which `drop` isn't for.
            _ => (
                parse_quote!(#output),
                dropped(parse_quote!({ let _output = #output; })),
            ),
        }
    }
}

fn wait_of(local: &syn::Local) -> Option<&Expr> {
    local.init.as_ref().map(|init| &*init.expr)
}
