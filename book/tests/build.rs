//! The pages as a browser gets them.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::model::Workspace;
use book::site::{self, Site};
use fixture::Fixture;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// The workbook itself, which is woven once for all tests.
static BOOK: LazyLock<Site> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    site::build_in_memory(&Workspace::load(root).unwrap()).unwrap()
});

fn text<'a>(site: &'a Site, name: &str) -> &'a str {
    std::str::from_utf8(&site.files[name]).unwrap()
}

fn pages(site: &Site) -> impl Iterator<Item = (&str, &str)> {
    let names = site.files.keys().filter(|name| name.ends_with(".html"));
    names.map(|name| (name.as_str(), text(site, name)))
}

/// The values of an attribute, in every tag of a page.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    let values = page.split(start.as_str()).skip(1);
    values.map(|rest| rest.split_once('"').unwrap().0).collect()
}

/// What does not resolve: links to pages and places in them, images, scripts, styles.
fn broken_links(site: &Site) -> Vec<String> {
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages(site)
        .map(|(name, page)| (name, values(page, "id").into_iter().collect()))
        .collect();
    let mut broken = Vec::new();
    for (name, page) in pages(site).filter(|(name, _)| *name != "404.html") {
        for link in values(page, "href").into_iter().chain(values(page, "src")) {
            if link.contains("://") || link.starts_with("mailto:") || link.starts_with("data:") {
                continue;
            }
            let (path, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() {
                name.to_owned()
            } else {
                resolved(name, path)
            };
            let known = site.files.contains_key(&target);
            let place_known = place.is_empty()
                || ids
                    .get(target.as_str())
                    .is_some_and(|ids| ids.contains(place));
            if !known || !place_known {
                broken.push(format!("{name}: {link}"));
            }
        }
    }
    broken
}

fn resolved(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What a page would load from elsewhere; a link that a reader may follow is none.
fn loaded_from_elsewhere(site: &Site) -> Vec<String> {
    let mut found = Vec::new();
    for (name, page) in pages(site) {
        let tags = page
            .split('<')
            .map(|tag| tag.split_once('>').map_or(tag, |(tag, _)| tag));
        for tag in tags.filter(|tag| !tag.starts_with("a ")) {
            let tag_values = values(tag, "href").into_iter().chain(values(tag, "src"));
            found.extend(
                tag_values
                    .filter(|value| value.contains("://") || value.starts_with("//"))
                    .map(|value| format!("{name}: {value}")),
            );
        }
    }
    for (name, bytes) in site.files.iter().filter(|(name, _)| name.ends_with(".css")) {
        let style = String::from_utf8_lossy(bytes);
        let urls = style
            .split("url(")
            .skip(1)
            .chain(style.split("@import").skip(1));
        found.extend(
            urls.map(|url| url.split_once(')').map_or(url, |(url, _)| url))
                .map(|url| url.trim_start_matches(['"', '\'', ' ']))
                .filter(|url| !url.starts_with("data:"))
                .filter(|url| url.contains("://") || url.starts_with("//"))
                .map(|url| format!("{name}: {url}")),
        );
    }
    found
}

fn repeated_ids(site: &Site) -> Vec<String> {
    let mut repeated = Vec::new();
    for (name, page) in pages(site) {
        let mut seen = BTreeSet::new();
        for id in values(page, "id") {
            if !seen.insert(id) {
                repeated.push(format!("{name}: {id}"));
            }
        }
    }
    repeated
}

fn nothing(found: Vec<String>) {
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_link_of_the_book_leads_somewhere() {
    nothing(broken_links(&BOOK));
}

#[test]
fn the_book_loads_nothing_from_elsewhere() {
    nothing(loaded_from_elsewhere(&BOOK));
}

#[test]
fn no_page_of_the_book_has_an_id_twice() {
    nothing(repeated_ids(&BOOK));
}

/// A fixture whose page uses every directive.
fn with_everything() -> Fixture {
    let fixture = Fixture::new();
    fixture
        .file(
            "book/pages/ch04/figures/dot.svg",
            "<svg viewBox=\"0 0 9 9\"><title>A dot</title><circle r=\"1\"/></svg>\n",
        )
        .file(
            "ch04/src/odd.rs",
            "// {{#include /etc/passwd}} ```\n# hash\n## two\n<script>\n",
        )
        .file("ch04/src/other.rs", "fn other() {}\n")
        .file(
            "book/pages/ch04/README.md",
            "\
# Queues

{{#code ch04/src/bin/a-wait.rs:wait}}

Text between.

{{#code ch04/src/odd.rs}}

{{#diff ch04/src/odd.rs ch04/src/other.rs}}

{{#figure ch04/figures/dot.svg A dot.}}

{{#predict ch04/a-wait}}

{{#answer ch04/a-wait}}

It waits for *one*.

{{#step ch04/a-wait}}

{{#end-answer}}

{{#exercise ch04/leave}}

{{#code delayserver/src/lib.rs}}

The end, and \\{{#step ch04/a-wait}}.
",
        );
    fixture
}

fn built(fixture: &Fixture) -> Site {
    site::build_in_memory(&fixture.load().unwrap()).unwrap()
}

#[test]
fn a_page_with_every_directive_is_whole() {
    let site = built(&with_everything());
    nothing(broken_links(&site));
    nothing(repeated_ids(&site));
    nothing(loaded_from_elsewhere(&site));
    let page = text(&site, "ch04/index.html");
    for part in [
        "wb-code",
        "wb-diff",
        "wb-figure",
        "wb-predict",
        "wb-explained",
        "wb-step",
        "wb-exercise",
    ] {
        assert!(page.contains(&format!("class=\"{part}\"")), "{part}");
    }
    assert!(
        page.contains("<p>The end, and {{#step ch04/a-wait}}.</p>"),
        "{page}"
    );
}

#[test]
fn raw_html_arrives_as_it_was_woven() {
    let site = built(&with_everything());
    let page = text(&site, "ch04/index.html");
    assert!(
        page.contains(">[main]</span> asks &lt;it&gt;\n</span>"),
        "{page}"
    );
    assert!(
        page.contains("<span class=\"wb-line\">\n</span>"),
        "the blank line of the output"
    );
    assert!(
        page.contains("<code class=\"language-rust\">fn wait(&amp;self)"),
        "{page}"
    );
    assert!(
        page.contains("// {{#include /etc/passwd}} ```\n# hash\n## two\n&lt;script&gt;"),
        "{page}"
    );
    assert!(
        page.contains("<strong>then</strong> say so"),
        "the task is Markdown"
    );
    assert!(
        !page.contains("class=\"playground\""),
        "nothing runs elsewhere"
    );
    let (_, table) = page.split_once("id=\"wb-actors\">").unwrap();
    let (table, _) = table.split_once("</script>").unwrap();
    let table: BTreeMap<String, u32> = serde_json::from_str(table).unwrap();
    assert_eq!(table["main"], 0);
}

#[test]
fn code_that_a_page_shows_is_whole_at_the_end_of_the_book() {
    let site = built(&with_everything());
    let code = text(&site, "code/ch04.html");
    assert!(code.contains("id=\"ch04-src-bin-a-wait-rs\""));
    assert!(
        code.contains("impl Queue {") && !code.contains("ANCHOR"),
        "{code}"
    );
    assert!(!code.contains("b-folder/main.rs"), "no page shows it");
    assert!(site.files.contains_key("code/delayserver.html"));
    let toc = text(&site, "toc.html");
    let at = |text: &str| {
        toc.find(text)
            .unwrap_or_else(|| panic!("{text} is in {toc}"))
    };
    assert!(at("The code of chapter 4") > at("Queues"));
    assert!(at("The code of delayserver") > at("The code of chapter 4"));
}

/// A fixture whose step was recorded, in a file that no page shows.
fn with_a_recording() -> Fixture {
    let fixture = Fixture::new();
    fixture
        .file(
            "ch04/src/odd.rs",
            "// ANCHOR: x\nfn odd() {\n    waits!(\"main\", \"</script>\");\n}\n",
        )
        .file(
            "ch04/tests/snapshots/a-wait.trace",
            "{\"ms\":0.0,\"does\":\"waits\",\"who\":\"main\",\"what\":\"</script> {{#include x}}\",\
             \"at\":\"ch04/src/odd.rs:3\",\"thread\":1}\n{\"dropped\":9}\n",
        )
        .file(
            "book/pages/ch04/README.md",
            "# Queues\n\n{{#step ch04/a-wait}}\n\nThe end.\n",
        );
    fixture
}

/// What a page's recordings hold.
fn recordings(page: &str) -> Vec<serde_json::Value> {
    let starts = page.split("class=\"wb-recorded\"").skip(1);
    let texts = starts.map(|rest| {
        let (_, rest) = rest.split_once('>').unwrap();
        rest.split_once("</script>").unwrap().0
    });
    texts
        .map(|text| serde_json::from_str(text).unwrap())
        .collect()
}

#[test]
fn a_step_carries_its_recording_and_leads_to_the_lines_that_made_it() {
    let site = built(&with_a_recording());
    nothing(broken_links(&site));
    let page = text(&site, "ch04/index.html");
    assert_eq!(
        recordings(page),
        [serde_json::json!([
            {"ms": 0.0, "does": "waits", "who": "main", "what": "</script> {{#include x}}",
             "at": "ch04/src/odd.rs:3", "thread": 1},
            {"dropped": 9}
        ])]
    );
    assert!(page.contains("<p>The end.</p>"), "{page}");
    let sources = values(page, "data-sources");
    assert_eq!(
        sources,
        ["{&quot;ch04/src/odd.rs&quot;:&quot;../code/ch04.html#ch04-src-odd-rs&quot;}"]
    );
    let code = text(&site, "code/ch04.html");
    assert!(
        code.contains("<a id=\"ch04-src-odd-rs-L3\" class=\"wb-place\" style=\"--line: 1\"></a>"),
        "{code}"
    );
}

#[test]
fn every_step_and_program_of_the_book_carries_what_it_says_in_the_order_of_its_output() {
    let site = &*BOOK;
    for (name, page) in pages(site).filter(|(name, _)| *name != "print.html") {
        for section in page.split("<section class=\"wb-step").skip(1) {
            let section = section.split("</section>").next().unwrap();
            // What they print depends on the machine, so no run of them is recorded.
            if section.contains("wb-unpinned") || section.starts_with(" wb-measure") {
                continue;
            }
            let id = values(section, "id")[0];
            let recorded = recordings(section);
            assert_eq!(recorded.len(), 1, "{name}: {id} has one recording");
            let recorded = recorded[0].as_array().unwrap();
            let said = recorded
                .iter()
                .filter(|statement| statement["does"] == "says");
            let said: Vec<&str> = said.map(|it| it["who"].as_str().unwrap()).collect();
            // A line that a program writes by a call of its own isn't said, and a long recording is cut.
            let mut printed = values(section, "data-actor").into_iter();
            let is_printed = |who: &&str| printed.by_ref().any(|actor| actor == *who);
            assert!(said.iter().all(is_printed), "{name}: {id}: {said:?}");
        }
    }
}

/// What leads nowhere from a recording: files without a page, lines without a place.
#[test]
fn every_statement_of_the_book_leads_to_its_line() {
    let site = &*BOOK;
    let mut ways = Vec::new();
    for (name, page) in pages(site).filter(|(name, _)| *name != "print.html") {
        let of_page = recordings(page)
            .into_iter()
            .zip(values(page, "data-sources"));
        for (recorded, sources) in of_page {
            let sources: BTreeMap<String, String> =
                serde_json::from_str(&sources.replace("&quot;", "\"")).unwrap();
            let statements = recorded.as_array().unwrap().iter();
            for at in statements
                .filter_map(|it| it["at"].as_str())
                .filter(|at| !at.is_empty())
            {
                let (file, line) = at.rsplit_once(':').unwrap();
                ways.push((name.to_owned(), format!("{}-L{line}", sources[file])));
            }
        }
    }
    assert!(ways.len() > 100, "there are {} ways", ways.len());
    let broken = ways.into_iter().filter(|(name, way)| {
        let (path, place) = way.split_once('#').unwrap();
        let page = text(site, &resolved(name, path));
        !page.contains(&format!("<a id=\"{place}\" class=\"wb-place\""))
    });
    nothing(broken.map(|(name, way)| format!("{name}: {way}")).collect());
}

#[test]
fn all_problems_of_a_book_are_told_at_once() {
    let fixture = Fixture::new();
    fixture
        .file("book/pages/README.md", "# Start\n\n{{#step none}}\n")
        .file("book/pages/ch04/README.md", "{{#code none.rs}}\n");
    let error = site::build_in_memory(&fixture.load().unwrap()).unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "book/pages/README.md:3: there is no step none: `cargo book list` shows what there is\n\
         book/pages/ch04/README.md:1: there is no file none.rs"
    );
}

#[test]
fn a_build_replaces_an_earlier_one_and_nothing_else() {
    let fixture = Fixture::new();
    let ws = fixture.load().unwrap();
    let dest = fixture.root().join("out");
    site::build(&ws, &dest).unwrap();
    assert!(dest.join("index.html").is_file());
    fs::write(dest.join("CNAME"), "mine").unwrap();
    fixture.file("book/pages/SUMMARY.md", "# Summary\n\n[Start](README.md)\n");
    assert!(dest.join("ch04/index.html").is_file());
    site::build(&ws, &dest).unwrap();
    assert!(!dest.join("ch04/index.html").exists());
    assert!(dest.join("index.html").is_file() && dest.join("CNAME").is_file());

    let mine = fixture.root().join("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("thesis.txt"), "mine").unwrap();
    let error = site::build(&ws, &mine).unwrap_err().to_string();
    assert!(
        error.ends_with("no build of the workbook made: name another folder"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(mine.join("thesis.txt")).unwrap(), "mine");
}

#[test]
fn a_book_with_a_mistake_costs_nothing_that_was_built() {
    let fixture = Fixture::new();
    let dest = fixture.root().join("out");
    site::build(&fixture.load().unwrap(), &dest).unwrap();
    fixture.file("book/pages/README.md", "{{#step none}}\n");
    site::build(&fixture.load().unwrap(), &dest).unwrap_err();
    assert!(dest.join("index.html").is_file());
}

#[test]
fn mdbook_by_itself_builds_the_same_pages() {
    let fixture = with_everything();
    let dest = fixture.built_by_mdbook();
    let site = built(&fixture);
    for name in ["index.html", "ch04/index.html", "code/ch04.html"] {
        assert_eq!(
            fs::read_to_string(dest.join(name)).unwrap(),
            text(&site, name),
            "{name}"
        );
    }
}
