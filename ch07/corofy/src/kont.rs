//! What runs after a construct: its continuation.

use std::rc::Rc;

use syn::{Block, Expr, Stmt};

use crate::marks::mark;

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
    pub(crate) stmts: Vec<Stmt>,
    /// The variables of the pattern in front of it.
    pub(crate) bound: Vec<usize>,
    /// The loops and labelled blocks around it.
    pub(crate) exits: Exits,
}

/// A loop or labelled block that's cut: where its `break` and `continue` lead.
pub(crate) struct Exit {
    pub(crate) label: Option<String>,
    pub(crate) head: Option<usize>,
    pub(crate) after: Rc<Kont>,
}

pub(crate) type Exits = Rc<Vec<Exit>>;

/// Code on one path.
pub(crate) struct Code {
    pub(crate) stmts: Vec<Stmt>,
    /// The value at its end.
    pub(crate) value: Option<Expr>,
    /// Whether its end is reached.
    pub(crate) falls: bool,
    /// Whether the statement around has its value already.
    pub(crate) bound: bool,
}

impl Code {
    pub(crate) fn ends(stmts: Vec<Stmt>) -> Code {
        Code {
            stmts,
            value: None,
            falls: false,
            bound: false,
        }
    }

    pub(crate) fn value(value: Option<Expr>) -> Code {
        Code {
            stmts: Vec::new(),
            value,
            falls: true,
            bound: false,
        }
    }

    /// The value of a future, which a pattern has taken up.
    pub(crate) fn bound() -> Code {
        Code {
            bound: true,
            ..Code::value(None)
        }
    }

    pub(crate) fn declares(&self) -> bool {
        self.stmts.iter().any(|stmt| matches!(stmt, Stmt::Local(_)))
    }

    pub(crate) fn into_block(self) -> Block {
        let mut stmts = self.stmts;
        stmts.extend(self.value.map(|value| Stmt::Expr(value, None)));
        Block {
            brace_token: Default::default(),
            stmts,
        }
    }
}

/// The constructs around, and one more inside.
pub(crate) fn inside(
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
pub(crate) fn parts(stmt: &Stmt) -> Option<(&Expr, usize)> {
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
pub(crate) fn is_tail(frame: &Frame, at: usize) -> bool {
    at + 1 == frame.stmts.len() && matches!(frame.stmts.get(at), Some(Stmt::Expr(_, None)))
}

/// Whether no code of the source runs in a continuation before the machine stops or changes its state.
pub(crate) fn is_final(kont: &Kont) -> bool {
    match kont {
        Kont::Return | Kont::Turn(_) => true,
        Kont::Rest { frame, at, next } => is_tail(frame, *at) && is_final(next),
    }
}

/// An expression whose value is dropped.
pub(crate) fn as_stmt(value: Expr) -> Stmt {
    match value {
        Expr::If(_) | Expr::Match(_) | Expr::Block(_) => Stmt::Expr(value, None),
        other => Stmt::Expr(other, Some(Default::default())),
    }
}

/// The future's value is gone after this statement.
pub(crate) fn dropped(stmt: Stmt) -> Code {
    Code {
        stmts: vec![stmt],
        ..Code::bound()
    }
}
