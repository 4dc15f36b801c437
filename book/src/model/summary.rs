//! What the book's summary lists of the chapters.

use super::is_chapter;
use mdbook_summary::{Link, SummaryItem, parse_summary};

/// A page of a chapter, as the summary names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// The folder that it is in: `ch02`.
    pub(super) chapter: String,
    /// The page, below the folder of pages: `ch02/threads.md`.
    pub(super) page: String,
    /// What the sidebar calls it.
    pub(super) title: String,
}

/// The pages of chapters that a summary links to, in order. One that cannot be read, or that is not
/// there, has none: who builds the book reports it.
pub(super) fn listed(summary: &str) -> Vec<Listed> {
    let mut listed = Vec::new();
    if let Ok(summary) = parse_summary(summary) {
        add(&mut listed, &summary.prefix_chapters);
        add(&mut listed, &summary.numbered_chapters);
        add(&mut listed, &summary.suffix_chapters);
    }
    listed
}

fn add(listed: &mut Vec<Listed>, items: &[SummaryItem]) {
    for item in items {
        if let SummaryItem::Link(link) = item {
            listed.extend(page(link));
            add(listed, &link.nested_items);
        }
    }
}

fn page(link: &Link) -> Option<Listed> {
    // Without a `.` in it, and with the same separator on every system.
    let parts = link.location.as_ref()?.components();
    let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
    let page = parts?.join("/");
    let page = page.trim_start_matches("./");
    let (chapter, _) = page.split_once('/')?;
    is_chapter(chapter).then(|| Listed {
        chapter: chapter.to_owned(),
        page: page.to_owned(),
        title: link.name.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_of_chapters_are_listed_as_the_sidebar_names_them() {
        let summary = "# Summary\n\n[Start](README.md)\n\n\
            - [`poll` and *wait*](./ch04/README.md)\n    - [A draft]()\n    - [One](ch04/one.md)\n\
            <!-- - [Not yet](ch04/two.md) -->\n- [Chess](chess/x.md)\n\n[Last](ch91/x.md)\n";
        let listed: Vec<_> = listed(summary)
            .into_iter()
            .map(|page| format!("{} {} {}", page.chapter, page.page, page.title))
            .collect();
        assert_eq!(
            listed,
            [
                "ch04 ch04/README.md poll and wait",
                "ch04 ch04/one.md One",
                "ch91 ch91/x.md Last"
            ]
        );
    }

    #[test]
    fn a_summary_that_cannot_be_read_lists_nothing() {
        assert_eq!(listed(""), []);
        assert_eq!(
            listed("# Summary\n\n- [One](ch04/one.md)\n- [Two](ch04/one.md)\n"),
            []
        );
    }
}
