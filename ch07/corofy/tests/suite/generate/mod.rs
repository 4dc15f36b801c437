//! Writes coroutines: the same ones in each run.

mod blocks;
mod borrows;
mod maker;
mod paths;
mod random;
mod statements;
mod types;
mod values;

pub use maker::Forms;
pub use random::Random;

use maker::{Callee, Maker};
use types::Ty;

/// A source with a coroutine that may call others.
#[derive(Clone, Debug)]
pub struct Case {
    pub name: String,
    /// Without the preamble.
    pub source: String,
}

/// A coroutine that borrows.
const APPENDS: &str = "coroutine fn appends(text: &mut String, noisy: &Noisy) -> u32 {\nnumber(1, 1).wait;\n\
                       text.push('y');\nlet n = number(1, look(noisy)).wait;\nn + length(text)\n}\n\n";

/// One source.
pub fn case(name: &str, seed: u64, forms: Forms) -> Case {
    let mut random = Random(seed);
    let fuel = 4 + random.below(8) + random.below(8) * random.below(4);
    let mut source = String::new();
    if forms.references {
        source += APPENDS;
    }
    let mut callees: Vec<Callee> = Vec::new();
    for n in 0..random.below(3) {
        let mut maker = Maker::new(seed + 1000 * (n as u64 + 1), 4, forms);
        maker.callees = callees.clone();
        let parameters: Vec<Ty> = (0..random.below(3))
            .map(|_| random.pick(&Ty::MIXED))
            .collect();
        let callee = Callee {
            name: format!("helper{n}"),
            parameters,
            output: random.pick(&Ty::MIXED),
        };
        source += &coroutine(&mut maker, &callee, 1);
        callees.push(callee);
    }
    let mut maker = Maker::new(seed, fuel, forms);
    maker.callees = callees;
    let last = random.pick(&Ty::MIXED);
    // With these outputs, `?` is possible.
    let output = if random.percent(35) {
        random.pick(&[Ty::Outcome, Ty::Maybe])
    } else {
        random.pick(&Ty::MIXED)
    };
    let any = forms.control && random.percent(15);
    let parameters = vec![
        Ty::Number,
        Ty::Number,
        Ty::Noisy,
        if any { Ty::Any } else { last },
    ];
    let main = Callee {
        name: "body".to_owned(),
        parameters,
        output,
    };
    source += &coroutine(&mut maker, &main, 3);
    let last = Maker::new(seed, 0, forms).plain(last);
    source += &format!(
        "pub fn check() {{\nfor (a, b) in [(0, 1), (1, 2), (3, 5)] {{\n\
         all(&format!(\"{{a}} {{b}}\"), || body(a, b, noisy(\"p\", a), {last}));\n}}\n}}\n"
    );
    Case {
        name: name.to_owned(),
        source: indented(&source),
    }
}

/// A coroutine with at least this many statements, if the fuel is enough.
fn coroutine(maker: &mut Maker, callee: &Callee, statements: usize) -> String {
    maker.output = callee.output;
    let mut parameters = Vec::new();
    for (n, &ty) in callee.parameters.iter().enumerate() {
        let name = ["a", "b", "c", "d"][n];
        let mutable = maker.random.percent(50);
        maker.declare(name, ty, mutable);
        parameters.push(format!(
            "{}{name}: {}",
            if mutable { "mut " } else { "" },
            ty.text()
        ));
    }
    let count = statements + maker.random.below(4);
    let body = maker.statements(count);
    let value = maker.value(callee.output);
    let any = callee.parameters.contains(&Ty::Any);
    let (parameter, bounds) = match any {
        true => maker.random.pick(&[
            ("<T: Debug>", ""),
            ("<T>", "\nwhere\nT: Debug,\n"),
            ("<T>", " where Option<T>: Debug, T: Debug "),
        ]),
        false => ("", ""),
    };
    format!(
        "coroutine fn {}{parameter}({}) -> {}{bounds} {{\n{body}{value}\n}}\n\n",
        callee.name,
        parameters.join(", "),
        callee.output.text()
    )
}

/// Indents by braces.
fn indented(source: &str) -> String {
    let mut depth = 0;
    let mut text = String::new();
    for line in source.lines() {
        if line.is_empty() && depth > 0 {
            continue;
        }
        let closes = line.starts_with('}');
        let opened = line.matches('{').count();
        let closed = line.matches('}').count();
        text += &" ".repeat(4 * (depth - usize::from(closes)));
        text += line.trim();
        text += "\n";
        depth = depth + opened - closed;
    }
    text
}
