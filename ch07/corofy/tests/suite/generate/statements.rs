//! Statements.

use super::maker::Maker;
use super::types::Ty;
use std::fmt::Write;

/// One way to write a statement; none if it can't be written here.
type Form = fn(&mut Maker) -> Option<String>;

const ALL: &[Form] = &[
    Maker::let_typed,
    Maker::let_typed,
    Maker::let_typed,
    Maker::let_typed,
    Maker::let_wait,
    Maker::let_wait,
    Maker::let_tuple,
    Maker::let_struct,
    Maker::let_else,
    Maker::let_nothing,
    Maker::let_question,
    Maker::let_question,
    Maker::let_field,
    Maker::future_first,
    Maker::assign,
    Maker::assign,
    Maker::assign_moved,
    Maker::compound,
    Maker::compound,
    Maker::compound,
    Maker::compound,
    Maker::discard,
    Maker::said,
    Maker::if_statement,
    Maker::if_statement,
    Maker::if_let_statement,
    Maker::match_statement,
    Maker::while_statement,
    Maker::while_let_statement,
    Maker::while_statement,
    Maker::for_statement,
    Maker::for_statement,
    Maker::block_statement,
    Maker::leave_if,
    Maker::leave_if,
    Maker::leave_if,
    Maker::reference,
    Maker::reference,
    Maker::borrowing_future,
    Maker::borrowing_future,
    Maker::borrowing_call,
    Maker::append,
    Maker::any,
];

impl Maker {
    pub fn statements(&mut self, count: usize) -> String {
        let mut written = String::new();
        for _ in 0..count {
            if self.fuel == 0 || self.depth > 6 {
                break;
            }
            self.fuel -= 1;
            self.depth += 1;
            let form = self.random.pick(ALL);
            if let Some(statement) = form(self) {
                // Writing into a string doesn't fail.
                let _ = writeln!(written, "{statement}");
            }
            self.depth -= 1;
        }
        written
    }

    pub fn any_type(&mut self) -> Ty {
        self.random.pick(&Ty::MIXED)
    }

    fn let_typed(&mut self) -> Option<String> {
        let ty = self.any_type();
        let value = self.value(ty);
        let (name, mutable) = (self.name(), self.random.percent(70));
        self.declare(&name, ty, mutable);
        Some(format!(
            "let {}{name}: {} = {value};",
            if mutable { "mut " } else { "" },
            ty.text()
        ))
    }

    /// A type that's read off what's waited for.
    fn let_wait(&mut self) -> Option<String> {
        let ty = self.any_type();
        let value = self.wait(ty)?;
        let name = self.name();
        self.declare(&name, ty, false);
        Some(format!("let {name} = {value};"))
    }

    fn let_tuple(&mut self) -> Option<String> {
        let value = self.value(Ty::Pair);
        let (left, right) = self
            .random
            .pick(&[("a", "b"), ("c", "_"), ("_", "d"), ("e", "f")]);
        for (name, ty) in [(left, Ty::Noisy), (right, Ty::Number)] {
            if name != "_" {
                self.declare(name, ty, false);
            }
        }
        Some(format!("let ({left}, {right}): (Noisy, u32) = {value};"))
    }

    fn let_struct(&mut self) -> Option<String> {
        let value = self.value(Ty::Duo);
        let (pattern, names) = self.random.pick(&[
            ("Duo { left, right }", ["left", "right"]),
            ("Duo { right: a, left: b }", ["a", "b"]),
            ("Duo { left: c, .. }", ["c", ""]),
            ("Duo { right: d, left: _ }", ["d", ""]),
        ]);
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            self.declare(name, Ty::Noisy, false);
        }
        Some(format!("let {pattern}: Duo = {value};"))
    }

    fn let_else(&mut self) -> Option<String> {
        if !self.leaves || !self.forms.control {
            return None;
        }
        let (ty, inner, pattern) = self.random.pick(&[
            (Ty::Maybe, Ty::Noisy, "Some"),
            (Ty::Outcome, Ty::Number, "Ok"),
        ]);
        let value = self.scrutinee(ty)?;
        let other = self.branch(|maker| {
            let count = maker.random.below(2);
            maker.statements(count) + &maker.departure()
        });
        let name = self.name();
        self.declare(&name, inner, false);
        Some(format!(
            "let {pattern}({name}): {} = {value} else {{\n{other}\n}};",
            ty.text()
        ))
    }

    fn let_nothing(&mut self) -> Option<String> {
        let ty = self.any_type();
        if self.random.percent(50) {
            return Some(format!("let _: {} = {};", ty.text(), self.wait(ty)?));
        }
        let name = self.fresh("_unused");
        Some(format!("let {name}: {} = {};", ty.text(), self.value(ty)))
    }

    /// A field of an output, whose other fields are dropped with the statement.
    fn let_field(&mut self) -> Option<String> {
        let (of, field, ty) = self.random.pick(&[
            (Ty::Pair, "1", Ty::Number),
            (Ty::Pair, "0", Ty::Noisy),
            (Ty::Duo, "left", Ty::Noisy),
        ]);
        let output = self.wait(of)?;
        let name = self.name();
        self.declare(&name, ty, false);
        Some(format!("let {name}: {} = {output}.{field};", ty.text()))
    }

    fn let_question(&mut self) -> Option<String> {
        let inner = match self.output {
            Ty::Outcome => Ty::Number,
            Ty::Maybe => Ty::Noisy,
            _ => return None,
        };
        if !self.leaves || !self.waits {
            return None;
        }
        let future = self.future(self.output);
        let name = self.name();
        self.declare(&name, inner, false);
        Some(format!("let {name}: {} = {future}.wait?;", inner.text()))
    }

    /// A future that's made now, and waited for after other statements.
    fn future_first(&mut self) -> Option<String> {
        let ty = self.any_type();
        let future = if self.waits {
            self.future(ty)
        } else {
            return None;
        };
        let name = self.fresh("future");
        let between = self.statements(2);
        let output = self.name();
        self.declare(&output, ty, false);
        Some(format!(
            "let {name}: After<{0}> = {future};\n{between}let {output}: {0} = {name}.wait;",
            ty.text()
        ))
    }

    pub fn mutable(&mut self, fits: impl Fn(Ty) -> bool) -> Option<(String, Ty, usize)> {
        let n = self.choose(|_, variable| {
            variable.mutable && !variable.moved && !variable.lent && fits(variable.ty)
        })?;
        Some((self.variables[n].name.clone(), self.variables[n].ty, n))
    }

    fn assign(&mut self) -> Option<String> {
        let (name, ty, n) = self.mutable(|ty| ty != Ty::Any)?;
        let value = self.part(|maker| maker.value(ty));
        self.variables[n].moved = false;
        Some(format!("{name} = {value};"))
    }

    /// A variable that's moved, and gets what it was made into.
    fn assign_moved(&mut self) -> Option<String> {
        let (name, _, n) = self.mutable(|ty| ty == Ty::Noisy)?;
        self.variables[n].moved = true;
        let polls = self.polls();
        // If this code left, the variable would be gone on one path only.
        let leaves = std::mem::replace(&mut self.leaves, false);
        let value = match self.random.below(3) {
            0 if self.waits => format!("given({polls}, {name}).wait"),
            1 if self.waits => format!(
                "given({polls}, renamed({name}, {})).wait",
                self.operand(Ty::Number)
            ),
            _ => format!("renamed({name}, {})", self.operand(Ty::Number)),
        };
        self.leaves = leaves;
        self.variables[n].moved = false;
        Some(format!("{name} = {value};"))
    }

    fn compound(&mut self) -> Option<String> {
        let (name, _, _) = self.mutable(|ty| ty == Ty::Number)?;
        let operator = self.random.pick(&["+=", "^=", "|="]);
        let value = self.part(|maker| maker.value(Ty::Number));
        Some(format!("{name} {operator} {value};\n{name} %= 100;"))
    }

    fn discard(&mut self) -> Option<String> {
        let ty = self.any_type();
        Some(format!("{};", self.wait(ty)?))
    }

    fn said(&mut self) -> Option<String> {
        Some(match self.random.below(4) {
            0 => format!("say(\"{}\");", self.fresh("said")),
            1 => format!("say(format!(\"{{:?}}\", {}));", self.seen(Ty::Noisy)?),
            2 => format!("say(format!(\"{{{}}} = .wait\"));", self.seen(Ty::Number)?),
            _ if self.waits && self.forms.several => {
                let n = self.choose(|_, variable| variable.ty == Ty::Number && !variable.lent)?;
                let first = self.variables[n].name.clone();
                self.variables[n].lent = true;
                let second = self.wait(Ty::Number);
                self.variables[n].lent = false;
                format!("say(format!(\"{{}} {{}}\", {first}, {}));", second?)
            }
            _ => format!("noisy(\"{}\", 1);", self.fresh("gone")),
        })
    }
}
