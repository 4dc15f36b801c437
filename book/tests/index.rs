//! The index of everything that runs, and of the exercises.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::model::Workspace;
use book::site::{self, Site};
use book::weave;
use fixture::Fixture;
use std::fs;
use std::path::Path;

const INDEX: &str = "# Steps and exercises\n\n{{#index}}\n";

/// A workbook with an index and a glossary.
fn book(readme: &str, page: &str) -> Fixture {
    let fixture = Fixture::new();
    fixture
        .file(
            "book/pages/SUMMARY.md",
            "# Summary\n\n[Start](README.md)\n\n- [Queues](ch04/README.md)\n    - [Waiting](ch04/waiting.md)\n\n\
             [Steps and exercises](steps-and-exercises.md)\n[Glossary](glossary.md)\n",
        )
        .file("book/pages/README.md", &format!("# Start\n\n{readme}\n"))
        .file("book/pages/ch04/README.md", "# Queues\n\nA {{#term queue}} is what a thread waits at.\n")
        .file("book/pages/ch04/waiting.md", &format!("# Waiting\n\n{page}\n"))
        .file("book/pages/glossary.md", "# Glossary\n\n{{#glossary}}\n")
        .file("book/pages/steps-and-exercises.md", INDEX);
    fixture
}

fn text<'a>(site: &'a Site, name: &str) -> &'a str {
    std::str::from_utf8(&site.files[name]).unwrap()
}

fn index(fixture: &Fixture) -> String {
    let site = site::build_in_memory(&fixture.load().unwrap()).unwrap();
    text(&site, "steps-and-exercises.html").to_owned()
}

/// The row that begins with a name.
fn row<'a>(index: &'a str, name: &str) -> &'a str {
    let mut rows = index.split("<tr>").skip(1);
    let row =
        rows.find(|row| row.contains(&format!(">{name}<")) || row.contains(&format!(">{name} ")));
    let row = row.unwrap_or_else(|| panic!("{name} is in {index}"));
    row.split_once("</tr>").unwrap().0
}

#[test]
fn every_step_and_exercise_leads_to_where_it_is_shown() {
    let index = index(&book("", "{{#step a-wait}}\n\n{{#exercise leave}}"));
    assert!(
        index.contains("<h2 id=\"ch04\">4. <a href=\"ch04/index.html\">Queues</a></h2>"),
        "{index}"
    );
    assert_eq!(
        row(&index, "a-wait"),
        "<td><a href=\"ch04/waiting.html#step-a-wait\"><code>a-wait</code></a></td>\
         <td>Waits for one event</td>\
         <td><code>cargo run -p ch04 --bin a-wait</code></td>"
    );
    assert_eq!(
        row(&index, "Leave the queue"),
        "<td><a href=\"ch04/waiting.html#exercise-leave\">Leave the queue</a> \
         <span class=\"wb-state\" data-state-of=\"ch04/leave\"></span></td>\
         <td><span class=\"wb-level\" role=\"img\" aria-label=\"level 2 of 3\">●●○</span> build it</td>\
         <td><code>cargo book check ch04/leave</code></td>"
    );
}

#[test]
fn a_step_that_is_predicted_leads_to_its_question() {
    let index = index(&book("", "{{#predict ch04/a-wait}}"));
    assert!(
        row(&index, "a-wait").contains("href=\"ch04/waiting.html#predict-a-wait\""),
        "{index}"
    );
}

#[test]
fn the_pages_of_the_own_chapter_come_before_others() {
    let both = index(&book("{{#step a-wait}}", "{{#step a-wait}}"));
    assert!(row(&both, "a-wait").contains("href=\"ch04/waiting.html#step-a-wait\""));
    let elsewhere = index(&book("{{#step a-wait}}", ""));
    assert!(row(&elsewhere, "a-wait").contains("href=\"index.html#step-a-wait\""));
}

#[test]
fn what_no_page_shows_is_listed_without_a_link() {
    let index = index(&book("", ""));
    assert!(row(&index, "a-wait").starts_with("<td><code>a-wait</code></td>"));
    assert!(row(&index, "Leave the queue").starts_with("<td>Leave the queue <span"));
    // Nor does a chapter without pages lead anywhere.
    let workspace = Fixture::new().load().unwrap();
    let page = weave::page(&workspace, "steps.md", INDEX).unwrap();
    assert!(page.contains("<h2 id=\"ch04\">4. Queues</h2>"), "{page}");
}

#[test]
fn programs_on_pages_are_listed_with_their_pages() {
    let program =
        "```rust,run=breakfast,unpinned\nfn main() {\n    println!(\"[main] eats\");\n}\n```";
    let index = index(&book("", program));
    assert_eq!(
        row(&index, "breakfast"),
        "<td><a href=\"ch04/waiting.html#snippet-breakfast\"><code>breakfast</code></a></td>\
         <td>Waiting</td><td><code>cargo book run ch04/breakfast</code></td>"
    );
}

#[test]
fn mdbook_by_itself_makes_the_same_index_and_glossary() {
    let fixture = book("", "{{#step a-wait}}\n\n{{#exercise leave}}");
    let dest = fixture.built_by_mdbook();
    let site = site::build_in_memory(&fixture.load().unwrap()).unwrap();
    for name in [
        "glossary.html",
        "steps-and-exercises.html",
        "ch04/index.html",
    ] {
        assert_eq!(
            fs::read_to_string(dest.join(name)).unwrap(),
            text(&site, name),
            "{name}"
        );
    }
}

/// Every step, exercise and experiment of a chapter that has pages is on one, where a reader finds it.
#[test]
fn every_step_exercise_and_experiment_of_the_book_is_on_a_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let workspace = Workspace::load(root).unwrap();
    let site = site::build_in_memory(&workspace).unwrap();
    let index = text(&site, "steps-and-exercises.html");
    let mut unseen = Vec::new();
    for step in workspace.steps() {
        let places = ["step", "predict"].map(|place| format!("#{place}-{}\"><code>", step.name));
        if !places.iter().any(|place| index.contains(place)) {
            unseen.push(step.id());
        }
    }
    for exercise in workspace.exercises() {
        if !index.contains(&format!("#exercise-{}\">", exercise.slug)) {
            unseen.push(exercise.id());
        }
    }
    for experiment in workspace.experiments() {
        let name = &experiment.name;
        let asked = workspace
            .predictions()
            .filter(|it| it.target_id() == experiment.id());
        let asked = asked.map(|it| format!("#predict-{}\">", it.name));
        let mut places = asked.chain([format!("#try-{name}\">")]);
        if !places.any(|place| index.contains(&place)) {
            unseen.push(experiment.id());
        }
    }
    let summary = fs::read_to_string(root.join("book/pages/SUMMARY.md")).unwrap();
    let has_pages = |id: &String| {
        let (chapter, _) = id.split_once('/').unwrap();
        summary.contains(&format!("]({chapter}/"))
    };
    unseen.retain(has_pages);
    assert_eq!(unseen, Vec::<String>::new());
}
