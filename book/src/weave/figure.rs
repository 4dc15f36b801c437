//! `{{#figure ch04/figures/level-edge.svg caption}}`: a drawing that takes the page's colours.

use super::actors;
use super::html::{escape, sentence};
use super::page::Page;
use super::source;
use anyhow::{Context, Result, bail};

pub(super) fn expand(page: &mut Page<'_>, path: &str, caption: &str) -> Result<String> {
    let svg = source::read(page.workspace, &format!("book/pages/{path}"))?;
    let svg = element(&svg).with_context(|| path.to_owned())?;
    actors_keep_their_colours(&svg).with_context(|| path.to_owned())?;
    let stem = path
        .rsplit('/')
        .next()
        .unwrap_or(path)
        .trim_end_matches(".svg");
    let id = page.id(&format!("figure-{stem}"));
    let caption = match caption {
        "" => String::new(),
        caption => format!("<figcaption>{}</figcaption>", sentence(caption)),
    };
    Ok(format!(
        "<figure class=\"wb-figure\" id=\"{}\">\n{svg}\n{caption}</figure>\n",
        escape(&id)
    ))
}

/// The `svg` element, marked as one image, without the lines that would end a block of HTML.
fn element(file: &str) -> Result<String> {
    let start = file.find("<svg").context("it has no <svg> element")?;
    let end = file
        .rfind("</svg>")
        .context("its <svg> element does not end")?
        + "</svg>".len();
    let svg = &file[start..end];
    let (_, title) = svg.split_once("<title>").unwrap_or_default();
    let (title, _) = title.split_once("</title>").unwrap_or_default();
    if title.trim().is_empty() {
        bail!("it has no <title>: what the figure says, for whoever cannot see it");
    }
    let lines: Vec<&str> = svg.lines().filter(|line| !line.trim().is_empty()).collect();
    let svg = lines.join("\n").replace("{{", "&#123;&#123;");
    let (head, _) = svg.split_once('>').unwrap_or((&svg, ""));
    if head.contains("role=") {
        return Ok(svg);
    }
    Ok(svg.replacen("<svg", "<svg role=\"img\"", 1))
}

/// Actors that figures draw. Other names of the table are ordinary words too, and may label anything.
const ACTORS: [&str; 9] = [
    "executor",
    "fiber",
    "kernel",
    "queue",
    "reactor",
    "runtime",
    "scheduler",
    "task",
    "worker",
];

/// An actor's name in a colour is in the colour that the actor has in every output and timeline.
fn actors_keep_their_colours(svg: &str) -> Result<()> {
    for text in svg.split("<text").skip(1) {
        let (head, label) = text.split_once('>').unwrap_or_default();
        let (label, _) = label.split_once('<').unwrap_or_default();
        let Some(drawn) = drawn_in(head) else {
            continue;
        };
        let actor = label.trim();
        if is_actor(actor) && drawn != actors::colour(actor) {
            let colour = actors::colour(actor);
            bail!("{actor:?} has the class wb-a{drawn}; its colour in actors.json is {colour}");
        }
    }
    Ok(())
}

/// The number of a text's colour, if it has one of its own.
fn drawn_in(head: &str) -> Option<u32> {
    let (_, after) = head.split_once("wb-a")?;
    after.chars().next()?.to_digit(10)
}

/// Whether a label is an actor's name, with its number or without.
fn is_actor(label: &str) -> bool {
    let (word, number) = label.split_once(' ').unwrap_or((label, "0"));
    ACTORS.contains(&word) && number.parse::<u32>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_becomes_one_image_without_blank_lines() {
        let file =
            "<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 1 1\">\n\n<title>A dot</title>\n</svg>\n";
        assert_eq!(
            element(file).unwrap(),
            "<svg role=\"img\" viewBox=\"0 0 1 1\">\n<title>A dot</title>\n</svg>"
        );
    }

    #[test]
    fn a_drawing_says_what_it_shows() {
        let error = element("<svg><title> </title></svg>")
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "it has no <title>: what the figure says, for whoever cannot see it"
        );
    }
    #[test]
    fn an_actors_name_is_in_its_own_colour_or_in_none() {
        let texts = |kernel: &str, fiber: &str| {
            format!(
                "<svg><text class=\"{kernel}\">kernel</text><text x=\"1\" class=\"wb-a1\">kernel mode</text>\
                 <text {fiber}>fiber 3</text></svg>"
            )
        };
        actors_keep_their_colours(&texts("wb-a2", "")).unwrap();
        actors_keep_their_colours(&texts("big wb-a2", "class=\"wb-a6\"")).unwrap();
        let error = actors_keep_their_colours(&texts("wb-a4", "")).unwrap_err();
        let says = "\"kernel\" has the class wb-a4; its colour in actors.json is 2";
        assert_eq!(error.to_string(), says);
        assert!(actors_keep_their_colours(&texts("wb-a2", "class=\"wb-a1\"")).is_err());
    }
}
