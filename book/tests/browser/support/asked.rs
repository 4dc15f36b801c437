//! Pages with a question each: the answers are kept by the one server that all tests talk to.

use super::tries;

/// The pages, one for each test that answers what it asks.
pub const PAGES: [&str; 10] = [
    "wrong",
    "kept",
    "twice",
    "late",
    "meanwhile",
    "keys",
    "nowhere",
    "away",
    "step",
    "order",
];

/// What one page asks about a step; most of the others ask about a program.
pub const OF_STEP: &str = "ch04/d-oneshot";

/// What the last page asks: the answer is an order of lines.
pub const OF_ORDER: &str = "ch05/search-from-the-first";

/// The page that asks one of the questions.
pub fn page(name: &str) -> String {
    format!("ch91/asked-{name}.html")
}

pub fn files() -> Vec<(String, String)> {
    let pages = PAGES.map(|name| (format!("book/pages/ch91/asked-{name}.md"), text(name)));
    let predictions = PAGES.map(prediction).concat() + tries::prediction();
    let toml = ("book/ch91/predictions.toml".to_owned(), predictions);
    pages.into_iter().chain([toml]).collect()
}

fn text(name: &str) -> String {
    let id = match name {
        "step" => OF_STEP.to_owned(),
        "order" => OF_ORDER.to_owned(),
        name => format!("ch91/{name}"),
    };
    format!(
        "# Asked\n\n{{{{#predict {id}}}}}\n\n{{{{#answer {id}}}}}\n\nThis explains it.\n\n\
         {{{{#end-answer}}}}\n\nThe end.\n"
    )
}

fn prediction(name: &str) -> String {
    format!(
        r#"
[[prediction]]
name = "{name}"
program = "says"
question = "What does `says` say?"
[[prediction.choice]]
says = "How it *stands*."
line = "[main] as it stands"
why = "That is the text it is given."
[[prediction.choice]]
says = "How it falls."
line = "[main] as it falls"
why = "It does not fall."
[[prediction.choice]]
says = "Nothing."
line = "[main] has nothing to say"
why = "It is called once."
"#
    )
}
