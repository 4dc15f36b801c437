//! From a page's Markdown to its passages.

use super::{Kind, Letter, Link, OBJECT, Passage, Span};
use mdbook_markdown::pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use std::ops::Range;

/// The passages of a page, with the directives as they are written.
pub(super) fn read(content: &str) -> Vec<Passage> {
    let mut reader = Reader {
        content,
        blocks: Vec::new(),
        open: Vec::new(),
        images: 0,
        addresses: 0,
        after_line: false,
        tag_end: None,
        passage: None,
        passages: Vec::new(),
    };
    let events = new_cmark_parser(content, &MarkdownOptions::default()).into_offset_iter();
    events.for_each(|(event, range)| reader.take(event, range));
    reader.flush();
    reader.passages
}

struct Reader<'a> {
    content: &'a str,
    /// What the blocks around the next event make of text; none for code.
    blocks: Vec<Option<Kind>>,
    /// Spans that have begun, by their place in the passage.
    open: Vec<usize>,
    images: usize,
    addresses: usize,
    /// The last event was a line's end.
    after_line: bool,
    /// What ends the tag or comment that a block of HTML is in.
    tag_end: Option<&'static str>,
    passage: Option<Passage>,
    passages: Vec<Passage>,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => match span(&tag) {
                Some(link) => self.begin_span(link, &tag, range),
                None => {
                    self.flush();
                    self.blocks.push(kind(&tag, self.blocks.last()));
                }
            },
            Event::End(end) if is_span(end) => self.end_span(end, range),
            Event::End(_) => {
                self.flush();
                self.blocks.pop();
            }
            Event::Text(text) => self.text(&text, range),
            Event::Code(_) => self.object(range),
            Event::SoftBreak | Event::HardBreak => {
                self.grow(&range).letters.push(Letter {
                    letter: ' ',
                    range,
                    is_object: false,
                    ends_line: true,
                });
                self.after_line = true;
            }
            Event::InlineHtml(_) => drop(self.grow(&range)),
            Event::Html(html) => self.html(&html, range),
            Event::FootnoteReference(_) => {
                self.grow(&range).notes.push(range);
            }
            _ => {}
        }
    }

    fn flush(&mut self) {
        self.after_line = false;
        self.open.clear();
        self.passages.extend(self.passage.take());
    }

    /// The passage with one more part, which has letters in it or not. A line's end reaches up to it.
    fn grow(&mut self, range: &Range<usize>) -> &mut Passage {
        let kind = self.blocks.last().copied().flatten();
        let passage = self.passage.get_or_insert_with(|| Passage {
            kind: kind.unwrap_or(Kind::Text),
            range: range.clone(),
            letters: Vec::new(),
            spans: Vec::new(),
            notes: Vec::new(),
        });
        if std::mem::take(&mut self.after_line)
            && let Some(last) = passage.letters.last_mut()
        {
            last.range.end = range.start;
        }
        passage.range.end = passage.range.end.max(range.end);
        for open in &self.open {
            if let Some(link) = &mut passage.spans[*open].link {
                let inner = link.inner.get_or_insert_with(|| range.clone());
                inner.end = inner.end.max(range.end);
            }
        }
        passage
    }

    fn begin_span(&mut self, link: Option<Link>, tag: &Tag<'_>, range: Range<usize>) {
        // Markdown's parser leaves them out of a link like [this][].
        let is_collapsed = matches!(
            tag,
            Tag::Link {
                link_type: LinkType::Collapsed,
                ..
            }
        );
        let brackets = match self.content[range.end..].starts_with("[]") {
            true if is_collapsed => 2,
            _ => 0,
        };
        // The range is the whole span's: what is in it comes after this.
        let passage = self.grow(&(range.start..range.start));
        let range = range.start..range.end + brackets;
        passage.spans.push(Span { range, link });
        let place = passage.spans.len() - 1;
        self.open.push(place);
        self.images += usize::from(matches!(tag, Tag::Image { .. }));
        self.addresses += usize::from(is_address(tag));
    }

    fn end_span(&mut self, end: TagEnd, range: Range<usize>) {
        self.images -= usize::from(end == TagEnd::Image);
        if end == TagEnd::Link {
            self.addresses = 0;
        }
        self.open.pop();
        self.grow(&range);
    }

    fn text(&mut self, text: &CowStr<'_>, range: Range<usize>) {
        if self.blocks.last() == Some(&None) {
            return;
        }
        if self.images + self.addresses > 0 {
            self.object(range);
        } else if self.content[range.clone()] == **text {
            for (at, letter) in text.char_indices() {
                let at = range.start + at;
                self.letter(letter, at..at + letter.len_utf8(), false);
            }
        } else {
            text.chars()
                .for_each(|letter| self.letter(letter, range.clone(), false));
        }
    }

    fn object(&mut self, range: Range<usize>) {
        self.letter(OBJECT, range, true);
    }

    fn letter(&mut self, letter: char, range: Range<usize>, is_object: bool) {
        self.grow(&range).letters.push(Letter {
            letter,
            range,
            is_object,
            ends_line: false,
        });
    }

    /// The text between the tags of a block of HTML.
    fn html(&mut self, html: &CowStr<'_>, range: Range<usize>) {
        for (at, letter) in html.char_indices() {
            let rest = &html[at..];
            match self.tag_end {
                Some(end) if html[..at + letter.len_utf8()].ends_with(end) => self.tag_end = None,
                Some(_) => {}
                None if rest.starts_with("<!--") => self.tag_end = Some("-->"),
                None if letter == '<' => self.tag_end = Some(">"),
                None => {
                    let at = range.start + at;
                    self.letter(letter, at..at + letter.len_utf8(), false);
                }
            }
        }
    }
}

/// Whether a tag is one inside of a text, and the link that it is.
fn span(tag: &Tag<'_>) -> Option<Option<Link>> {
    let link = |target: &str, title: &str, is_image| Link {
        target: target.to_owned(),
        title: title.to_owned(),
        is_image,
        inner: None,
    };
    match tag {
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {
            Some(None)
        }
        Tag::Link { .. } if is_address(tag) => Some(None),
        Tag::Link {
            dest_url, title, ..
        } => Some(Some(link(dest_url, title, false))),
        Tag::Image {
            dest_url, title, ..
        } => Some(Some(link(dest_url, title, true))),
        _ => None,
    }
}

/// A link whose text is its target.
fn is_address(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Link {
            link_type: LinkType::Autolink | LinkType::Email,
            ..
        }
    )
}

fn is_span(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

fn kind(tag: &Tag<'_>, around: Option<&Option<Kind>>) -> Option<Kind> {
    match tag {
        Tag::CodeBlock(_) | Tag::MetadataBlock(_) => None,
        Tag::Heading { .. } | Tag::DefinitionListTitle => Some(Kind::Heading),
        Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell => Some(Kind::Table),
        Tag::HtmlBlock => Some(Kind::Html),
        _ => around.copied().unwrap_or(Some(Kind::Text)),
    }
}
