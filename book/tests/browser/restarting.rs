//! What becomes of a reader's text, and of their way in, when the server or the browser goes.

use crate::support::lab::{Server, Wish, forget_drafts, in_browser};
use crate::support::page::{Page, READY, editor_text};
use crate::support::workbook::{IN_PLACE, PAGE};
use crate::{EPOLL, SAYS, TIMER};
use std::fs;

const ALONE: Wish = Wish {
    narrow: false,
    flags: &[],
    alone: true,
    runs: &[],
};

const MINE: &str = "// typed, not saved\n";

/// What the page says about the exercise.
fn said() -> String {
    format!("{TIMER} .wb-status-text")
}

/// Waits until the server has what the page holds: only then a page at another port can have it.
async fn until_sent(page: &Page, text: &str) {
    let drafts = page.lab.workspace.root.join("book/drafts.json");
    let text = serde_json::to_string(text).unwrap();
    while !fs::read_to_string(&drafts).is_ok_and(|kept| kept.contains(&text)) {
        // Asking the page is asking again a little later.
        page.value("1").await;
    }
}

/// Puts the skeleton back, and leaves no draft for the next test.
async fn tidy(page: &Page) {
    page.press(TIMER, "Reset").await;
    page.press(TIMER, "Put it back").await;
    page.until_says(&said(), "The skeleton is back").await;
    page.client.goto("about:blank").await.unwrap();
    forget_drafts(&page.lab.workspace.root);
}

#[test]
fn a_kill_and_a_start_at_the_same_port_lose_nothing_and_the_open_page_goes_on() {
    in_browser(ALONE, async |page| {
        let root = &page.lab.workspace.root;
        let server = Server::start(root, 0, &[]);
        let port = server.port();
        page.read_from(&server).await;
        page.paste(TIMER, MINE).await;
        // Killed, not ended.
        drop(server);
        page.until_says(".wb-notice", "does not answer").await;
        page.until_says(".wb-notice", "What you typed is kept.")
            .await;
        page.press(TIMER, "Save").await;
        page.until_says(&said(), "does not answer").await;
        let more = format!("{MINE}// and more\n");
        page.paste(TIMER, &more).await;

        let server = Server::start(root, port, &[]);
        page.until(
            "!document.querySelector('.wb-notice')?.textContent.includes('does not answer')",
        )
        .await;
        assert_eq!(
            page.edited(TIMER).await,
            more,
            "it isn't loaded again over the text"
        );
        page.press(TIMER, "Save").await;
        page.until_says(&said(), "Saved.").await;
        let file = &page.lab.workspace.exercise("ch04/timer").unwrap().file;
        assert_eq!(fs::read_to_string(file).unwrap(), more);
        page.press(TIMER, "Check").await;
        page.until(&format!(
            "document.querySelector('{TIMER} .wb-verdict strong')"
        ))
        .await;
        page.press(EPOLL, "Run").await;
        page.until_says(&format!("{EPOLL} .wb-status"), "exit status 0")
            .await;
        tidy(page).await;
        drop(server);
    });
}

#[test]
fn what_is_typed_outlives_a_reload_a_crash_of_the_browser_and_a_start_at_another_port() {
    in_browser(ALONE, async |page| {
        let root = &page.lab.workspace.root;
        let server = Server::start(root, 0, &[]);
        page.read_from(&server).await;
        page.paste(TIMER, MINE).await;
        page.client.refresh().await.unwrap();
        page.until(READY).await;
        assert_eq!(page.edited(TIMER).await, MINE);
        page.until_says(&said(), "it isn’t saved in the file yet")
            .await;
        until_sent(page, MINE).await;
        // As a browser that crashed before it wrote its storage to disk.
        page.value("localStorage.removeItem('workbook-exercise ch04/timer')")
            .await;
        page.client.refresh().await.unwrap();
        page.until(READY).await;
        assert_eq!(page.edited(TIMER).await, MINE);

        page.client.goto(&server.with_key(IN_PLACE)).await.unwrap();
        page.press(SAYS, "Edit").await;
        let program = "fn main() { println!(\"[me] moved\"); }\n";
        page.paste(SAYS, program).await;
        until_sent(page, program).await;
        let port = server.port();
        drop(server);

        // The old port stays free, so no other server gets it meanwhile by chance.
        let held = std::net::TcpListener::bind(("127.0.0.1", port));
        let elsewhere = Server::start_keeping_drafts(root);
        assert_ne!(elsewhere.port(), port);
        page.read_from(&elsewhere).await;
        assert_eq!(page.edited(TIMER).await, MINE);
        page.press(TIMER, "Save").await;
        page.until_says(&said(), "Saved.").await;
        page.client
            .goto(&elsewhere.with_key(IN_PLACE))
            .await
            .unwrap();
        page.until(&format!("document.querySelector('{SAYS} .ace_editor')"))
            .await;
        assert_eq!(page.edited(SAYS).await, program);
        page.read_from(&elsewhere).await;
        tidy(page).await;
        drop(held);
    });
}

#[test]
fn a_draft_that_is_older_than_the_file_leaves_the_choice_to_the_reader() {
    in_browser(ALONE, async |page| {
        let root = &page.lab.workspace.root;
        let server = Server::start(root, 0, &[]);
        let file = &page.lab.workspace.exercise("ch04/timer").unwrap().file;
        for (answer, kept) in [("Take", "// theirs\n"), ("Keep mine", MINE)] {
            page.read_from(&server).await;
            page.paste(TIMER, MINE).await;
            page.client.goto("about:blank").await.unwrap();
            fs::write(file, "// theirs\n").unwrap();
            page.read_from(&server).await;
            page.until_says(
                &format!("{TIMER} .wb-questions"),
                "changed outside this page",
            )
            .await;
            assert_eq!(page.edited(TIMER).await, MINE);
            page.press(TIMER, answer).await;
            page.until(&format!(
                "{} === {}",
                editor_text(TIMER),
                serde_json::json!(kept)
            ))
            .await;
            page.until(&format!(
                "!document.querySelector('{TIMER} .wb-dirty').textContent"
            ))
            .await;
            assert_eq!(fs::read_to_string(file).unwrap(), kept);
            fs::write(file, "// something else\n").unwrap();
            page.until(&format!(
                "{}.includes('something else')",
                editor_text(TIMER)
            ))
            .await;
        }
        tidy(page).await;
    });
}

#[test]
fn a_server_with_another_key_says_what_to_do_and_the_page_goes_on_without_a_reload() {
    in_browser(ALONE, async |page| {
        let root = &page.lab.workspace.root;
        let server = Server::start(root, 0, &[]);
        let port = server.port();
        page.read_from(&server).await;
        page.paste(TIMER, MINE).await;
        drop(server);
        fs::remove_file(root.join("target/book/key")).unwrap();
        let server = Server::start(root, port, &[]);
        page.until_says(".wb-notice", "open the address that cargo run printed")
            .await;
        page.press(TIMER, "Save").await;
        page.until_says(&said(), "open the address that cargo run printed")
            .await;

        let first = page.client.window().await.unwrap();
        let second = page.client.new_window(true).await.unwrap().handle;
        page.client.switch_to_window(second).await.unwrap();
        page.client.goto(&server.with_key("")).await.unwrap();
        page.until("document.querySelector('main')").await;
        page.client.close_window().await.unwrap();
        page.client.switch_to_window(first).await.unwrap();
        page.until("!document.querySelector('.wb-notice')?.textContent.includes('printed')")
            .await;
        assert_eq!(page.edited(TIMER).await, MINE);
        page.press(TIMER, "Save").await;
        page.until_says(&said(), "Saved.").await;
        tidy(page).await;
        drop(server);
    });
}

#[test]
fn a_browser_without_the_key_is_told_what_to_do_and_let_in_with_it() {
    in_browser(Wish::default(), async |page| {
        let server = &page.lab.server;
        let clean = format!("{}/{PAGE}", server.address);
        page.client.goto(&clean).await.unwrap();
        let help = page.says("main, body").await;
        assert!(
            help.contains("has opened the address that cargo run printed"),
            "{help}"
        );
        assert_eq!(page.shown(".wb-button, .ace_editor").await, 0);

        // As a second browser does, with the address that was printed once.
        page.client.goto(&server.with_key("")).await.unwrap();
        page.until("location.search === '' && document.querySelector('main')")
            .await;
        page.client.goto(&clean).await.unwrap();
        page.until(READY).await;
        let key = server.with_key("");
        let (_, key) = key.split_once("?key=").unwrap();
        let source = page
            .text("document.documentElement.outerHTML + document.cookie")
            .await;
        assert!(!source.contains(key), "no script can read the key");
        // Neither the address that was typed nor the next page's referrer has it.
        assert!(
            !page
                .text("location.href + document.referrer")
                .await
                .contains(key)
        );
    });
}

#[test]
fn a_link_on_another_site_leads_to_the_page_for_a_browser_that_was_let_in() {
    in_browser(Wish::running(&["ch04/a-epoll"]), async |page| {
        page.goto("").await;
        page.until("document.querySelector('main')").await;
        let elsewhere = tempfile::tempdir().unwrap();
        let notes = elsewhere.path().join("notes.html");
        let link = format!("{}/{PAGE}#the-end", page.lab.server.address);
        fs::write(&notes, format!("<a id=there href=\"{link}\">notes</a>")).unwrap();
        page.client
            .goto(&format!("file://{}", notes.display()))
            .await
            .unwrap();
        page.click("#there").await;
        page.until("location.protocol === 'http:'").await;
        page.until(READY).await;
        assert_eq!(page.text("location.href").await, link);
        page.client.refresh().await.unwrap();
        page.until(READY).await;
        assert_eq!(page.text("location.href").await, link);
        page.press(EPOLL, "Run").await;
        page.until_says(&format!("{EPOLL} .wb-status"), "exit status 0")
            .await;
    });
}
