//! Statements with several paths: branches and loops.

use super::maker::Maker;
use super::types::Ty;

impl Maker {
    pub fn if_statement(&mut self) -> Option<String> {
        if !self.forms.control {
            return None;
        }
        let condition = self.head(Ty::Flag);
        let mut written = format!("if {condition} {}", self.branch(Maker::body));
        if self.random.percent(30) {
            let condition = self.branch(|maker| maker.head(Ty::Flag));
            written += &format!(" else if {condition} {}", self.branch(Maker::body));
        }
        if self.random.percent(50) {
            written += &format!(" else {}", self.branch(Maker::body));
        }
        Some(written)
    }

    pub fn if_let_statement(&mut self) -> Option<String> {
        if !self.forms.control {
            return None;
        }
        let matched = self.scrutinee(Ty::Maybe)?;
        let name = self.name();
        let body = self.branch(|maker| maker.bound(&name, Ty::Noisy, Maker::body));
        let other = if self.random.percent(50) {
            format!(" else {}", self.branch(Maker::body))
        } else {
            String::new()
        };
        Some(format!("if let Some({name}) = {matched} {body}{other}"))
    }

    pub fn match_statement(&mut self) -> Option<String> {
        let ty = self.any_type();
        let name = self.fresh("_matched");
        Some(format!(
            "let {name}: {} = {};",
            ty.text(),
            self.match_value(ty)?
        ))
    }

    /// A loop's statements, with a departure in between.
    pub fn loop_body(&mut self) -> String {
        self.scope(|maker| {
            let before = maker.body();
            let leaves = if maker.random.percent(50) {
                maker.leave_if()
            } else {
                None
            };
            let after = maker.statements(1);
            format!("{{\n{before}\n{}\n{after}}}", leaves.unwrap_or_default())
        })
    }

    /// Whether another loop may be written here: not many in each other.
    pub fn may_loop(&self) -> bool {
        self.forms.control && self.around.iter().filter(|around| around.repeats).count() < 2
    }

    pub fn while_statement(&mut self) -> Option<String> {
        if !self.may_loop() {
            return None;
        }
        let (count, label) = (self.fresh("k"), self.fresh("'l"));
        let condition = match self.random.percent(50) {
            true => format!("{count} > 0"),
            false => {
                let right = self.branch(|maker| maker.operand(Ty::Flag));
                format!("{count} > 0 && {right}")
            }
        };
        let condition = if condition.contains('{') {
            format!("({condition})")
        } else {
            condition
        };
        let times = 1 + self.random.below(2);
        let body = self.inside(&label, None, true, Maker::loop_body);
        let body = body.strip_prefix('{').unwrap_or_default();
        Some(format!(
            "let mut {count}: u32 = {times};\n{label}: while {condition} {{\n{count} -= 1;{body}"
        ))
    }

    pub fn while_let_statement(&mut self) -> Option<String> {
        if !self.may_loop() || !self.waits {
            return None;
        }
        let (count, label, item) = (self.fresh("k"), self.fresh("'l"), self.fresh("i"));
        let (times, polls, name) = (1 + self.random.below(2), self.polls(), self.name());
        let body = self.inside(&label, None, true, |maker| {
            maker.bound(&name, Ty::Noisy, Maker::loop_body)
        });
        let body = body.strip_prefix('{').unwrap_or_default();
        Some(format!(
            "let mut {count}: u32 = {times};\n\
             {label}: while let Some({name}) = next({polls}, \"{item}\", {count}).wait {{\n{count} -= 1;{body}"
        ))
    }

    pub fn for_statement(&mut self) -> Option<String> {
        if !self.may_loop() {
            return None;
        }
        let label = self.fresh("'l");
        let range = match self.random.below(4) {
            0 => format!("0..{} % 3", self.seen(Ty::Number)?),
            1 => "1..=2u32".to_owned(),
            _ => "0..2u32".to_owned(),
        };
        let name = self.name();
        let body = self.inside(&label, None, true, |maker| {
            maker.declare(&name, Ty::Number, false);
            maker.loop_body()
        });
        Some(format!("{label}: for {name} in {range} {body}"))
    }

    pub fn block_statement(&mut self) -> Option<String> {
        self.forms.control.then(|| self.body())
    }

    /// A departure under a condition.
    pub fn leave_if(&mut self) -> Option<String> {
        if !self.leaves || !self.forms.control {
            return None;
        }
        let condition = self.head(Ty::Flag);
        let departure = self.branch(Maker::departure);
        Some(format!("if {condition} {{\n{departure}\n}}"))
    }
}
