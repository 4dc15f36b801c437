//! Expressions: each has a type, and is written in the order in which it's computed.

use super::maker::Maker;
use super::types::Ty;

/// One way to write a value; none if it can't be written here.
type Form = fn(&mut Maker, Ty) -> Option<String>;

/// For any type; more than once what's to be more frequent.
const ANY: &[Form] = &[
    Maker::variable,
    Maker::variable,
    Maker::wait,
    Maker::wait,
    Maker::wait,
    Maker::wait,
    Maker::call,
    Maker::block_value,
    Maker::if_value,
    Maker::if_value,
    Maker::match_value,
    Maker::match_value,
    Maker::loop_value,
    Maker::label_value,
    Maker::of_type,
    Maker::of_type,
    Maker::of_type,
    Maker::of_type,
];

impl Maker {
    /// A value of this type.
    pub fn value(&mut self, ty: Ty) -> String {
        if self.fuel == 0 || self.depth > 5 {
            return self.plain(ty);
        }
        self.fuel -= 1;
        self.depth += 1;
        let mut written = None;
        for _ in 0..4 {
            if written.is_none() {
                written = self.random.pick(ANY)(self, ty);
            }
        }
        self.depth -= 1;
        written.unwrap_or_else(|| self.plain(ty))
    }

    /// A value that's written without others.
    pub fn plain(&mut self, ty: Ty) -> String {
        if self.random.percent(60)
            && let Some(name) = self.moved(ty)
        {
            return name;
        }
        let n = self.random.below(9);
        match ty {
            Ty::Number => format!("{n}u32"),
            Ty::Flag => match self.seen(Ty::Number) {
                Some(name) => format!("({name} % 2 == {})", n % 2),
                None => self.random.percent(50).to_string(),
            },
            Ty::Text => format!("String::from(\"{n}\")"),
            Ty::Noisy => format!("noisy(\"{}\", {n})", self.fresh("n")),
            Ty::Maybe => format!("lost(noisy(\"{}\", {n}))", self.fresh("n")),
            Ty::Pair => format!("(noisy(\"{}\", {n}), {n})", self.fresh("n")),
            Ty::Duo => {
                let (left, right) = (self.fresh("n"), self.fresh("n"));
                format!("Duo {{ left: noisy(\"{left}\", {n}), right: noisy(\"{right}\", {n}) }}")
            }
            Ty::Outcome => format!("judged({n})"),
            Ty::Any => unreachable!("only a parameter has a value of any type"),
        }
    }

    fn variable(&mut self, ty: Ty) -> Option<String> {
        self.moved(ty)
    }

    /// A future that has the value.
    pub fn future(&mut self, ty: Ty) -> String {
        let polls = self.polls();
        let name = self.fresh("w");
        match ty {
            Ty::Number => format!("number({polls}, {})", self.operand(Ty::Number)),
            Ty::Flag => format!("flag({polls}, {})", self.operand(Ty::Flag)),
            Ty::Text => format!("text({polls}, {})", self.operand(Ty::Text)),
            Ty::Noisy if self.random.percent(40) => format!("given({polls}, {})", self.operand(ty)),
            Ty::Noisy => format!("made({polls}, \"{name}\", {})", self.operand(Ty::Number)),
            Ty::Maybe => format!("maybe({polls}, \"{name}\", {})", self.operand(Ty::Number)),
            Ty::Pair => {
                let [left, right] = self.operands([Ty::Noisy, Ty::Number]);
                format!("pair({polls}, {left}, {right})")
            }
            Ty::Duo => {
                let [left, right] = self.operands([Ty::Noisy, Ty::Noisy]);
                format!("duo({polls}, {left}, {right})")
            }
            Ty::Outcome => format!("outcome({polls}, \"{name}\", {})", self.operand(Ty::Number)),
            Ty::Any => unreachable!("only a parameter has a value of any type"),
        }
    }

    pub fn wait(&mut self, ty: Ty) -> Option<String> {
        self.waits.then(|| format!("{}.wait", self.future(ty)))
    }

    /// The output of another coroutine.
    fn call(&mut self, ty: Ty) -> Option<String> {
        let fitting: Vec<usize> = (0..self.callees.len())
            .filter(|&n| self.callees[n].output == ty)
            .collect();
        if !self.waits || fitting.is_empty() {
            return None;
        }
        let callee = self.callees[self.random.pick(&fitting)].clone();
        let arguments: Vec<String> = callee
            .parameters
            .iter()
            .map(|&ty| self.operand(ty))
            .collect();
        Some(format!("{}({}).wait", callee.name, arguments.join(", ")))
    }

    /// Part of an expression: it waits only where several waits may be in one.
    pub fn operand(&mut self, ty: Ty) -> String {
        if self.forms.several {
            self.part(|maker| maker.value(ty))
        } else {
            self.plain(ty)
        }
    }

    /// Parts, from left to right.
    pub fn operands<const N: usize>(&mut self, types: [Ty; N]) -> [String; N] {
        types.map(|ty| self.operand(ty))
    }

    fn of_type(&mut self, ty: Ty) -> Option<String> {
        match ty {
            Ty::Number => self.number(),
            Ty::Flag => self.flag(),
            Ty::Noisy => self.noisy(),
            Ty::Text => Some(match self.random.below(2) {
                0 => {
                    let [left, right] = self.operands([Ty::Text, Ty::Number]);
                    format!("joined({left}, {right})")
                }
                _ => format!("format!(\"{{}}.wait\", {})", self.operand(Ty::Number)),
            }),
            Ty::Maybe => Some(format!("lost({})", self.operand(Ty::Noisy))),
            Ty::Pair => Some(match self.random.below(2) {
                0 => format!("halves({})", self.operand(Ty::Duo)),
                _ => {
                    let [left, right] = self.operands([Ty::Noisy, Ty::Number]);
                    format!("({left}, {right})")
                }
            }),
            Ty::Duo => {
                let fields = self.random.pick(&[("left", "right"), ("right", "left")]);
                let [first, second] = self.operands([Ty::Noisy, Ty::Noisy]);
                Some(format!(
                    "Duo {{ {}: {first}, {}: {second} }}",
                    fields.0, fields.1
                ))
            }
            Ty::Outcome => Some(format!("judged({})", self.operand(Ty::Number))),
            Ty::Any => None,
        }
    }

    fn number(&mut self) -> Option<String> {
        Some(match self.random.below(15) {
            12 => {
                let (parameter, number) = (self.name(), self.seen(Ty::Number)?);
                format!(
                    "applied(&|{parameter}| {parameter} + {number}, {})",
                    self.calm(|maker| maker.plain(Ty::Number))
                )
            }
            13 => {
                let name = self.fresh("t");
                let [left, right] = self.operands([Ty::Number, Ty::Number]);
                format!("ticked(\"{name}\", u32::max({left}, {right}))")
            }
            14 => {
                let name = self.fresh("t");
                let [first, second, index] = self.operands([Ty::Number; 3]);
                format!("ticked(\"{name}\", [{first}, {second}][({index} % 2) as usize])")
            }
            0 | 1 => {
                let [left, right] = self.operands([Ty::Number, Ty::Number]);
                format!("(({left} + {right}) % 100)")
            }
            2 => {
                let [left, right] = self.operands([Ty::Number, Ty::Number]);
                format!("(({left} * {right}) % 100)")
            }
            3 => format!(
                "ticked(\"{}\", {})",
                self.fresh("t"),
                self.operand(Ty::Number)
            ),
            4 => format!("look(&{})", self.seen(Ty::Noisy)?),
            5 => format!("take({})", self.operand(Ty::Noisy)),
            6 => format!("open({})", self.operand(Ty::Maybe)),
            7 => format!("settled({})", self.operand(Ty::Outcome)),
            8 => format!("({} as u32)", self.operand(Ty::Flag)),
            9 => format!("length(&{})", self.seen(Ty::Text)?),
            10 if self.leaves && self.output == Ty::Outcome => {
                if self.waits && self.random.percent(70) {
                    format!("{}.wait?", self.future(Ty::Outcome))
                } else {
                    format!("judged({})?", self.operand(Ty::Number))
                }
            }
            _ if self.forms.temporaries => match self.random.below(2) {
                0 => format!("look(&{})", self.operand(Ty::Noisy)),
                _ => format!("look(&{}.0)", self.wait(Ty::Pair)?),
            },
            _ => return None,
        })
    }

    fn flag(&mut self) -> Option<String> {
        Some(match self.random.below(6) {
            0 => format!("!{}", self.operand(Ty::Flag)),
            1 => format!("asked(\"{}\", {})", self.fresh("t"), self.operand(Ty::Flag)),
            2 => {
                let [left, right] = self.operands([Ty::Number, Ty::Number]);
                format!("({left} < {right})")
            }
            n => {
                let left = self.operand(Ty::Flag);
                let right = self.branch(|maker| maker.operand(Ty::Flag));
                format!("({left} {} {right})", if n == 3 { "&&" } else { "||" })
            }
        })
    }

    fn noisy(&mut self) -> Option<String> {
        Some(match self.random.below(5) {
            0 => format!(
                "noisy(\"{}\", {})",
                self.fresh("n"),
                self.operand(Ty::Number)
            ),
            1 => {
                let [noisy, more] = self.operands([Ty::Noisy, Ty::Number]);
                format!("renamed({noisy}, {more})")
            }
            2 => {
                let [maybe, number] = self.operands([Ty::Maybe, Ty::Number]);
                format!("closed({maybe}, {number})")
            }
            _ => format!("split({})", self.operand(Ty::Pair)),
        })
    }
}
