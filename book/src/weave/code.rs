//! `{{#code ch04/src/poll.rs:register}}`: a piece of a file under a header that says where it is.

use super::html::{escape, fenced};
use super::page::Page;
use super::source::Piece;
use super::{place, whole};
use anyhow::Result;

pub(super) fn expand(page: &mut Page<'_>, path: &str) -> Result<String> {
    let piece = Piece::read(page.workspace, path)?;
    let place = place_of(&piece);
    let file = escape(&piece.file);
    let whole = whole_file(page, &piece.file);
    let code = fenced(piece.language(), &piece.code);
    Ok(format!(
        "<figure class=\"wb-code\" data-file=\"{file}\">\n\
         <figcaption class=\"wb-head\"><span class=\"wb-file\">{file}</span>{place} {whole}</figcaption>\n\
         \n\
         {code}\n\
         \n\
         </figure>\n"
    ))
}

/// What the piece is a part of, behind its file's name.
pub(super) fn place_of(piece: &Piece) -> String {
    let place = match &piece.lines {
        Some(lines) if piece.language() == "rust" => place::of(&piece.source, lines),
        _ => None,
    };
    place.map_or(String::new(), |place| {
        format!(" <span class=\"wb-where\">{}</span>", escape(&place))
    })
}

/// The link to the page that has the whole file.
pub(super) fn whole_file(page: &mut Page<'_>, file: &str) -> String {
    page.files.insert(file.to_owned());
    let target = page.link(&whole::target(file));
    let label = format!("The whole file {file}");
    let label = escape(&label);
    format!("<a class=\"wb-whole\" href=\"{target}\" aria-label=\"{label}\">whole file</a>")
}
