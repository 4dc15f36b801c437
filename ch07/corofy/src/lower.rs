//! Cuts a coroutine's body at its waits, and at the places where paths meet that waited.
//!
//! Each state has an arm: the code from there to the next state on each path. A construct without waits stays as it
//! is. One with waits ends a path with a change of state; what comes after it, its continuation, is written
//! into the arm that goes on there.
//!
//! The pass runs twice. The first run counts the paths that meet after each construct. In the second, only where
//! several do is there a state.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use proc_macro2::{Ident, Span};
use syn::{Block, Expr, Pat, Stmt, parse_quote};

use crate::answer::Reason;
use crate::exits;
use crate::flow::{self, Point};
use crate::kinds::Kind;
use crate::live::Live;
use crate::mutation;
use crate::names::Names;
use crate::types::Types;
use crate::waits::mark;

/// The rest of a block: where a construct's value goes, and what runs after it.
pub(crate) enum Kont {
    /// The value is the coroutine's output.
    Return,
    /// A turn of the loop with this mark is over.
    Turn(usize),
    /// The value goes to the statement `at`, and the block goes on after it.
    Rest {
        frame: Rc<Frame>,
        at: usize,
        next: Rc<Kont>,
    },
}

/// A block that waits.
pub(crate) struct Frame {
    stmts: Vec<Stmt>,
    /// The variables of the pattern in front of it.
    bound: Vec<usize>,
    /// The loops and labelled blocks around it.
    exits: Exits,
}

/// A loop or labelled block that's cut: where its `break` and `continue` lead.
pub(crate) struct Exit {
    pub(crate) label: Option<String>,
    pub(crate) head: Option<usize>,
    pub(crate) after: Rc<Kont>,
}

pub(crate) type Exits = Rc<Vec<Exit>>;

/// Code on one path.
struct Code {
    stmts: Vec<Stmt>,
    /// The value at its end.
    value: Option<Expr>,
    /// Whether its end is reached.
    falls: bool,
    /// Whether the statement around has its value already.
    bound: bool,
}

impl Code {
    fn ends(stmts: Vec<Stmt>) -> Code {
        Code {
            stmts,
            value: None,
            falls: false,
            bound: false,
        }
    }

    fn value(value: Option<Expr>) -> Code {
        Code {
            stmts: Vec::new(),
            value,
            falls: true,
            bound: false,
        }
    }

    /// The value of a future, which a pattern has taken up.
    fn bound() -> Code {
        Code {
            bound: true,
            ..Code::value(None)
        }
    }

    fn declares(&self) -> bool {
        self.stmts.iter().any(|stmt| matches!(stmt, Stmt::Local(_)))
    }

    fn into_block(self) -> Block {
        let mut stmts = self.stmts;
        stmts.extend(self.value.map(|value| Stmt::Expr(value, None)));
        Block {
            brace_token: Default::default(),
            stmts,
        }
    }
}

/// A state's arm.
pub(crate) struct Arm {
    pub(crate) point: Point,
    /// What the value of the future is bound by, if there is one.
    pub(crate) ready: Option<Pat>,
    pub(crate) code: Vec<Stmt>,
    /// The statement or expression that waits, or the loop's head.
    pub(crate) source: Option<Stmt>,
}

struct Pending {
    point: Point,
    kont: Rc<Kont>,
    head: Option<Expr>,
}

#[derive(Default)]
struct Paths {
    /// Paths that come from other arms, or from where no code can follow.
    resumed: usize,
    /// Whether a path reaches the end of the construct in the code.
    direct: bool,
    /// Paths that `break`.
    left: usize,
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
    pub(crate) states: HashMap<Point, Ident>,
    /// The types of the futures that are waited for.
    pub(crate) futures: HashMap<usize, Expr>,
}

/// Cuts a body into arms.
pub(crate) fn lower(lowering: &Lowering<'_>, body: &Block, reasons: &mut Vec<Reason>) -> Lowered {
    let mut first = Lowerer::new(lowering, None, HashMap::new());
    first.run(body);
    let meeting = first
        .paths
        .iter()
        .filter(|(_, paths)| paths.left > 0 || paths.resumed + usize::from(paths.direct) > 1);
    let meeting: HashSet<usize> = meeting.map(|(mark, _)| *mark).collect();
    let points: Vec<Point> = first.arms.iter().map(|arm| arm.point).collect();
    let states = state_names(points, &meeting);
    let mut second = Lowerer::new(lowering, Some(meeting), states);
    second.run(body);
    reasons.append(&mut second.reasons);
    let mut arms = second.arms;
    let last: HashMap<Point, usize> = second.last;
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

fn state_names(mut points: Vec<Point>, meeting: &HashSet<usize>) -> HashMap<Point, Ident> {
    points.sort();
    let (mut waits, mut loops, mut afters) = (0, 0, 0);
    let mut names = HashMap::new();
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
    meeting: Option<HashSet<usize>>,
    states: HashMap<Point, Ident>,
    paths: HashMap<usize, Paths>,
    queue: VecDeque<Pending>,
    queued: HashSet<Point>,
    arms: Vec<Arm>,
    futures: HashMap<usize, Expr>,
    last: HashMap<Point, usize>,
    pub(crate) reasons: Vec<Reason>,
}

impl<'a> Lowerer<'a> {
    fn new(
        ask: &'a Lowering<'a>,
        meeting: Option<HashSet<usize>>,
        states: HashMap<Point, Ident>,
    ) -> Lowerer<'a> {
        Lowerer {
            ask,
            meeting,
            states,
            paths: HashMap::new(),
            queue: VecDeque::new(),
            queued: HashSet::new(),
            arms: Vec::new(),
            futures: HashMap::new(),
            last: HashMap::new(),
            reasons: Vec::new(),
        }
    }

    fn run(&mut self, body: &Block) {
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
            let arm = self.arm(pending);
            self.arms.push(arm);
        }
    }

    /// Code that changes the state, and goes on with the new one's arm.
    pub(crate) fn go(&mut self, point: Point, future: Option<Expr>) -> Vec<Stmt> {
        let states = &self.ask.words.states;
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
            true => parse_quote!(#states::#state),
            false => parse_quote!(#states::#state { #(#fields),* }),
        };
        stmts.push(parse_quote!(self.state = #value;));
        stmts.push(parse_quote!(continue;));
        stmts
    }

    fn enqueue(&mut self, point: Point, kont: &Rc<Kont>, head: Option<Expr>) {
        if self.queued.insert(point) {
            self.queue.push_back(Pending {
                point,
                kont: kont.clone(),
                head,
            });
        }
    }

    fn meets(&self, mark: usize) -> bool {
        self.meeting
            .as_ref()
            .is_none_or(|meeting| meeting.contains(&mark))
    }

    /// The code of a block from a statement on.
    fn from(&mut self, frame: &Rc<Frame>, first: usize, next: &Rc<Kont>) -> Code {
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
    fn sink(
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
    fn construct(&mut self, expr: &Expr, mark: usize, kont: &Rc<Kont>, exits: &Exits) -> Code {
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
    fn note_last(&mut self, mark: usize, expr: &Expr) {
        let last = marks_in(expr).into_iter().max().unwrap_or(mark);
        self.last.insert(Point::After(mark), last);
    }

    /// Where a branch's value is the coroutine's output, or the end of a turn, the branch says so itself.
    fn finish_branch(&mut self, code: Code, kont: &Rc<Kont>) -> Code {
        if code.falls && is_final(kont) {
            return Code::ends(self.apply(kont, code, Point::Start));
        }
        code
    }

    fn branch(&mut self, node: &syn::ExprIf, kont: &Rc<Kont>, exits: &Exits) -> Code {
        let cond = exits::in_expr(self, exits, (*node.cond).clone());
        let (then, mut falls) =
            self.block(&node.then_branch, self.bound_by(&node.cond), kont, exits);
        let otherwise: Option<Expr> = match node.else_branch.as_ref().map(|(_, expr)| &**expr) {
            None if is_final(kont) => {
                let code = self.finish_branch(Code::value(None), kont);
                let mut stmts: Vec<Stmt> = vec![Stmt::Expr(parse_quote!(if #cond #then), None)];
                stmts.extend(code.stmts);
                return Code::ends(stmts);
            }
            None => {
                falls = true;
                None
            }
            Some(Expr::If(inner)) if mark(&Expr::If(inner.clone())).is_some() => {
                let code = self.branch(inner, kont, exits);
                falls |= code.falls;
                let block = code.into_block();
                Some(match block.stmts.as_slice() {
                    [Stmt::Expr(only @ Expr::If(_), None)] => only.clone(),
                    _ => parse_quote!(#block),
                })
            }
            Some(Expr::Block(block)) => {
                let (block, reached) = self.block(&block.block, Vec::new(), kont, exits);
                falls |= reached;
                Some(parse_quote!(#block))
            }
            Some(other) => {
                let value = exits::in_expr(self, exits, other.clone());
                let code = self.finish_branch(Code::value(Some(value)), kont);
                falls |= code.falls;
                let block = code.into_block();
                Some(parse_quote!(#block))
            }
        };
        let expr: Expr = match otherwise {
            Some(otherwise) => parse_quote!(if #cond #then else #otherwise),
            None => parse_quote!(if #cond #then),
        };
        if falls {
            Code::value(Some(expr))
        } else {
            Code::ends(vec![Stmt::Expr(expr, None)])
        }
    }

    fn block(
        &mut self,
        block: &Block,
        bound: Vec<usize>,
        kont: &Rc<Kont>,
        exits: &Exits,
    ) -> (Block, bool) {
        let exits = exits.clone();
        let frame = Rc::new(Frame {
            stmts: block.stmts.clone(),
            bound,
            exits,
        });
        let code = self.from(&frame, 0, kont);
        let code = self.finish_branch(code, kont);
        let falls = code.falls;
        (code.into_block(), falls)
    }

    fn arms_of(&mut self, node: &syn::ExprMatch, kont: &Rc<Kont>, exits: &Exits) -> Code {
        let mut written = node.clone();
        written.attrs.clear();
        *written.expr = exits::in_expr(self, exits, (*node.expr).clone());
        let mut falls = false;
        for arm in &mut written.arms {
            if let Some((_, guard)) = &mut arm.guard {
                **guard = exits::in_expr(self, exits, (**guard).clone());
            }
            let (block, reached) = match &*arm.body {
                Expr::Block(block) if block.label.is_none() => {
                    self.block(&block.block, self.bound(&arm.pat), kont, exits)
                }
                other => {
                    let block: Block = parse_quote!({ #other });
                    self.block(&block, self.bound(&arm.pat), kont, exits)
                }
            };
            falls |= reached;
            *arm.body = match block.stmts.as_slice() {
                [Stmt::Expr(value, None)] if !matches!(value, Expr::If(_) | Expr::Match(_)) => {
                    value.clone()
                }
                _ => parse_quote!(#block),
            };
            arm.comma = Some(Default::default());
        }
        let expr = Expr::Match(written);
        if falls {
            Code::value(Some(expr))
        } else {
            Code::ends(vec![Stmt::Expr(expr, None)])
        }
    }

    fn bound(&self, pat: &Pat) -> Vec<usize> {
        let mut found = Vec::new();
        flow::variables(pat, &mut |ident| {
            found.extend(self.ask.names.number(&ident.to_string()))
        });
        found
    }

    fn bound_by(&self, cond: &Expr) -> Vec<usize> {
        match cond {
            Expr::Let(node) => self.bound(&node.pat),
            Expr::Binary(node) => {
                let left = self.bound_by(&node.left);
                left.into_iter().chain(self.bound_by(&node.right)).collect()
            }
            Expr::Paren(node) => self.bound_by(&node.expr),
            _ => Vec::new(),
        }
    }

    /// The statement with the code of its construct instead of the construct. `scoped` closes the code's scope first.
    fn sunk(&mut self, frame: &Frame, at: usize, code: Code, scoped: bool) -> Vec<Stmt> {
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
    pub(crate) fn leave(&mut self, kont: &Rc<Kont>, value: Option<Expr>) -> Vec<Stmt> {
        match &**kont {
            Kont::Rest { frame, at, next } if is_tail(frame, *at) => self.leave(next, value),
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

    /// Adds to `code` what runs after it in the same arm, up to the next state.
    fn apply(&mut self, kont: &Kont, code: Code, point: Point) -> Vec<Stmt> {
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

    fn rest(
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
        let nothing = rest.stmts.is_empty() && rest.value.is_none() && is_final(next);
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
    fn with_own(&self, stmt: &Stmt, code: Code, next: &Kont) -> Code {
        let Stmt::Local(local) = stmt else {
            return code;
        };
        if !code.falls || is_final(next) || self.goes_on_elsewhere(next) {
            return code;
        }
        let mut own = Vec::new();
        flow::variables(&local.pat, &mut |ident| own.push(ident.clone()));
        let loud = own
            .iter()
            .filter(|name| self.ask.types.kind(&name.to_string()) == Kind::Loud);
        let mut stmts: Vec<Stmt> = loud.map(|name| parse_quote!(let #name = #name;)).collect();
        stmts.extend(code.stmts);
        Code { stmts, ..code }
    }

    /// Opens a block's scope again around the rest of it, so that its variables are dropped at its end.
    fn reopened(&self, frame: &Frame, at: usize, code: Code, next: &Kont, point: Point) -> Code {
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
                    .any(|value| mutation::mentions(value, &binding.unique));
                if in_value
                    || code
                        .stmts
                        .iter()
                        .any(|stmt| mutation::mentions(stmt, &binding.unique))
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

    /// Whether the statement that a continuation begins with is followed by another state.
    fn goes_on_elsewhere(&self, kont: &Kont) -> bool {
        let Kont::Rest { frame, at, next } = kont else {
            return false;
        };
        if is_tail(frame, *at) {
            return self.goes_on_elsewhere(next);
        }
        let stmt = frame.stmts.get(*at).and_then(parts);
        stmt.is_some_and(|(_, mark)| self.meets(mark))
    }

    /// The arm of a state.
    fn arm(&mut self, pending: Pending) -> Arm {
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
                let rest = self.reopened(frame, *at, rest, next, point);
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
    fn woken(&self, point: Point, source: Option<&Stmt>) -> (Pat, Code) {
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
                pat if flow::is_whole(pat) || names_reference(pat) => as_output(),
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
    fn discarded(&self, wait: Option<&Expr>) -> (Pat, Code) {
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

    /// One turn of a loop.
    fn turn(&mut self, mark: usize, head: &Expr, kont: &Rc<Kont>) -> Code {
        let exits = &match &**kont {
            Kont::Rest { frame, .. } => frame.exits.clone(),
            _ => Exits::default(),
        };
        let turn = Rc::new(Kont::Turn(mark));
        match head {
            Expr::Loop(node) => {
                let exits = inside(exits, node.label.as_ref(), Some(mark), kont);
                let (block, _) = self.block(&node.body, Vec::new(), &turn, &exits);
                Code::ends(block.stmts)
            }
            Expr::While(node) => {
                let cond = exits::in_expr(self, exits, (*node.cond).clone());
                let exits = inside(exits, node.label.as_ref(), Some(mark), kont);
                let (block, _) = self.block(&node.body, self.bound_by(&node.cond), &turn, &exits);
                let stmt = Stmt::Expr(parse_quote!(if #cond #block), None);
                Code {
                    stmts: vec![stmt],
                    ..Code::value(None)
                }
            }
            _ => Code::ends(Vec::new()),
        }
    }
}

/// The constructs around, and one more inside.
fn inside(
    exits: &Exits,
    label: Option<&syn::Label>,
    head: Option<usize>,
    after: &Rc<Kont>,
) -> Exits {
    let label = label.map(|label| label.name.ident.to_string());
    let copy = |exit: &Exit| Exit {
        label: exit.label.clone(),
        head: exit.head,
        after: exit.after.clone(),
    };
    let mut list: Vec<Exit> = exits.iter().map(copy).collect();
    list.push(Exit {
        label,
        head,
        after: after.clone(),
    });
    Rc::new(list)
}

/// The expression of a statement that waits, and its mark.
fn parts(stmt: &Stmt) -> Option<(&Expr, usize)> {
    let expr = match stmt {
        Stmt::Local(local) => &*local.init.as_ref()?.expr,
        Stmt::Expr(expr, _) => expr,
        _ => return None,
    };
    let mut expr = expr;
    while let Expr::Paren(inside) = expr {
        expr = &inside.expr;
    }
    Some((expr, mark(expr)?))
}

/// Whether a statement is the value of its block.
fn is_tail(frame: &Frame, at: usize) -> bool {
    at + 1 == frame.stmts.len() && matches!(frame.stmts.get(at), Some(Stmt::Expr(_, None)))
}

/// Whether no code of the source runs in a continuation before the machine stops or changes its state.
fn is_final(kont: &Kont) -> bool {
    match kont {
        Kont::Return | Kont::Turn(_) => true,
        Kont::Rest { frame, at, next } => is_tail(frame, *at) && is_final(next),
    }
}

/// An expression whose value is dropped.
fn as_stmt(value: Expr) -> Stmt {
    match value {
        Expr::If(_) | Expr::Match(_) | Expr::Block(_) => Stmt::Expr(value, None),
        other => Stmt::Expr(other, Some(Default::default())),
    }
}

/// Whether an expression has no temporaries that live on in a struct literal around it.
fn is_plain(expr: &Expr) -> bool {
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

/// The future's value is gone after this statement.
fn dropped(stmt: Stmt) -> Code {
    Code {
        stmts: vec![stmt],
        ..Code::bound()
    }
}

fn wait_of(local: &syn::Local) -> Option<&Expr> {
    local.init.as_ref().map(|init| &*init.expr)
}

/// Whether a pattern borrows from its value.
fn names_reference(pat: &Pat) -> bool {
    struct Finder(bool);
    impl<'ast> syn::visit::Visit<'ast> for Finder {
        fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
            self.0 |= pat.by_ref.is_some();
        }
    }
    let mut finder = Finder(false);
    syn::visit::Visit::visit_pat(&mut finder, pat);
    finder.0
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
