//! What each expression does to variables.

use syn::punctuated::Punctuated;
use syn::{Expr, ExprClosure, Pat};

use crate::flow::{Builder, Event, Loop, Point};
use crate::kinds::Kind;
use crate::macros::{self, Arguments};
use crate::patterns::{is_whole, variables};
use crate::syntax::{self, is_assignment, name_of};

impl Builder<'_> {
    /// A value that a pattern takes apart: a variable isn't moved as a whole by this alone.
    pub(crate) fn scrutinee(&mut self, expr: &Expr) {
        match self.root(expr) {
            Some(variable) => self.used(variable, true),
            None => self.value(expr),
        }
    }

    /// The variable that an expression like `value.field` is a part of.
    pub(crate) fn root(&self, expr: &Expr) -> Option<usize> {
        match expr {
            Expr::Field(field) if !syntax::is_wait(field) => self.root(&field.base),
            Expr::Paren(paren) => self.root(&paren.expr),
            Expr::Path(_) => self.names.number(&name_of(expr)?.to_string()),
            _ => None,
        }
    }

    /// What a pattern moves out of the variable that it takes apart.
    pub(crate) fn take_apart(&mut self, expr: &Expr, pat: &Pat) {
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

    pub(crate) fn variable(&mut self, expr: &Expr, by_value: bool) -> bool {
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
    pub(crate) fn used(&mut self, variable: usize, itself: bool) {
        if itself {
            self.event(Event::Use(variable));
        }
        for borrowed in self.borrows.of(variable) {
            self.event(Event::Use(borrowed));
        }
    }

    /// An expression that's read or borrowed in place.
    pub(crate) fn place(&mut self, expr: &Expr) {
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

    pub(crate) fn values(&mut self, list: &Punctuated<Expr, syn::Token![,]>) {
        for expr in list {
            self.value(expr);
        }
    }

    /// An expression that's evaluated and used by value.
    pub(crate) fn value(&mut self, expr: &Expr) {
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
    pub(crate) fn field(&mut self, expr: &Expr) {
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

    pub(crate) fn wait(&mut self, expr: &Expr, future: &Expr) {
        self.value(future);
        if let Some(mark) = crate::marks::mark(expr) {
            self.point(Point::Wait(mark));
            for borrowed in self.borrows.of_future(mark) {
                self.event(Event::Use(borrowed));
            }
        }
    }

    pub(crate) fn assign(&mut self, assign: &syn::ExprAssign) {
        self.value(&assign.right);
        match name_of(&assign.left).and_then(|name| self.names.number(&name.to_string())) {
            Some(variable) => self.event(Event::Set(variable)),
            None => self.place(&assign.left),
        }
    }

    pub(crate) fn binary(&mut self, binary: &syn::ExprBinary) {
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

    /// A condition, with the ends of the paths on which it's false.
    pub(crate) fn condition(&mut self, cond: &Expr) -> Vec<Option<usize>> {
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

    pub(crate) fn branch(&mut self, node: &syn::ExprIf) {
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

    pub(crate) fn arms(&mut self, node: &syn::ExprMatch) {
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

    pub(crate) fn labelled(
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

    pub(crate) fn turns(&mut self, expr: &Expr) {
        if let Expr::ForLoop(node) = expr {
            self.value(&node.expr);
        }
        self.event(Event::Nothing);
        if let Some(mark) = crate::marks::mark(expr) {
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
    pub(crate) fn turn(&mut self, expr: &Expr, head: usize) {
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

    pub(crate) fn leave(&mut self, expr: &Expr) {
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
    pub(crate) fn closure(&mut self, closure: &ExprClosure) {
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

    pub(crate) fn capture(&mut self, variable: usize) {
        let binding = self.names.bindings.get(variable);
        let copied = binding.is_some_and(|binding| self.types.kind(&binding.unique) == Kind::Copy);
        self.event(if copied {
            Event::Use(variable)
        } else {
            Event::Move(variable)
        });
    }

    pub(crate) fn method(&mut self, call: &syn::ExprMethodCall) {
        if self.consumes(call) {
            self.value(&call.receiver);
        } else {
            self.place(&call.receiver);
        }
        self.values(&call.args);
    }

    /// Whether a method takes its receiver by value: as the file says, or by the conventions for names.
    pub(crate) fn consumes(&self, call: &syn::ExprMethodCall) -> bool {
        crate::conventions::consumes(self.types.known, &call.method.to_string())
    }

    pub(crate) fn mac(&mut self, mac: &syn::Macro) {
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
    pub(crate) fn named_in(&mut self, tokens: proc_macro2::TokenStream, only_text: bool) {
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

fn by_ref(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(ident) => ident.by_ref.is_some(),
        _ => false,
    }
}
