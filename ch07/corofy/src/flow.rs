//! What a coroutine's code does to its variables, and in which order: a graph of single events.

use syn::punctuated::Punctuated;
use syn::{Block, Expr, ExprClosure, Local, Pat, Stmt};

use crate::borrows::Borrows;
use crate::kinds::Kind;
use crate::macros::{self, Arguments};
use crate::names::{self, Names};
use crate::syntax::{self, name_of};
use crate::types::Types;

/// A place in the code where a machine may have a state. The number is the mark of the expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Point {
    /// Before anything runs.
    Start,
    /// Where a future is waited for.
    Wait(usize),
    /// Where a loop begins its next turn.
    Head(usize),
    /// After a statement.
    After(usize),
}

/// What one node of the graph does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Nothing: paths meet or part here.
    Nothing,
    /// Reads or borrows a variable.
    Use(usize),
    /// Uses a variable by value.
    Move(usize),
    /// Moves a part out of a variable.
    Part(usize),
    /// Declares a variable with a value.
    Declare(usize),
    /// Declares a variable without a value.
    Empty(usize),
    /// Gives a variable that's declared already a value.
    Set(usize),
    /// A state of the machine.
    Point(Point),
}

/// A node: what it does, and what may come next.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) event: Event,
    pub(crate) next: Vec<usize>,
}

/// The graph of a coroutine.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    pub(crate) nodes: Vec<Node>,
    /// Each point, its node, and the variables in whose scope it is, the oldest first.
    pub(crate) points: Vec<(Point, usize, Vec<usize>)>,
}

impl Flow {
    /// The graph of a coroutine's body, whose parameters are `params`.
    pub(crate) fn of(
        names: &Names,
        types: &Types<'_>,
        borrows: &Borrows,
        (params, body): (&[&Pat], &Block),
    ) -> Flow {
        let mut builder = Builder {
            names,
            types,
            borrows,
            flow: Flow::default(),
            at: None,
            scope: Vec::new(),
            blocks: Vec::new(),
            loops: Vec::new(),
        };
        builder.at = Some(builder.node(Event::Nothing));
        for pat in params {
            builder.bind(pat, true);
        }
        builder.point(Point::Start);
        builder.block(body);
        builder.flow
    }
}

struct Builder<'a> {
    names: &'a Names,
    types: &'a Types<'a>,
    borrows: &'a Borrows,
    flow: Flow,
    /// The last node on this path, unless the path has ended.
    at: Option<usize>,
    scope: Vec<usize>,
    /// Where the variables of each block around begin in `scope`.
    blocks: Vec<usize>,
    loops: Vec<Loop>,
}

/// A loop or labelled block that the builder is in.
struct Loop {
    label: Option<String>,
    head: Option<usize>,
    end: usize,
}

impl Builder<'_> {
    fn node(&mut self, event: Event) -> usize {
        self.flow.nodes.push(Node {
            event,
            next: Vec::new(),
        });
        self.flow.nodes.len() - 1
    }

    fn edge(&mut self, from: Option<usize>, to: usize) {
        if let Some(from) = from
            && let Some(node) = self.flow.nodes.get_mut(from)
        {
            node.next.push(to);
        }
    }

    fn event(&mut self, event: Event) {
        let node = self.node(event);
        self.edge(self.at, node);
        self.at = Some(node);
    }

    fn point(&mut self, point: Point) {
        if self.at.is_none() {
            return;
        }
        self.event(Event::Point(point));
        if let Some(node) = self.at {
            let scope = self.in_order_of_drops();
            self.flow.points.push((point, node, scope));
        }
    }

    fn within(&mut self, visit: impl FnOnce(&mut Self)) {
        let outer = self.scope.len();
        self.blocks.push(outer);
        visit(self);
        self.blocks.pop();
        self.scope.truncate(outer);
    }

    /// The variables in scope, so that the last one is dropped first. The operands that an expression has so far are dropped
    /// before the temporaries of its statement, whichever was there first.
    fn in_order_of_drops(&self) -> Vec<usize> {
        let ends = self
            .blocks
            .iter()
            .skip(1)
            .copied()
            .chain([self.scope.len()]);
        let starts = std::iter::once(0).chain(self.blocks.iter().skip(1).copied());
        let mut ordered = Vec::with_capacity(self.scope.len());
        for (start, end) in starts.zip(ends) {
            let block = self.scope.get(start..end).unwrap_or_default();
            let is_operand = |variable: &&usize| {
                self.names
                    .bindings
                    .get(**variable)
                    .is_some_and(|binding| binding.operand)
            };
            ordered.extend(block.iter().filter(|variable| !is_operand(variable)));
            ordered.extend(block.iter().filter(is_operand));
        }
        ordered
    }

    fn block(&mut self, block: &Block) {
        self.within(|this| {
            for stmt in &block.stmts {
                this.stmt(stmt);
            }
        });
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Local(local) => self.local(local),
            Stmt::Expr(expr, _) => {
                self.value(expr);
                self.after(expr);
            }
            Stmt::Macro(call) => self.mac(&call.mac),
            Stmt::Item(_) => {}
        }
    }

    fn after(&mut self, expr: &Expr) {
        if let Some(mark) = crate::waits::mark(expr) {
            self.point(Point::After(mark));
        }
    }

    fn local(&mut self, local: &Local) {
        let Some(init) = &local.init else {
            self.bind(&local.pat, false);
            return;
        };
        if crate::borrows::plain(&local.pat).is_some() {
            self.value(&init.expr);
        } else {
            self.scrutinee(&init.expr);
        }
        if let Some((_, diverge)) = &init.diverge {
            let here = self.at;
            self.value(diverge);
            self.at = here;
        }
        if crate::borrows::plain(&local.pat).is_none() {
            self.take_apart(&init.expr, &local.pat);
        }
        self.bind(&local.pat, true);
        self.after(&init.expr);
    }

    /// Puts the variables of a pattern in scope, without a value.
    fn declare(&mut self, pat: &Pat) {
        let mut found = Vec::new();
        variables(pat, &mut |ident| {
            found.extend(self.names.number(&ident.to_string()))
        });
        found.dedup();
        self.scope.extend(found);
    }

    fn bind(&mut self, pat: &Pat, filled: bool) {
        let outer = self.scope.len();
        self.declare(pat);
        for at in outer..self.scope.len() {
            if let Some(&variable) = self.scope.get(at) {
                self.event(if filled {
                    Event::Declare(variable)
                } else {
                    Event::Empty(variable)
                });
            }
        }
    }

    /// A value that a pattern takes apart: a variable isn't moved as a whole by this alone.
    fn scrutinee(&mut self, expr: &Expr) {
        match self.root(expr) {
            Some(variable) => self.used(variable, true),
            None => self.value(expr),
        }
    }

    /// The variable that an expression like `value.field` is a part of.
    fn root(&self, expr: &Expr) -> Option<usize> {
        match expr {
            Expr::Field(field) if !syntax::is_wait(field) => self.root(&field.base),
            Expr::Paren(paren) => self.root(&paren.expr),
            Expr::Path(_) => self.names.number(&name_of(expr)?.to_string()),
            _ => None,
        }
    }

    /// What a pattern moves out of the variable that it takes apart.
    fn take_apart(&mut self, expr: &Expr, pat: &Pat) {
        let Some(variable) = self.root(expr) else {
            return;
        };
        let mut moves = false;
        variables(pat, &mut |ident| {
            moves |= self.types.kind(&ident.to_string()) != Kind::Copy
        });
        let reference = matches!(self.types.of(expr), Some(syn::Type::Reference(_)));
        if !moves || (reference && !matches!(pat, Pat::Ident(_) | Pat::Type(_))) || by_ref(pat) {
            return;
        }
        if self.types.kind_of_value(expr) == Kind::Copy {
            return;
        }
        if name_of(expr).is_none() && self.types.of(expr).is_none() {
            return;
        }
        let whole = is_whole(pat) && name_of(expr).is_some();
        self.event(if whole {
            Event::Move(variable)
        } else {
            Event::Part(variable)
        });
    }

    fn variable(&mut self, expr: &Expr, by_value: bool) -> bool {
        let Some(variable) = name_of(expr).and_then(|name| self.names.number(&name.to_string()))
        else {
            return false;
        };
        let name = name_of(expr)
            .map(|name| name.to_string())
            .unwrap_or_default();
        let moves = by_value && self.types.kind(&name) != Kind::Copy;
        if moves {
            self.event(Event::Move(variable));
        }
        self.used(variable, !moves);
        true
    }

    /// A use of a variable. What it borrows has to be there as long as it's used.
    fn used(&mut self, variable: usize, itself: bool) {
        if itself {
            self.event(Event::Use(variable));
        }
        for borrowed in self.borrows.of(variable) {
            self.event(Event::Use(borrowed));
        }
    }

    /// An expression that's read or borrowed in place.
    fn place(&mut self, expr: &Expr) {
        match expr {
            Expr::Field(field) if !syntax::is_wait(field) => self.place(&field.base),
            Expr::Index(index) => {
                self.place(&index.expr);
                self.value(&index.index);
            }
            Expr::Paren(paren) => self.place(&paren.expr),
            Expr::Unary(unary) => self.place(&unary.expr),
            _ if self.variable(expr, false) => {}
            _ => self.value(expr),
        }
    }

    fn values(&mut self, list: &Punctuated<Expr, syn::Token![,]>) {
        for expr in list {
            self.value(expr);
        }
    }

    /// An expression that's evaluated and used by value.
    fn value(&mut self, expr: &Expr) {
        if self.variable(expr, true) {
            return;
        }
        match expr {
            Expr::Array(array) => self.values(&array.elems),
            Expr::Tuple(tuple) => self.values(&tuple.elems),
            Expr::Assign(assign) => self.assign(assign),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Block(block) => {
                self.labelled(block.label.as_ref(), None, |this| this.block(&block.block))
            }
            Expr::Unsafe(block) => self.block(&block.block),
            Expr::Break(_) | Expr::Continue(_) | Expr::Return(_) => self.leave(expr),
            Expr::Call(call) => {
                self.place(&call.func);
                self.values(&call.args);
            }
            Expr::Cast(cast) => self.value(&cast.expr),
            Expr::Closure(closure) => self.closure(closure),
            Expr::Field(field) if syntax::is_wait(field) => self.wait(expr, &field.base),
            Expr::Field(_) => self.field(expr),
            Expr::Group(group) => self.value(&group.expr),
            Expr::Paren(paren) => self.value(&paren.expr),
            Expr::If(node) => self.branch(node),
            Expr::Index(_) => self.place(expr),
            Expr::Let(node) => {
                self.scrutinee(&node.expr);
                self.take_apart(&node.expr, &node.pat);
                self.bind(&node.pat, true);
            }
            Expr::Match(node) => self.arms(node),
            Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => self.turns(expr),
            Expr::Macro(call) => self.mac(&call.mac),
            Expr::MethodCall(call) => self.method(call),
            Expr::Range(range) => {
                range
                    .start
                    .iter()
                    .chain(&range.end)
                    .for_each(|bound| self.value(bound));
            }
            Expr::RawAddr(address) => self.place(&address.expr),
            Expr::Reference(reference) => self.place(&reference.expr),
            Expr::Repeat(repeat) => self.value(&repeat.expr),
            Expr::Struct(value) => {
                value
                    .fields
                    .iter()
                    .for_each(|field| self.value(&field.expr));
                value.rest.iter().for_each(|rest| self.place(rest));
            }
            Expr::Try(attempt) => self.value(&attempt.expr),
            Expr::Unary(unary) => match unary.op {
                syn::UnOp::Deref(_) => self.place(&unary.expr),
                _ => self.value(&unary.expr),
            },
            Expr::Async(block) => self.block(&block.block),
            _ => {}
        }
    }

    /// A field used by value. One whose type can't be read off counts as copied, but not out of a value without a name.
    fn field(&mut self, expr: &Expr) {
        let root = self.root(expr);
        let made = root.and_then(|variable| self.names.bindings.get(variable));
        let made = made.is_some_and(|binding| binding.made);
        let copied = match self.types.of(expr) {
            Some(ty) => self.types.kind_of(&ty) == Kind::Copy,
            None => !made,
        };
        match root {
            Some(variable) if !copied => self.event(Event::Part(variable)),
            _ => self.place(expr),
        }
    }

    fn wait(&mut self, expr: &Expr, future: &Expr) {
        self.value(future);
        if let Some(mark) = crate::waits::mark(expr) {
            self.point(Point::Wait(mark));
            for borrowed in self.borrows.of_future(mark) {
                self.event(Event::Use(borrowed));
            }
        }
    }

    fn assign(&mut self, assign: &syn::ExprAssign) {
        self.value(&assign.right);
        match name_of(&assign.left).and_then(|name| self.names.number(&name.to_string())) {
            Some(variable) => self.event(Event::Set(variable)),
            None => self.place(&assign.left),
        }
    }

    fn binary(&mut self, binary: &syn::ExprBinary) {
        use syn::BinOp::{And, Eq, Ge, Gt, Le, Lt, Ne, Or};
        match binary.op {
            And(_) | Or(_) => {
                self.value(&binary.left);
                let here = self.at;
                self.value(&binary.right);
                self.merge(&[here]);
            }
            Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_) => {
                self.place(&binary.left);
                self.place(&binary.right);
            }
            op if is_assignment(&op) => {
                self.value(&binary.right);
                self.place(&binary.left);
            }
            _ => {
                self.value(&binary.left);
                self.value(&binary.right);
            }
        }
    }

    fn merge(&mut self, others: &[Option<usize>]) {
        let ends: Vec<usize> = others.iter().copied().chain([self.at]).flatten().collect();
        if ends.is_empty() {
            self.at = None;
            return;
        }
        let join = self.node(Event::Nothing);
        for end in ends {
            self.edge(Some(end), join);
        }
        self.at = Some(join);
    }

    /// A condition, with the ends of the paths on which it's false.
    fn condition(&mut self, cond: &Expr) -> Vec<Option<usize>> {
        match cond {
            Expr::Let(node) => {
                self.scrutinee(&node.expr);
                let no = self.at;
                self.take_apart(&node.expr, &node.pat);
                self.bind(&node.pat, true);
                vec![no]
            }
            Expr::Binary(node) if matches!(node.op, syn::BinOp::And(_)) => {
                let mut no = self.condition(&node.left);
                no.extend(self.condition(&node.right));
                no
            }
            Expr::Paren(node) => self.condition(&node.expr),
            _ => {
                self.value(cond);
                vec![self.at]
            }
        }
    }

    fn branch(&mut self, node: &syn::ExprIf) {
        let mut no = Vec::new();
        self.within(|this| {
            no = this.condition(&node.cond);
            this.block(&node.then_branch);
        });
        let yes = self.at.take();
        self.merge(&no);
        if let Some((_, otherwise)) = &node.else_branch {
            self.value(otherwise);
        }
        self.merge(&[yes]);
    }

    fn arms(&mut self, node: &syn::ExprMatch) {
        self.scrutinee(&node.expr);
        let mut next = self.at;
        let mut ends = Vec::new();
        for arm in &node.arms {
            self.at = next;
            self.within(|this| {
                this.bind(&arm.pat, true);
                if let Some((_, guard)) = &arm.guard {
                    this.value(guard);
                    next = this.at;
                }
                this.take_apart(&node.expr, &arm.pat);
                this.value(&arm.body);
            });
            ends.push(self.at);
        }
        self.at = None;
        self.merge(&ends);
    }

    fn labelled(
        &mut self,
        label: Option<&syn::Label>,
        head: Option<usize>,
        visit: impl FnOnce(&mut Self),
    ) {
        let label = label.map(|label| label.name.ident.to_string());
        if head.is_none() && label.is_none() {
            return visit(self);
        }
        let end = self.node(Event::Nothing);
        self.loops.push(Loop { label, head, end });
        visit(self);
        self.loops.pop();
        if head.is_none() {
            self.edge(self.at, end);
        }
        let reached = self.flow.nodes.iter().any(|node| node.next.contains(&end));
        self.at = reached.then_some(end);
    }

    fn turns(&mut self, expr: &Expr) {
        if let Expr::ForLoop(node) = expr {
            self.value(&node.expr);
        }
        self.event(Event::Nothing);
        if let Some(mark) = crate::waits::mark(expr) {
            self.point(Point::Head(mark));
        }
        let Some(head) = self.at else { return };
        let label = match expr {
            Expr::Loop(node) => &node.label,
            Expr::While(node) => &node.label,
            Expr::ForLoop(node) => &node.label,
            _ => &None,
        };
        self.labelled(label.as_ref(), Some(head), |this| {
            this.within(|this| this.turn(expr, head))
        });
    }

    /// One turn of a loop, whose end leads back to its head.
    fn turn(&mut self, expr: &Expr, head: usize) {
        let end = self.loops.last().map(|inner| inner.end);
        match expr {
            Expr::Loop(node) => self.block(&node.body),
            Expr::While(node) => {
                let no = self.condition(&node.cond);
                for (no, end) in no.into_iter().zip(std::iter::repeat(end)) {
                    end.into_iter().for_each(|end| self.edge(no, end));
                }
                self.block(&node.body);
            }
            Expr::ForLoop(node) => {
                if let Some(end) = end {
                    self.edge(self.at, end);
                }
                self.bind(&node.pat, true);
                self.block(&node.body);
            }
            _ => {}
        }
        self.edge(self.at, head);
        self.at = None;
    }

    fn leave(&mut self, expr: &Expr) {
        let (label, value, ends) = match expr {
            Expr::Break(node) => (&node.label, node.expr.as_deref(), true),
            Expr::Continue(node) => (&node.label, None, false),
            Expr::Return(node) => {
                node.expr.iter().for_each(|value| self.value(value));
                self.at = None;
                return;
            }
            _ => return,
        };
        value.into_iter().for_each(|value| self.value(value));
        let label = label.as_ref().map(|label| label.ident.to_string());
        let target = self.loops.iter().rev().find(|inner| match &label {
            Some(_) => inner.label == label,
            None => inner.head.is_some(),
        });
        let to = target.and_then(|inner| if ends { Some(inner.end) } else { inner.head });
        if let Some(to) = to {
            self.edge(self.at, to);
        }
        self.at = None;
    }

    /// A closure captures what its body uses when it's made: by value what it uses by value, or all if it's `move`.
    fn closure(&mut self, closure: &ExprClosure) {
        let outside = std::mem::take(&mut self.flow);
        let (here, loops) = (self.at, std::mem::take(&mut self.loops));
        self.at = None;
        self.within(|this| {
            this.event(Event::Nothing);
            closure
                .inputs
                .iter()
                .for_each(|input| this.bind(input, true));
            this.value(&closure.body);
        });
        let inside = std::mem::replace(&mut self.flow, outside);
        (self.at, self.loops) = (here, loops);
        for node in inside.nodes {
            match node.event {
                Event::Use(variable) if closure.capture.is_some() => self.capture(variable),
                Event::Use(_) | Event::Move(_) | Event::Part(_) => self.event(node.event),
                Event::Set(variable) => self.event(Event::Use(variable)),
                _ => {}
            }
        }
    }

    fn capture(&mut self, variable: usize) {
        let binding = self.names.bindings.get(variable);
        let copied = binding.is_some_and(|binding| self.types.kind(&binding.unique) == Kind::Copy);
        self.event(if copied {
            Event::Use(variable)
        } else {
            Event::Move(variable)
        });
    }

    fn method(&mut self, call: &syn::ExprMethodCall) {
        if self.consumes(call) {
            self.value(&call.receiver);
        } else {
            self.place(&call.receiver);
        }
        self.values(&call.args);
    }

    /// Whether a method takes its receiver by value: as the file says, or by the conventions for names.
    fn consumes(&self, call: &syn::ExprMethodCall) -> bool {
        crate::waits::consumes(self.types.known, &call.method.to_string())
    }

    fn mac(&mut self, mac: &syn::Macro) {
        let by_value = macros::name(mac) == "vec";
        if let Some(arguments) = macros::arguments(mac) {
            for argument in &arguments.list {
                let argument = Arguments::value(argument);
                if by_value {
                    self.value(argument)
                } else {
                    self.place(argument)
                }
            }
            return self.named_in(quote::ToTokens::to_token_stream(&mac.tokens), true);
        }
        self.named_in(mac.tokens.clone(), false);
    }

    /// The variables that format strings name, and without `only_text` those that tokens name.
    fn named_in(&mut self, tokens: proc_macro2::TokenStream, only_text: bool) {
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Group(group) => self.named_in(group.stream(), only_text),
                proc_macro2::TokenTree::Ident(ident) if !only_text => {
                    if let Some(variable) = self.names.number(&ident.to_string()) {
                        self.used(variable, true);
                    }
                }
                proc_macro2::TokenTree::Literal(literal) => {
                    for variable in self.names.numbers_in(&literal.to_string()) {
                        self.used(variable, true);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Calls `see` with each variable that a pattern declares.
pub(crate) fn variables(pat: &Pat, see: &mut dyn FnMut(&syn::Ident)) {
    struct Finder<'a>(&'a mut dyn FnMut(&syn::Ident));
    impl<'ast> syn::visit::Visit<'ast> for Finder<'_> {
        fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
            if names::is_variable(pat) {
                (self.0)(&pat.ident);
            }
            syn::visit::visit_pat_ident(self, pat);
        }
        fn visit_expr(&mut self, _: &'ast Expr) {}
    }
    syn::visit::Visit::visit_pat(&mut Finder(see), pat);
}

fn by_ref(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(ident) => ident.by_ref.is_some(),
        _ => false,
    }
}

/// Whether a pattern leaves nothing of the value behind that could have a destructor.
pub(crate) fn is_whole(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(ident) => ident.by_ref.is_none() && names::is_variable(ident),
        Pat::Type(typed) => is_whole(&typed.pat),
        Pat::Paren(paren) => is_whole(&paren.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().all(is_whole),
        Pat::TupleStruct(tuple) => tuple.elems.iter().all(is_whole),
        Pat::Struct(value) => {
            value.rest.is_none() && value.fields.iter().all(|field| is_whole(&field.pat))
        }
        Pat::Or(or) => or.cases.iter().all(is_whole),
        Pat::Lit(_) | Pat::Path(_) | Pat::Range(_) => true,
        _ => false,
    }
}

/// `+=` and the like.
pub(crate) fn is_assignment(op: &syn::BinOp) -> bool {
    use syn::BinOp::{
        AddAssign, BitAndAssign, BitOrAssign, BitXorAssign, DivAssign, MulAssign, RemAssign,
        ShlAssign, ShrAssign, SubAssign,
    };
    matches!(
        op,
        AddAssign(_)
            | SubAssign(_)
            | MulAssign(_)
            | DivAssign(_)
            | RemAssign(_)
            | BitXorAssign(_)
            | BitAndAssign(_)
            | BitOrAssign(_)
            | ShlAssign(_)
            | ShrAssign(_)
    )
}
