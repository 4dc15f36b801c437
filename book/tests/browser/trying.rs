//! Experiments: tried from the page, both outcomes next to each other, and nothing of the reader's touched.

use crate::support::lab::{Wish, in_browser};
use crate::support::page::Page;
use crate::support::tries::{ASKED, BROKEN, HANGS, PAGE, SAYS};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

async fn open(page: &Page) {
    page.goto(PAGE).await;
    page.until(&format!(
        "document.querySelector('{HANGS} .wb-controls button')"
    ))
    .await;
}

async fn until_ended(page: &Page, section: &str, says: &str) {
    page.until_says(&format!("{section} .wb-status-text"), says)
        .await;
}

/// What a side shows, and the sentence above it.
async fn side(page: &Page, section: &str, side: &str) -> (String, String) {
    let side = format!("{section} [data-side={side}]");
    let output = page.says(&format!("{side} .wb-output")).await;
    let ended = page.says(&format!("{side} .wb-ended")).await;
    (output.trim().to_owned(), ended)
}

/// The texts of the workbook's files, but for what the tests of other pages write meanwhile.
fn texts(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = ["ch04", "ch05", "book/ch91", "book/trace", "delayserver"]
        .map(|folder| root.join(folder))
        .to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("exercises") {
                folders.push(path);
            } else if let Ok(text) = fs::read(&path) {
                found.insert(path, text);
            }
        }
    }
    found
}

#[test]
fn both_outcomes_are_next_to_each_other_and_the_recorded_ones_come_back() {
    in_browser(Wish::running(&["ch91/says-no"]), async |page| {
        open(page).await;
        assert_eq!(page.shown(&format!("{SAYS} .wb-side")).await, 0);
        assert_eq!(page.shown(&format!("{SAYS} .wb-add")).await, 1);
        page.press(SAYS, "Try it").await;
        until_ended(page, SAYS, "It ended with exit status 0.").await;
        let ended = "It ended with exit status 0.".to_owned();
        let before = side(page, SAYS, "before").await;
        assert_eq!(before, ("[main] as it stands".to_owned(), ended.clone()));
        let after = side(page, SAYS, "after").await;
        assert_eq!(after, ("[main] no".to_owned(), ended));
        let own = format!("{SAYS} .wb-own");
        assert_eq!(page.shown(&own).await, 2);
        assert_eq!(page.shown(&format!("{SAYS} .wb-why-so")).await, 1);
        page.press(SAYS, "Show the recorded outcome").await;
        assert_eq!(page.shown(&own).await, 0);
        assert_eq!(side(page, SAYS, "after").await.0, "[main] no");
        let tops = format!(
            "[...document.querySelectorAll('{SAYS} .wb-side')].map(side => side.offsetTop)"
        );
        let tops = page.value(&tops).await;
        assert_eq!(tops[0], tops[1], "they are next to each other");
    });
}

#[test]
fn the_compilers_message_is_the_outcome() {
    in_browser(Wish::running(&["ch91/says-nothing"]), async |page| {
        open(page).await;
        page.press(BROKEN, "Try it").await;
        until_ended(page, BROKEN, "It does not compile.").await;
        let error = format!("{BROKEN} [data-side=after] .wb-compiler .wb-says-error");
        assert!(page.says(&error).await.contains("error[E0061]"));
        let before = side(page, BROKEN, "before").await;
        assert_eq!(before.0, "[main] as it stands");
    });
}

#[test]
fn one_that_hangs_is_stopped_and_the_readers_files_are_as_they_were() {
    in_browser(Wish::running(&["ch04/read-once"]), async |page| {
        let root = page.lab.workspace.root.clone();
        let was = texts(&root);
        open(page).await;
        page.press(HANGS, "Try it").await;
        let after = format!("{HANGS} [data-side=after] .wb-own");
        page.until_says(&after, "[queue] reports token 0: readable")
            .await;
        page.press(HANGS, "Stop").await;
        until_ended(page, HANGS, "It was stopped.").await;
        let before = side(page, HANGS, "before").await;
        assert!(before.0.contains("has all 5 answers"), "{before:?}");
        assert!(was == texts(&root), "the experiment changed the checkout");
    });
}

#[test]
fn a_question_about_an_experiment_is_answered_before_it_can_be_tried() {
    in_browser(Wish::running(&["ch91/says-maybe"]), async |page| {
        open(page).await;
        page.until(&format!("document.querySelector('{ASKED}.wb-asking')"))
            .await;
        assert_eq!(page.shown(&format!("{ASKED} .wb-add")).await, 1);
        assert_eq!(
            page.shown(&format!("{ASKED} .wb-side, {ASKED} .wb-button"))
                .await,
            0
        );
        page.click(&format!("{ASKED} .wb-choices label:nth-of-type(2)"))
            .await;
        page.click(&format!("{ASKED} .wb-reveal > summary")).await;
        let decides = format!("{ASKED} .wb-decides");
        assert_eq!(page.says(&decides).await, "[main] maybe");
        page.press(ASKED, "Try it").await;
        page.until_says(&format!("{ASKED} .wb-ran"), "Your own run printed it too.")
            .await;
    });
}

#[test]
fn on_a_narrow_page_the_outcomes_are_below_each_other_and_nothing_sticks_out() {
    let narrow = Wish {
        narrow: true,
        ..Wish::default()
    };
    in_browser(narrow, async |page| {
        open(page).await;
        page.click(&format!("{SAYS} summary")).await;
        let tops = format!(
            "[...document.querySelectorAll('{SAYS} .wb-side')].map(side => side.offsetTop)"
        );
        let tops = page.value(&tops).await;
        assert!(tops[0].as_f64() < tops[1].as_f64(), "{tops}");
        let wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
        assert_eq!(page.value(wide).await, false);
    });
}

#[test]
fn a_command_can_be_copied() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        let copy = "main > pre .clip-button, main > pre .wb-copy";
        assert_eq!(
            page.value(&format!("document.querySelectorAll('{copy}').length"))
                .await,
            1
        );
    });
}

#[test]
fn a_static_page_shows_the_recorded_outcomes() {
    in_browser(Wish::default(), async |page| {
        let file = page.lab.static_page(PAGE);
        page.client.goto(&file).await.unwrap();
        page.until("document.querySelector('main h1')").await;
        assert_eq!(page.shown(&format!("{SAYS} .wb-button")).await, 0);
        page.click(&format!("{SAYS} summary")).await;
        let after = side(page, SAYS, "after").await;
        assert_eq!(after.0, "[main] no");
    });
}
