//! Statements that borrow variables, and what any type can be used for.

use super::maker::{Maker, Variable};
use super::types::Ty;

impl Maker {
    /// A mutable variable, and the statement that makes it if there was none.
    pub fn mutable_or_made(&mut self, ty: Ty) -> (String, String, usize) {
        if let Some((name, _, n)) = self.mutable(|of| of == ty) {
            return (String::new(), name, n);
        }
        let value = self.plain(ty);
        let name = self.name();
        self.declare(&name, ty, true);
        (
            format!("let mut {name}: {} = {value};\n", ty.text()),
            name,
            self.variables.len() - 1,
        )
    }

    /// A reference that's alive while other statements wait.
    pub fn reference(&mut self) -> Option<String> {
        if !self.forms.references {
            return None;
        }
        let shared = self.random.percent(50);
        let ty = if shared { Ty::Noisy } else { Ty::Number };
        let (made, of, n) = self.mutable_or_made(ty);
        let name = self.fresh("reference");
        self.variables[n].lent = true;
        let between = self.scope(|maker| maker.statements(3));
        self.variables[n].lent = false;
        Some(if shared {
            format!(
                "{made}{{\nlet {name}: &Noisy = &{of};\n{between}say(format!(\"{{}}\", look({name})));\n}}"
            )
        } else {
            format!(
                "{made}{{\nlet {name}: &mut u32 = &mut {of};\n*{name} += 1;\n{between}*{name} %= 50;\n}}"
            )
        })
    }

    /// A future that writes into a variable.
    pub fn borrowing_future(&mut self) -> Option<String> {
        if !self.forms.references || !self.waits {
            return None;
        }
        let (made, text, _) = self.mutable_or_made(Ty::Text);
        let (polls, name) = (self.polls(), self.name());
        self.declare(&name, Ty::Number, false);
        Some(format!(
            "{made}let {name}: u32 = fill(&mut {text}, {polls}).wait;"
        ))
    }

    /// A coroutine that borrows two variables.
    pub fn borrowing_call(&mut self) -> Option<String> {
        if !self.forms.references || !self.waits {
            return None;
        }
        let (made, text, _) = self.mutable_or_made(Ty::Text);
        let noisy = match self.seen(Ty::Noisy) {
            Some(noisy) => noisy,
            None => self.plain(Ty::Noisy),
        };
        let name = self.name();
        self.declare(&name, Ty::Number, false);
        Some(format!(
            "{made}let {name}: u32 = appends(&mut {text}, &{noisy}).wait;"
        ))
    }

    /// A method that changes its receiver, with an argument that waits.
    pub fn append(&mut self) -> Option<String> {
        let (made, text, n) = self.mutable_or_made(Ty::Text);
        self.variables[n].lent = true;
        let more = self.operand(Ty::Text);
        self.variables[n].lent = false;
        Some(format!("{made}{text}.push_str(&{more});"))
    }

    /// What can be done with a value of any type.
    pub fn any(&mut self) -> Option<String> {
        let may = |maker: &Maker, variable: &Variable| {
            variable.ty == Ty::Any
                && !variable.moved
                && !variable.lent
                && variable.level >= maker.movable
        };
        let n = self.choose(may)?;
        let of = self.variables[n].name.clone();
        match self.random.below(3) {
            0 if self.waits => {
                self.variables[n].moved = true;
                let (name, polls) = (self.name(), self.polls());
                self.declare(&name, Ty::Any, false);
                Some(format!(
                    "let future: After<T> = After::new({polls}, {of});\nlet {name}: T = future.wait;"
                ))
            }
            1 => {
                self.variables[n].moved = true;
                Some(format!("drop({of});"))
            }
            _ => Some(format!("say(format!(\"{{{of}:?}}\"));")),
        }
    }
}
