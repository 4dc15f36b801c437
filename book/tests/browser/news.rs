//! What a page hears of: changes of the book, another tab's end, a server that goes and comes back.

use crate::support::lab::{Server, Wish, book, in_browser};
use crate::support::page::READY;
use crate::support::workbook::while_changed;
use crate::{EPOLL, TIMER};

#[test]
fn a_changed_page_is_loaded_again_but_never_over_unsaved_edits() {
    in_browser(
        Wish {
            alone: true,
            ..Wish::default()
        },
        async |page| {
            page.read().await;
            page.paste(TIMER, "// not saved\n").await;
            while_changed(&page.lab.workspace, async || {
                page.until_says(".wb-notice", "This page has changed").await;
                assert_eq!(page.edited(TIMER).await, "// not saved\n");
                page.press(TIMER, "Save").await;
                page.until_says(&format!("{TIMER} .wb-status-text"), "Saved")
                    .await;
                page.value("scrollTo({ top: 400, behavior: 'instant' })")
                    .await;
                page.press(".wb-notice", "Reload").await;
                page.until("document.querySelector('main').textContent.includes('A line more.')")
                    .await;
                page.until("scrollY > 100").await;
            })
            .await;
            // And without edits it loads by itself, for the page has changed back.
            page.until("!document.querySelector('main').textContent.includes('A line more.')")
                .await;
            page.until(READY).await;
            page.press(TIMER, "Reset").await;
            page.press(TIMER, "Put it back").await;
            page.until_says(&format!("{TIMER} .wb-status-text"), "The skeleton is back")
                .await;
        },
    );
}

#[test]
fn when_the_tab_that_listens_for_all_is_closed_another_one_does() {
    in_browser(Wish::default(), async |page| {
        page.read().await;
        let first = page.client.window().await.unwrap();
        let second = page.client.new_window(true).await.unwrap().handle;
        page.client.switch_to_window(second.clone()).await.unwrap();
        page.read().await;
        page.client.switch_to_window(first).await.unwrap();
        page.client.close_window().await.unwrap();
        page.client.switch_to_window(second).await.unwrap();

        let root = &page.lab.workspace.root;
        let told = book(root).args(["check", "ch04/waker"]).output().unwrap();
        assert_eq!(told.status.code(), Some(1), "{told:?}");
        page.until(
            "[...document.querySelectorAll('#mdbook-sidebar .wb-mark')]
            .some(mark => mark.textContent.includes('0 of 1 exercises solved'))",
        )
        .await;
    });
}

#[test]
fn the_index_says_how_far_the_reader_is() {
    in_browser(Wish::default(), async |page| {
        page.goto("steps-and-exercises.html").await;
        let root = &page.lab.workspace.root;
        let told = book(root).args(["check", "ch04/waker"]).output().unwrap();
        assert_eq!(told.status.code(), Some(1), "{told:?}");
        let state = "[data-state-of='ch04/waker']";
        page.until_says(state, "tried, not solved yet").await;
        assert_eq!(page.shown(state).await, 1);
        let untouched = "[data-state='untouched']";
        assert_eq!(page.shown(untouched).await, 0, "there is nothing to say");
    });
}

#[test]
fn a_server_that_goes_and_one_that_comes_are_each_told_in_a_sentence() {
    let wish = Wish {
        alone: true,
        ..Wish::default()
    };
    in_browser(wish, async |page| {
        let root = &page.lab.workspace.root;
        let server = Server::start(root, 0, &[]);
        let port = server.port();
        page.read_from(&server).await;
        page.until("navigator.locks.query().then(({ held }) => held.length === 1)")
            .await;
        drop(server);
        page.until_says(
            ".wb-notice",
            &format!("does not answer; start it again with cargo run -- serve --port {port}."),
        )
        .await;
        page.press(EPOLL, "Run").await;
        page.until_says(&format!("{EPOLL} .wb-status"), "does not answer")
            .await;
        page.press(TIMER, "Check").await;
        page.until_says(&format!("{TIMER} .wb-status-text"), "does not answer")
            .await;

        let server = Server::start(root, port, &[]);
        // It has nothing to lose, so it loads itself again: the book may be another one.
        page.until("!document.querySelector('.wb-notice')").await;
        page.until(READY).await;
        page.press(EPOLL, "Run").await;
        page.until_says(&format!("{EPOLL} .wb-status"), "exit status 0")
            .await;
        drop(server);
    });
}
