//! What a coroutine that's being written has in scope, and what may be done to it.

use super::random::Random;
use super::types::Ty;

/// A variable.
#[derive(Clone, Debug)]
pub struct Variable {
    pub name: String,
    pub ty: Ty,
    pub mutable: bool,
    /// It was moved: only an assignment brings it back.
    pub moved: bool,
    /// How many branches are around its declaration.
    pub level: usize,
    /// A reference to it is alive.
    pub lent: bool,
}

/// A loop, or a block with a label, that a `break` can leave.
#[derive(Clone, Debug)]
pub struct Around {
    pub label: String,
    /// Variables from this level on are declared inside.
    pub level: usize,
    /// What a `break` needs.
    pub value: Option<Ty>,
    /// Whether `continue` is possible, and `break` without a label.
    pub repeats: bool,
}

/// A coroutine that can be called.
#[derive(Clone, Debug)]
pub struct Callee {
    pub name: String,
    pub parameters: Vec<Ty>,
    pub output: Ty,
}

/// Which forms a coroutine may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forms {
    pub control: bool,
    pub several: bool,
    pub temporaries: bool,
    pub references: bool,
}

/// Writes one coroutine.
#[derive(Clone, Debug)]
pub struct Maker {
    pub random: Random,
    pub forms: Forms,
    pub variables: Vec<Variable>,
    pub around: Vec<Around>,
    pub callees: Vec<Callee>,
    pub output: Ty,
    /// How many branches are around the code that's being written.
    pub level: usize,
    /// Variables from this level on may be moved: the others would be moved on one path only.
    pub movable: usize,
    /// How many forms may still be written, and how deep they are.
    pub fuel: usize,
    pub depth: usize,
    /// Whether code may wait here, or leave.
    pub waits: bool,
    pub leaves: bool,
    /// Whether an expression may be a block, or something with blocks.
    pub blocks: bool,
    /// Whether this is part of an expression: what a `match` in it binds would live to the end of the statement.
    pub in_part: bool,
    names: usize,
}

impl Maker {
    pub fn new(seed: u64, fuel: usize, forms: Forms) -> Maker {
        Maker {
            random: Random(seed),
            forms,
            variables: Vec::new(),
            around: Vec::new(),
            callees: Vec::new(),
            output: Ty::Number,
            level: 0,
            movable: 0,
            fuel,
            depth: 0,
            waits: true,
            leaves: true,
            blocks: true,
            in_part: false,
            names: 0,
        }
    }

    /// A name that nothing else has.
    pub fn fresh(&mut self, what: &str) -> String {
        self.names += 1;
        format!("{what}{}", self.names)
    }

    /// How often a future isn't ready.
    pub fn polls(&mut self) -> usize {
        self.random.pick(&[0, 1, 1, 1, 2])
    }

    /// A name for a variable: often one that another variable has.
    pub fn name(&mut self) -> String {
        self.random
            .pick(&["a", "b", "c", "d", "e", "f", "g", "h"])
            .to_owned()
    }

    pub fn declare(&mut self, name: &str, ty: Ty, mutable: bool) {
        let name = name.to_owned();
        self.variables.push(Variable {
            name,
            ty,
            mutable,
            moved: false,
            level: self.level,
            lent: false,
        });
    }

    /// One of the variables that a name finds and that this is true of.
    pub fn choose(&mut self, fits: impl Fn(&Maker, &Variable) -> bool) -> Option<usize> {
        let hidden = |n: usize| {
            self.variables[n + 1..]
                .iter()
                .any(|later| later.name == self.variables[n].name)
        };
        let fitting: Vec<usize> = (0..self.variables.len())
            .filter(|&n| !hidden(n) && fits(self, &self.variables[n]))
            .collect();
        (!fitting.is_empty()).then(|| self.random.pick(&fitting))
    }

    /// A variable's name, for a look at it.
    pub fn seen(&mut self, ty: Ty) -> Option<String> {
        let n =
            self.choose(|_, variable| variable.ty == ty && !variable.moved && !variable.lent)?;
        Some(self.variables[n].name.clone())
    }

    /// A variable's name, for its value: it's moved if it doesn't copy.
    pub fn moved(&mut self, ty: Ty) -> Option<String> {
        let n = self.choose(|maker, variable| {
            let may = ty.copies() || variable.level >= maker.movable;
            variable.ty == ty && may && !variable.moved && !variable.lent
        })?;
        self.variables[n].moved = !ty.copies();
        Some(self.variables[n].name.clone())
    }

    /// Writes code in a block of its own.
    pub fn scope<T>(&mut self, write: impl FnOnce(&mut Maker) -> T) -> T {
        let count = self.variables.len();
        let blocks = std::mem::replace(&mut self.blocks, true);
        let in_part = std::mem::replace(&mut self.in_part, false);
        let written = write(self);
        (self.blocks, self.in_part) = (blocks, in_part);
        self.variables.truncate(count);
        written
    }

    /// Writes part of an expression, which is seldom a block.
    pub fn part<T>(&mut self, write: impl FnOnce(&mut Maker) -> T) -> T {
        let (blocks, in_part) = (self.blocks, self.in_part);
        (self.blocks, self.in_part) = (self.random.percent(15), true);
        let written = write(self);
        (self.blocks, self.in_part) = (blocks, in_part);
        written
    }

    /// Writes code that runs on one path only: it leaves variables as they were.
    pub fn branch<T>(&mut self, write: impl FnOnce(&mut Maker) -> T) -> T {
        let movable = self.movable;
        self.level += 1;
        self.movable = self.level;
        let written = self.scope(write);
        self.level -= 1;
        self.movable = movable;
        written
    }

    /// Writes code after which control goes elsewhere, where variables from this level on are gone.
    pub fn leaving<T>(&mut self, level: usize, write: impl FnOnce(&mut Maker) -> T) -> T {
        let movable = self.movable;
        let variables = self.variables.clone();
        self.movable = level;
        let written = write(self);
        self.movable = movable;
        self.variables = variables;
        written
    }

    /// Writes code that neither waits nor leaves.
    pub fn calm<T>(&mut self, write: impl FnOnce(&mut Maker) -> T) -> T {
        let (waits, leaves, movable) = (self.waits, self.leaves, self.movable);
        (self.waits, self.leaves, self.movable) = (false, false, usize::MAX);
        let written = write(self);
        (self.waits, self.leaves, self.movable) = (waits, leaves, movable);
        written
    }
}
