//! `{{#figure ch04/figures/level-edge.svg caption}}`: a drawing that takes the page's colours.

use super::html::{escape, sentence};
use super::page::Page;
use super::source;
use anyhow::{Context, Result, bail};

pub(super) fn expand(page: &mut Page<'_>, path: &str, caption: &str) -> Result<String> {
    let svg = source::read(page.workspace, &format!("book/pages/{path}"))?;
    let svg = element(&svg).with_context(|| path.to_owned())?;
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
}
