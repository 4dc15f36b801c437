//! Expressions with blocks: they have values, and statements inside.

use super::maker::{Around, Maker};
use super::types::Ty;

impl Maker {
    /// Statements, then a value, in braces.
    pub fn block(&mut self, ty: Ty) -> String {
        self.scope(|maker| {
            let count = maker.random.below(3);
            let statements = maker.statements(count);
            format!("{{\n{statements}{}\n}}", maker.value(ty))
        })
    }

    /// Statements in braces.
    pub fn body(&mut self) -> String {
        self.scope(|maker| {
            let count = 1 + maker.random.below(3);
            let mut statements = maker.statements(count);
            if statements.is_empty() {
                statements = format!("say(\"{}\");\n", maker.fresh("here"));
            }
            format!("{{\n{statements}}}")
        })
    }

    pub fn block_value(&mut self, ty: Ty) -> Option<String> {
        (self.forms.control && self.blocks).then(|| self.block(ty))
    }

    /// A condition or what's matched; in parentheses, since it may have braces.
    pub fn head(&mut self, ty: Ty) -> String {
        let written = if self.forms.several {
            self.part(|maker| maker.value(ty))
        } else {
            self.wait_or_plain(ty)
        };
        if written.contains('{') {
            format!("({written})")
        } else {
            written
        }
    }

    fn wait_or_plain(&mut self, ty: Ty) -> String {
        let wait = if self.random.percent(50) {
            self.wait(ty)
        } else {
            None
        };
        wait.unwrap_or_else(|| self.plain(ty))
    }

    pub fn if_value(&mut self, ty: Ty) -> Option<String> {
        if !self.forms.control || !self.blocks {
            return None;
        }
        if !self.in_part && self.random.percent(30) {
            return self.if_let_value(ty);
        }
        let condition = self.head(Ty::Flag);
        let yes = self.branch(|maker| maker.block(ty));
        let no = self.branch(|maker| match maker.random.percent(20) {
            true => maker.if_value(ty),
            false => Some(maker.block(ty)),
        })?;
        Some(format!("if {condition} {yes} else {no}"))
    }

    fn if_let_value(&mut self, ty: Ty) -> Option<String> {
        let matched = self.scrutinee(Ty::Maybe)?;
        let name = self.name();
        let yes = self.branch(|maker| maker.bound(&name, Ty::Noisy, |maker| maker.block(ty)));
        let no = self.branch(|maker| maker.block(ty));
        Some(format!("if let Some({name}) = {matched} {yes} else {no}"))
    }

    /// Writes a block in which a pattern's variable is bound again, with its type.
    pub fn bound(
        &mut self,
        name: &str,
        ty: Ty,
        write: impl FnOnce(&mut Maker) -> String,
    ) -> String {
        self.declare(name, ty, false);
        let block = write(self);
        if !block.contains(".wait") && self.random.percent(40) {
            return block;
        }
        let rest = block.strip_prefix('{').unwrap_or_default();
        format!("{{\nlet {name}: {} = {name};{rest}", ty.text())
    }

    /// Something to match: its type can be read off.
    pub fn scrutinee(&mut self, ty: Ty) -> Option<String> {
        let matched = self.part(|maker| maker.wait(ty))?;
        Some(if matched.contains('{') {
            format!("({matched})")
        } else {
            matched
        })
    }

    pub fn match_value(&mut self, ty: Ty) -> Option<String> {
        if !self.forms.control || !self.blocks {
            return None;
        }
        let kinds = [
            Ty::Number,
            Ty::Number,
            Ty::Flag,
            Ty::Maybe,
            Ty::Outcome,
            Ty::Pair,
        ];
        let kind = self
            .random
            .pick(if self.in_part { &kinds[..3] } else { &kinds });
        let matched = self.scrutinee(kind)?;
        let arms = self.arms(kind, ty);
        Some(format!("match {matched} {{\n{arms}}}"))
    }

    fn arms(&mut self, kind: Ty, ty: Ty) -> String {
        let name = self.name();
        match kind {
            Ty::Flag => {
                self.arm("true", None, ty)
                    + &self.last_arm("false", None, ty)
                    + &self.last_arm("_", None, ty)
            }
            Ty::Maybe => {
                let some = format!("Some({name})");
                let first = self.arm(&some, Some((&name, Ty::Noisy)), ty);
                first
                    + &self.last_arm(&some, Some((&name, Ty::Noisy)), ty)
                    + &self.last_arm("None", None, ty)
            }
            Ty::Outcome => {
                let ok = format!("Ok({name})");
                let first = self.arm(&ok, Some((&name, Ty::Number)), ty);
                let error = format!("Err({name})");
                first
                    + &self.last_arm(&ok, Some((&name, Ty::Number)), ty)
                    + &self.last_arm(&error, Some((&name, Ty::Noisy)), ty)
            }
            Ty::Pair => {
                let first = self.arm(&format!("({name}, 1..=5)"), Some((&name, Ty::Noisy)), ty);
                first + &self.last_arm(&format!("(_, {name})"), Some((&name, Ty::Number)), ty)
            }
            _ => {
                let first = self.arm("0", None, ty) + &self.arm("2 | 4..=9", None, ty);
                first
                    + &self.arm(&name, Some((&name, Ty::Number)), ty)
                    + &self.last_arm("_", None, ty)
            }
        }
    }

    /// An arm that usually has a guard.
    fn arm(&mut self, pattern: &str, bound: Option<(&str, Ty)>, ty: Ty) -> String {
        self.branch(|maker| {
            let guard = maker.scope(|maker| {
                if let Some((name, ty)) = bound {
                    maker.declare(name, ty, false);
                }
                let name = maker.fresh("guard");
                let condition = maker.calm(|maker| match bound {
                    Some((name, Ty::Noisy)) => format!("look(&{name}) % 2 == 0"),
                    _ => maker.plain(Ty::Flag),
                });
                format!(" if asked(\"{name}\", {condition})")
            });
            let guard = if bound.is_some() || maker.random.percent(40) {
                guard
            } else {
                String::new()
            };
            let body = maker.arm_body(bound, ty);
            format!("{pattern}{guard} => {body},\n")
        })
    }

    fn last_arm(&mut self, pattern: &str, bound: Option<(&str, Ty)>, ty: Ty) -> String {
        self.branch(|maker| format!("{pattern} => {},\n", maker.arm_body(bound, ty)))
    }

    fn arm_body(&mut self, bound: Option<(&str, Ty)>, ty: Ty) -> String {
        match bound {
            Some((name, kind)) => self.bound(name, kind, |maker| maker.block(ty)),
            None if self.random.percent(40) => self.value(ty),
            None => self.block(ty),
        }
    }

    /// A `loop` whose value a `break` gives.
    pub fn loop_value(&mut self, ty: Ty) -> Option<String> {
        if !self.forms.control
            || !self.blocks
            || self.around.iter().filter(|around| around.repeats).count() > 1
        {
            return None;
        }
        let count = self.fresh("k");
        let times = 1 + self.random.below(2);
        let label = self.fresh("'l");
        let body = self.inside(&label, Some(ty), true, |maker| {
            let end = maker.leaving(maker.level, |maker| maker.part(|maker| maker.value(ty)));
            let end = if end.starts_with('\'') {
                format!("({end})")
            } else {
                end
            };
            let body = maker.body();
            format!("{{\n{count} += 1;\nif {count} > {times} {{\nbreak {end};\n}}\n{body}\n}}")
        });
        Some(format!(
            "{{\nlet mut {count}: u32 = 0;\n{label}: loop {body}\n}}"
        ))
    }

    /// A block with a label whose value a `break` may give.
    pub fn label_value(&mut self, ty: Ty) -> Option<String> {
        if !self.forms.control || !self.blocks || self.random.percent(50) {
            return None;
        }
        let label = self.fresh("'l");
        let body = self.inside(&label, Some(ty), false, |maker| {
            let condition = maker.head(Ty::Flag);
            let left = maker.branch(|maker| maker.leave(&label));
            let rest = maker.block(ty);
            format!("{{\nif {condition} {{\n{left}\n}}\n{rest}\n}}")
        });
        Some(format!("{label}: {body}"))
    }

    /// Writes what a `break` with this label leaves.
    pub fn inside(
        &mut self,
        label: &str,
        value: Option<Ty>,
        repeats: bool,
        write: impl FnOnce(&mut Maker) -> String,
    ) -> String {
        self.branch(|maker| {
            maker.around.push(Around {
                label: label.to_owned(),
                level: maker.level,
                value,
                repeats,
            });
            let written = write(maker);
            maker.around.pop();
            written
        })
    }

    /// A `break` out of what has this label.
    fn leave(&mut self, label: &str) -> String {
        let around = self
            .around
            .iter()
            .rfind(|around| around.label == label)
            .cloned();
        let Some(Around {
            level,
            value: Some(ty),
            ..
        }) = around
        else {
            return format!("break {label};");
        };
        let value = self.leaving(level, |maker| maker.part(|maker| maker.value(ty)));
        if value.starts_with('\'') {
            format!("break {label} ({value});")
        } else {
            format!("break {label} {value};")
        }
    }

    /// A statement that leaves: `return`, `break` or `continue`.
    pub fn departure(&mut self) -> String {
        let output = self.output;
        let Some(around) = (!self.around.is_empty()).then(|| self.random.below(self.around.len()))
        else {
            return format!("return {};", self.leaving(0, |maker| maker.value(output)));
        };
        let around = self.around[around].clone();
        let innermost = self.around.last().filter(|last| last.repeats);
        let (repeats, plain) = (
            innermost.is_some(),
            innermost.is_some_and(|last| last.value.is_none()),
        );
        match self.random.below(7) {
            0 | 1 => format!("return {};", self.leaving(0, |maker| maker.value(output))),
            2 | 5 if plain => "break;".to_owned(),
            3 if repeats => "continue;".to_owned(),
            4 if around.repeats => format!("continue {};", around.label),
            _ => self.leave(&around.label),
        }
    }
}
