//! Cuts a coroutine's body at its waits, and at the places where paths meet that waited.
//!
//! Each of these places has an arm: the code from there to the next of them on each path. A construct without waits
//! stays as it is. One with waits ends a path with a jump to another arm; what comes after it, its continuation, is
//! written into the arm that goes on there. A path to a wait changes the state of the machine. A path to a meeting
//! point only says what `poll` does next: nothing waits there, so that it needs no state.
//!
//! The pass runs twice. The first run counts the paths that meet after each construct. In the second, only where
//! several do is there a meeting point.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use proc_macro2::{Ident, Span};
use syn::{Block, Expr, Pat, Stmt, parse_quote};

use crate::answer::Reason;
use crate::exits;
use crate::flow::Point;
use crate::kont::{Code, Exits, Frame, Kont, inside, is_final, is_tail, parts};
use crate::live::Live;
use crate::marks::mark;
use crate::names::Names;
use crate::types::Types;

/// The code from a state or a meeting point on.
pub(crate) struct Arm {
    pub(crate) point: Point,
    /// What the value of the future is bound by, if there is one.
    pub(crate) ready: Option<Pat>,
    pub(crate) code: Vec<Stmt>,
    /// The statement or expression that waits, or the loop's head.
    pub(crate) source: Option<Stmt>,
}

pub(crate) struct Pending {
    pub(crate) point: Point,
    pub(crate) kont: Rc<Kont>,
    pub(crate) head: Option<Expr>,
}

#[derive(Default)]
pub(crate) struct Paths {
    /// Paths that come from other arms, or from where no code can follow.
    pub(crate) resumed: usize,
    /// Whether a path reaches the end of the construct in the code.
    pub(crate) direct: bool,
    /// Paths that `break`.
    pub(crate) left: usize,
}

/// What lowering knows of a coroutine.
pub(crate) struct Lowering<'a> {
    pub(crate) names: &'a Names,
    pub(crate) types: &'a Types<'a>,
    pub(crate) live: &'a Live,
    /// What the machine's fields, states and types are called.
    pub(crate) words: &'a Words,
    pub(crate) output: &'a syn::Type,
    /// Whether a future has to be dropped where it is.
    pub(crate) pinned: bool,
}

/// The names in a machine that don't come from the source.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    /// The enum of the states.
    pub(crate) states: Ident,
    /// The enum of what `poll` does next: it polls, or goes on at a meeting point.
    pub(crate) nexts: Ident,
    /// The variable that says which.
    pub(crate) next: Ident,
    /// The field of the future that a state waits for.
    pub(crate) future: Ident,
    /// The value of a future.
    pub(crate) output: Ident,
    /// The parameter of `poll`.
    pub(crate) waker: Ident,
}

/// The arms of a machine.
pub(crate) struct Lowered {
    pub(crate) arms: Vec<Arm>,
    pub(crate) states: BTreeMap<Point, Ident>,
    /// The types of the futures that are waited for.
    pub(crate) futures: BTreeMap<usize, Expr>,
}

/// Cuts a body into arms.
pub(crate) fn lower(lowering: &Lowering<'_>, body: &Block, reasons: &mut Vec<Reason>) -> Lowered {
    let mut first = Lowerer::new(lowering, None, BTreeMap::new());
    first.run(body);
    let meeting = first
        .paths
        .iter()
        .filter(|(_, paths)| paths.left > 0 || paths.resumed + usize::from(paths.direct) > 1);
    let meeting: BTreeSet<usize> = meeting.map(|(mark, _)| *mark).collect();
    let points: Vec<Point> = first.arms.iter().map(|arm| arm.point).collect();
    let states = state_names(points, &meeting);
    let mut second = Lowerer::new(lowering, Some(meeting), states);
    second.run(body);
    reasons.append(&mut second.reasons);
    let mut arms = second.arms;
    let last: BTreeMap<Point, usize> = second.last;
    arms.sort_by_key(|arm| match arm.point {
        Point::Start => (0, 0, 0),
        Point::Wait(mark) | Point::Head(mark) => (mark + 1, 0, 0),
        Point::After(mark) => (
            last.get(&arm.point).copied().unwrap_or(mark) + 1,
            1,
            usize::MAX - mark,
        ),
    });
    Lowered {
        arms,
        states: second.states,
        futures: second.futures,
    }
}

fn state_names(mut points: Vec<Point>, meeting: &BTreeSet<usize>) -> BTreeMap<Point, Ident> {
    points.sort();
    let (mut waits, mut loops, mut afters) = (0, 0, 0);
    let mut names = BTreeMap::new();
    for point in points {
        let (word, count) = match point {
            Point::Start => {
                names.insert(point, Ident::new("Start", Span::call_site()));
                continue;
            }
            Point::Wait(_) => ("Wait", &mut waits),
            Point::Head(_) => ("Loop", &mut loops),
            Point::After(mark) if meeting.contains(&mark) => ("After", &mut afters),
            Point::After(_) => continue,
        };
        *count += 1;
        names.insert(
            point,
            Ident::new(&format!("{word}{count}"), Span::call_site()),
        );
    }
    names
}

pub(crate) struct Lowerer<'a> {
    pub(crate) ask: &'a Lowering<'a>,
    /// The constructs after which paths meet, once that's known.
    pub(crate) meeting: Option<BTreeSet<usize>>,
    pub(crate) states: BTreeMap<Point, Ident>,
    pub(crate) paths: BTreeMap<usize, Paths>,
    pub(crate) queue: VecDeque<Pending>,
    pub(crate) queued: BTreeSet<Point>,
    pub(crate) arms: Vec<Arm>,
    pub(crate) futures: BTreeMap<usize, Expr>,
    pub(crate) last: BTreeMap<Point, usize>,
    pub(crate) reasons: Vec<Reason>,
    /// Where the arm begins that's being written.
    pub(crate) from: Point,
}

impl<'a> Lowerer<'a> {
    pub(crate) fn new(
        ask: &'a Lowering<'a>,
        meeting: Option<BTreeSet<usize>>,
        states: BTreeMap<Point, Ident>,
    ) -> Lowerer<'a> {
        Lowerer {
            ask,
            meeting,
            states,
            paths: BTreeMap::new(),
            queue: VecDeque::new(),
            queued: BTreeSet::new(),
            arms: Vec::new(),
            futures: BTreeMap::new(),
            last: BTreeMap::new(),
            reasons: Vec::new(),
            from: Point::Start,
        }
    }

    pub(crate) fn run(&mut self, body: &Block) {
        let frame = Rc::new(Frame {
            stmts: body.stmts.clone(),
            bound: Vec::new(),
            exits: Exits::default(),
        });
        let code = self.from(&frame, 0, &Rc::new(Kont::Return));
        let code = self.apply(&Kont::Return, code, Point::Start);
        self.arms.push(Arm {
            point: Point::Start,
            ready: None,
            code,
            source: None,
        });
        while let Some(pending) = self.queue.pop_front() {
            self.from = pending.point;
            let arm = self.arm(pending);
            self.arms.push(arm);
        }
    }

    /// Code that goes on with the arm of a state or a meeting point.
    pub(crate) fn go(&mut self, point: Point, future: Option<Expr>) -> Vec<Stmt> {
        let Words { nexts, next, .. } = self.ask.words;
        let kinds = match point.is_state() {
            true => &self.ask.words.states,
            false => nexts,
        };
        let fallback = Ident::new("Unknown", Span::call_site());
        let state = self.states.get(&point).unwrap_or(&fallback);
        let kept = self.ask.live.kept(point).iter().rev();
        let kept = kept.filter_map(|&variable| self.ask.names.bindings.get(variable));
        let fields = kept.map(|binding| {
            let (field, value) = (
                Ident::new(&binding.unique, Span::call_site()),
                &binding.unique,
            );
            let value = Ident::new(value, Span::call_site());
            quote::quote!(#field: #value)
        });
        let name = &self.ask.words.future;
        let mut stmts: Vec<Stmt> = Vec::new();
        let future = future.map(|future| {
            let value: Expr = match is_plain(&future) {
                true => future,
                false => {
                    stmts.push(parse_quote!(let #name = #future;));
                    parse_quote!(#name)
                }
            };
            if self.ask.pinned {
                quote::quote!(#name: Some(#value))
            } else {
                quote::quote!(#name: #value)
            }
        });
        let fields: Vec<_> = future.into_iter().chain(fields).collect();
        let value: Expr = match fields.is_empty() {
            true => parse_quote!(#kinds::#state),
            false => parse_quote!(#kinds::#state { #(#fields),* }),
        };
        if point.is_state() {
            stmts.push(parse_quote!(self.state = #value;));
            if !self.from.is_state() {
                stmts.push(parse_quote!(#next = #nexts::Poll;));
            }
        } else {
            stmts.push(parse_quote!(#next = #value;));
        }
        stmts.push(parse_quote!(continue;));
        stmts
    }

    pub(crate) fn enqueue(&mut self, point: Point, kont: &Rc<Kont>, head: Option<Expr>) {
        if self.queued.insert(point) {
            self.queue.push_back(Pending {
                point,
                kont: kont.clone(),
                head,
            });
        }
    }

    pub(crate) fn meets(&self, mark: usize) -> bool {
        self.meeting
            .as_ref()
            .is_none_or(|meeting| meeting.contains(&mark))
    }

    /// The code of a block from a statement on.
    pub(crate) fn from(&mut self, frame: &Rc<Frame>, first: usize, next: &Rc<Kont>) -> Code {
        let mut stmts = Vec::new();
        let exits = &frame.exits;
        for (at, stmt) in frame.stmts.iter().enumerate().skip(first) {
            let tail = at + 1 == frame.stmts.len();
            match parts(stmt) {
                Some((expr, mark)) => {
                    let kont = Rc::new(Kont::Rest {
                        frame: frame.clone(),
                        at,
                        next: next.clone(),
                    });
                    let code = self.construct(expr, mark, &kont, exits);
                    if let Some(done) = self.sink(code, (frame, at), mark, &mut stmts, &kont) {
                        return done;
                    }
                }
                None if tail && matches!(stmt, Stmt::Expr(_, None)) => {
                    let Stmt::Expr(value, _) = stmt else { continue };
                    let value = exits::in_expr(self, exits, value.clone());
                    if exits::ends(&value) || exits::never_ends(&value) {
                        stmts.extend(exits::as_stmts(value));
                        return Code::ends(stmts);
                    }
                    return Code {
                        stmts,
                        ..Code::value(Some(value))
                    };
                }
                None => {
                    let rewritten = exits::in_stmt(self, exits, stmt.clone());
                    let ends = rewritten.last().is_some_and(exits::stmt_ends);
                    stmts.extend(rewritten);
                    if ends {
                        return Code::ends(stmts);
                    }
                }
            }
        }
        Code {
            stmts,
            ..Code::value(None)
        }
    }

    /// Adds a construct's code to its block. `Some` if no code of the block follows in this arm.
    pub(crate) fn sink(
        &mut self,
        code: Code,
        (frame, at): (&Rc<Frame>, usize),
        mark: usize,
        stmts: &mut Vec<Stmt>,
        kont: &Rc<Kont>,
    ) -> Option<Code> {
        if !code.falls {
            stmts.extend(code.stmts);
            return Some(Code::ends(std::mem::take(stmts)));
        }
        if is_tail(frame, at) {
            stmts.extend(code.stmts);
            return Some(Code {
                stmts: std::mem::take(stmts),
                ..Code::value(code.value)
            });
        }
        self.paths.entry(mark).or_default().direct = true;
        stmts.extend(self.sunk(frame, at, code, true));
        if self.meets(mark) {
            stmts.extend(self.go(Point::After(mark), None));
            self.enqueue(Point::After(mark), kont, None);
            return Some(Code::ends(std::mem::take(stmts)));
        }
        None
    }

    /// The code of a construct that waits. Its value, if the end is reached, is in the code.
    pub(crate) fn construct(
        &mut self,
        expr: &Expr,
        mark: usize,
        kont: &Rc<Kont>,
        exits: &Exits,
    ) -> Code {
        self.note_last(mark, expr);
        match expr {
            Expr::Field(wait) => {
                let future = exits::in_expr(self, exits, (*wait.base).clone());
                self.futures.insert(mark, future.clone());
                self.enqueue(Point::Wait(mark), kont, None);
                Code::ends(self.go(Point::Wait(mark), Some(future)))
            }
            Expr::Block(block) => {
                let exits = match &block.label {
                    Some(label) => inside(exits, Some(label), None, kont),
                    None => exits.clone(),
                };
                let frame = Rc::new(Frame {
                    stmts: block.block.stmts.clone(),
                    bound: Vec::new(),
                    exits,
                });
                let code = self.from(&frame, 0, kont);
                self.finish_branch(code, kont)
            }
            Expr::If(node) => self.branch(node, kont, exits),
            Expr::Match(node) => self.arms_of(node, kont, exits),
            _ => {
                self.enqueue(Point::Head(mark), kont, Some(expr.clone()));
                Code::ends(self.go(Point::Head(mark), None))
            }
        }
    }

    /// Remembers the last mark inside a construct, for the order of the states.
    pub(crate) fn note_last(&mut self, mark: usize, expr: &Expr) {
        let last = marks_in(expr).into_iter().max().unwrap_or(mark);
        self.last.insert(Point::After(mark), last);
    }

    /// Where a branch's value is the coroutine's output, or the end of a turn, the branch says so itself.
    pub(crate) fn finish_branch(&mut self, code: Code, kont: &Rc<Kont>) -> Code {
        if code.falls && is_final(kont) {
            return Code::ends(self.apply(kont, code, Point::Start));
        }
        code
    }
}

/// Whether an expression has no temporaries that live on in a struct literal around it.
pub(crate) fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Macro(call) => crate::macros::name(&call.mac) == "format",
        Expr::Call(call) => call.args.iter().all(is_plain),
        Expr::Reference(reference) => is_plain(&reference.expr),
        Expr::Field(field) => is_plain(&field.base),
        Expr::Cast(cast) => is_plain(&cast.expr),
        Expr::Paren(paren) => is_plain(&paren.expr),
        Expr::Binary(binary) => is_plain(&binary.left) && is_plain(&binary.right),
        _ => false,
    }
}

fn marks_in(expr: &Expr) -> Vec<usize> {
    struct Finder(Vec<usize>);
    impl<'ast> syn::visit::Visit<'ast> for Finder {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            self.0.extend(mark(expr));
            syn::visit::visit_expr(self, expr);
        }
    }
    let mut finder = Finder(Vec::new());
    syn::visit::Visit::visit_expr(&mut finder, expr);
    finder.0
}

impl exits::Ways for Lowerer<'_> {
    fn again(&mut self, head: usize) -> Vec<Stmt> {
        self.go(Point::Head(head), None)
    }

    fn leave(&mut self, after: &Rc<Kont>, value: Option<Expr>) -> Vec<Stmt> {
        self.break_to(after, value)
    }

    fn refuse(&mut self, reason: Reason) {
        self.reasons.push(reason);
    }

    fn types(&self) -> &Types<'_> {
        self.ask.types
    }

    fn output(&self) -> &syn::Type {
        self.ask.output
    }
}
