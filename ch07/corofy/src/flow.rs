//! What a coroutine's code does to its variables, and in which order: a graph of single events.

use syn::{Block, Expr, Local, Pat, Stmt};

use crate::borrows::Borrows;
use crate::names::Names;
use crate::patterns::variables;
use crate::types::Types;

/// A place in the code where an arm of a machine may begin. The number is the mark of the expression.
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

impl Point {
    /// Whether the machine is kept there between two polls. Elsewhere, paths meet, and the code goes on at once.
    pub(crate) fn is_state(self) -> bool {
        matches!(self, Point::Start | Point::Wait(_))
    }
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
    /// A state or a meeting point.
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

pub(crate) struct Builder<'a> {
    pub(crate) names: &'a Names,
    pub(crate) types: &'a Types<'a>,
    pub(crate) borrows: &'a Borrows,
    pub(crate) flow: Flow,
    /// The last node on this path, unless the path has ended.
    pub(crate) at: Option<usize>,
    pub(crate) scope: Vec<usize>,
    /// Where the variables of each block around begin in `scope`.
    pub(crate) blocks: Vec<usize>,
    pub(crate) loops: Vec<Loop>,
}

/// A loop or labelled block that the builder is in.
pub(crate) struct Loop {
    pub(crate) label: Option<String>,
    pub(crate) head: Option<usize>,
    pub(crate) end: usize,
}

impl Builder<'_> {
    pub(crate) fn node(&mut self, event: Event) -> usize {
        self.flow.nodes.push(Node {
            event,
            next: Vec::new(),
        });
        self.flow.nodes.len() - 1
    }

    pub(crate) fn edge(&mut self, from: Option<usize>, to: usize) {
        if let Some(from) = from
            && let Some(node) = self.flow.nodes.get_mut(from)
        {
            node.next.push(to);
        }
    }

    pub(crate) fn event(&mut self, event: Event) {
        let node = self.node(event);
        self.edge(self.at, node);
        self.at = Some(node);
    }

    pub(crate) fn point(&mut self, point: Point) {
        if self.at.is_none() {
            return;
        }
        self.event(Event::Point(point));
        if let Some(node) = self.at {
            let scope = self.in_order_of_drops();
            self.flow.points.push((point, node, scope));
        }
    }

    pub(crate) fn within(&mut self, visit: impl FnOnce(&mut Self)) {
        let outer = self.scope.len();
        self.blocks.push(outer);
        visit(self);
        self.blocks.pop();
        self.scope.truncate(outer);
    }

    /// The variables in scope, so that the last one is dropped first. The operands that an expression has so far are dropped
    /// before the temporaries of its statement, whichever was there first. An operand that's declared again counts once.
    pub(crate) fn in_order_of_drops(&self) -> Vec<usize> {
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
            let is_operand = |variable: &usize| {
                self.names
                    .bindings
                    .get(*variable)
                    .is_some_and(|binding| binding.operand)
            };
            ordered.extend(block.iter().filter(|variable| !is_operand(variable)));
            let operands = block
                .iter()
                .enumerate()
                .filter(|(n, variable)| is_operand(variable) && !block[n + 1..].contains(variable));
            ordered.extend(operands.map(|(_, variable)| variable));
        }
        ordered
    }

    pub(crate) fn block(&mut self, block: &Block) {
        self.within(|this| {
            for stmt in &block.stmts {
                this.stmt(stmt);
            }
        });
    }

    pub(crate) fn stmt(&mut self, stmt: &Stmt) {
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

    pub(crate) fn after(&mut self, expr: &Expr) {
        if let Some(mark) = crate::marks::mark(expr) {
            self.point(Point::After(mark));
        }
    }

    pub(crate) fn local(&mut self, local: &Local) {
        let Some(init) = &local.init else {
            self.bind(&local.pat, false);
            return;
        };
        if crate::patterns::plain(&local.pat).is_some() {
            self.value(&init.expr);
        } else {
            self.scrutinee(&init.expr);
        }
        if let Some((_, diverge)) = &init.diverge {
            let here = self.at;
            self.value(diverge);
            self.at = here;
        }
        if crate::patterns::plain(&local.pat).is_none() {
            self.take_apart(&init.expr, &local.pat);
        }
        self.bind(&local.pat, true);
        self.after(&init.expr);
    }

    /// Puts the variables of a pattern in scope, without a value.
    pub(crate) fn declare(&mut self, pat: &Pat) {
        let mut found = Vec::new();
        variables(pat, &mut |ident| {
            found.extend(self.names.number(&ident.to_string()))
        });
        found.dedup();
        self.scope.extend(found);
    }

    pub(crate) fn bind(&mut self, pat: &Pat, filled: bool) {
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

    pub(crate) fn merge(&mut self, others: &[Option<usize>]) {
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
}
