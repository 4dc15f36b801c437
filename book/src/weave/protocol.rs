//! The preprocessor as a command, for whoever builds the pages with mdBook itself.

use super::Weave;
use crate::model::Workspace;
use anyhow::{Context, Result};
use mdbook_preprocessor::{Preprocessor, parse_input};
use std::io::{Read, Write};

/// Whether pages for this renderer are woven.
pub fn supports(renderer: &str) -> bool {
    renderer == "html"
}

/// Reads the context and the book as JSON, writes the woven book.
pub fn run(input: impl Read, mut output: impl Write) -> Result<()> {
    let (context, book) = parse_input(input)?;
    let weave = Weave::new(Workspace::find(&context.root)?);
    let book = serde_json::to_string(&weave.run(&context, book)?)?;
    output
        .write_all(book.as_bytes())
        .context("cannot write the woven book")
}
