//! `{{#measure ch08/limits}}`: a program that measures the reader's machine, with a plot and the figures of another.

use super::html::escape;
use super::page::Page;
use super::{actors, plot};
use crate::model::{Measured, Record};
use anyhow::Result;
use std::collections::BTreeSet;

pub(super) fn expand(page: &mut Page<'_>, id: &str) -> Result<String> {
    let workspace = page.workspace;
    let measurement = workspace.find_measurement(id)?;
    let measured = measurement.measured()?;
    page.shows_output();
    let id = page.id(&format!("measure-{}", measurement.name));
    let name = escape(&measurement.name);
    let says: Vec<&str> = measured.records.iter().map(|it| it.says.as_str()).collect();
    Ok(format!(
        "<section class=\"wb-step wb-measure\" id=\"{id}\" data-measure=\"{}\" aria-label=\"Measurement {name}\">\
         <header class=\"wb-bar\"><span class=\"wb-name\">{name}</span><span class=\"wb-controls\"></span>\
         <span class=\"wb-time\"></span><code class=\"wb-command\">{}</code></header>\
         <div class=\"wb-timeline\" hidden></div>\
         <figure class=\"wb-chart\">{}<figcaption>Measured on {}.<span class=\"wb-chart-yours\" hidden> \
         The dashed lines are yours.</span></figcaption></figure>{}\
         <pre class=\"wb-output\" tabindex=\"0\" aria-label=\"Recorded output of {name}\">{}</pre></section>\n",
        escape(&measurement.id()),
        escape(&measurement.command()),
        plot::svg(&measured.records),
        escape(&measured.machine),
        table(&measured),
        actors::lines(&says.join("\n")),
    ))
}

/// The same figures for a reader who can't see the plot, or wants to read a number.
fn table(measured: &Measured) -> String {
    let contenders = plot::contenders(&measured.records);
    let numbers: BTreeSet<u64> = measured.records.iter().map(|it| it.requests).collect();
    let heads: String = contenders
        .iter()
        .map(|name| format!("<th scope=\"col\">{}</th>", escape(name)))
        .collect();
    let rows: String = numbers
        .iter()
        .map(|requests| row(measured, &contenders, *requests))
        .collect();
    format!(
        "<table class=\"wb-measured\"><caption>Bytes for each request</caption>\
         <thead><tr><th scope=\"col\">requests at once</th>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )
}

fn row(measured: &Measured, contenders: &[&str], requests: u64) -> String {
    let cells: String = contenders
        .iter()
        .map(|name| {
            let mut records = measured.records.iter();
            let found = records.find(|it| it.requests == requests && it.contender == *name);
            format!(
                "<td data-contender=\"{}\">{}</td>",
                escape(name),
                found.map_or(String::new(), cell)
            )
        })
        .collect();
    format!("<tr data-requests=\"{requests}\"><th scope=\"row\">{requests}</th>{cells}</tr>")
}

fn cell(record: &Record) -> String {
    match (&record.broke, record.bytes) {
        (Some(_), _) => "broke".to_owned(),
        (None, Some(bytes)) => (bytes / record.requests).to_string(),
        (None, None) => "answered".to_owned(),
    }
}
