//! Programs on a page: run, edited, kept, put back.

use crate::support::lab::{Server, Wish, in_browser};
use crate::support::page::Page;
use crate::support::workbook::{IN_PLACE, while_replaced};
use crate::{CONTROL, ENTER, ESCAPE, SAYS, TAB, TICKS};

const MINE: &str = "fn main() {\n    println!(\"[me] mine\");\n}\n";

async fn open(page: &Page) {
    page.goto(IN_PLACE).await;
    ready(page).await;
}

async fn ready(page: &Page) {
    page.until(&format!(
        "document.querySelector('{TICKS} .wb-controls button')"
    ))
    .await;
}

async fn until_ended(page: &Page, section: &str, says: &str) {
    page.until_says(&format!("{section} .wb-status-text"), says)
        .await;
}

/// What the reader's own run printed.
async fn own(page: &Page, section: &str) -> String {
    page.says(&format!("{section} .wb-own")).await
}

async fn is_open(page: &Page, section: &str) -> bool {
    page.shown(&format!("{section} .ace_editor")).await == 1
}

#[test]
fn a_program_runs_in_place_and_as_it_is_edited() {
    in_browser(Wish::running(&["ch91/says"]), async |page| {
        open(page).await;
        assert_eq!(
            page.says(&format!("{SAYS} .wb-output")).await.trim(),
            "[main] as it stands"
        );
        page.press(SAYS, "Run").await;
        until_ended(page, SAYS, "exit status 0").await;
        assert_eq!(own(page, SAYS).await.trim(), "[main] as it stands");
        assert_eq!(page.shown(&format!("{SAYS} .wb-lane-name")).await, 1);

        page.press(SAYS, "Edit").await;
        assert!(is_open(page, SAYS).await);
        assert_eq!(page.shown(&format!("{SAYS} .wb-source")).await, 0);
        let whole = page.edited(SAYS).await;
        assert!(
            whole.starts_with("fn say(what: &str) {") && whole.contains("\n\nfn main() {"),
            "{whole}"
        );
        page.paste(SAYS, &whole.replace("as it stands", "as I want it"))
            .await;
        page.value(&format!(
            "document.querySelector('{SAYS} .ace_text-input').focus()"
        ))
        .await;
        page.chord(CONTROL, ENTER).await;
        page.until_says(&format!("{SAYS} .wb-own"), "[main] as I want it")
            .await;
        until_ended(page, SAYS, "exit status 0").await;
        page.press(SAYS, "Show the recorded output").await;
        assert_eq!(
            page.says(&format!("{SAYS} .wb-output")).await.trim(),
            "[main] as it stands"
        );
    });
}

#[test]
fn what_does_not_compile_says_why_and_what_never_ends_is_stopped() {
    in_browser(Wish::running(&["ch91/ticks"]), async |page| {
        open(page).await;
        let unpinned = page.says(&format!("{TICKS} .wb-output")).await;
        assert!(unpinned.contains("depends on the machine"), "{unpinned}");
        page.press(TICKS, "Edit").await;
        page.paste(TICKS, "fn main() {\n    let x: u32 = \"one\";\n}\n")
            .await;
        page.press(TICKS, "Run").await;
        until_ended(page, TICKS, "does not compile").await;
        let said = page.says(&format!("{TICKS} .wb-compiler")).await;
        assert!(
            said.contains("mismatched types") && said.contains("ch91/ticks.rs:2:"),
            "{said}"
        );
        assert_eq!(page.shown(&format!("{TICKS} .wb-compiler")).await, 1);

        page.press(TICKS, "Reset").await;
        page.press(TICKS, "Run").await;
        page.until(&format!(
            "document.querySelectorAll('{TICKS} .wb-own .wb-line').length > 5"
        ))
        .await;
        assert_eq!(page.shown(&format!("{TICKS} .wb-compiler")).await, 0);
        page.press(TICKS, "Stop").await;
        until_ended(page, TICKS, "stopped").await;
        // There is nothing recorded to go back to.
        let back = format!("{TICKS} .wb-status .wb-link");
        assert_eq!(page.shown(&back).await, 0);
    });
}

#[test]
fn an_edit_is_kept_when_the_page_is_left_and_a_reset_can_be_undone() {
    in_browser(Wish::running(&["ch91/says"]), async |page| {
        open(page).await;
        page.press(SAYS, "Edit").await;
        page.paste(SAYS, MINE).await;
        open(page).await;
        assert_eq!(page.edited(SAYS).await, MINE);
        page.until_says(&format!("{SAYS} .wb-note"), "kept by this browser")
            .await;
        assert!(!is_open(page, TICKS).await, "it is another program's");

        page.press(SAYS, "Reset").await;
        assert!(!is_open(page, SAYS).await);
        assert_eq!(page.shown(&format!("{SAYS} .wb-source")).await, 1);
        page.press(SAYS, "Run").await;
        until_ended(page, SAYS, "exit status 0").await;
        assert_eq!(own(page, SAYS).await.trim(), "[main] as it stands");
        open(page).await;
        assert!(!is_open(page, SAYS).await, "the reset is kept too");
        page.press(SAYS, "Bring it back").await;
        assert_eq!(page.edited(SAYS).await, MINE);
        page.press(SAYS, "Run").await;
        until_ended(page, SAYS, "exit status 0").await;
        assert_eq!(own(page, SAYS).await.trim(), "[me] mine");
    });
}

#[test]
fn a_program_that_changed_under_an_edit_leaves_the_choice_to_its_reader() {
    let wish = Wish {
        alone: true,
        ..Wish::default()
    };
    in_browser(wish, async |page| {
        open(page).await;
        page.press(SAYS, "Edit").await;
        page.paste(SAYS, MINE).await;
        let source = page.lab.workspace.root.join("book/pages/ch91/in-place.md");
        let other =
            |text: &str| text.replace("say(\"as it stands\");", "say(\"as it stands\"); // still");
        while_replaced(&source, other, async || {
            // The page loads itself anew: an edit does not stand in the way.
            page.until_says(
                &format!("{SAYS} .wb-question-box"),
                "has changed on this page",
            )
            .await;
            page.press(SAYS, "Take the page").await;
            assert!(!is_open(page, SAYS).await);
            assert!(
                page.says(&format!("{SAYS} .wb-source"))
                    .await
                    .contains("// still")
            );
            page.press(SAYS, "Bring it back").await;
            assert_eq!(page.edited(SAYS).await, MINE);
        })
        .await;
        page.until_says(
            &format!("{SAYS} .wb-question-box"),
            "has changed on this page",
        )
        .await;
        page.press(SAYS, "Keep mine").await;
        assert_eq!(page.edited(SAYS).await, MINE);
        open(page).await;
        assert_eq!(page.edited(SAYS).await, MINE);
        assert_eq!(page.shown(".wb-question-box").await, 0);
    });
}

#[test]
fn the_keyboard_edits_runs_and_leaves_and_nothing_is_wider_than_a_narrow_page() {
    let wish = Wish {
        narrow: true,
        ..Wish::default()
    };
    in_browser(wish, async |page| {
        open(page).await;
        let focused = "document.activeElement.textContent";
        page.value(&format!(
            "document.querySelector('{SAYS} .wb-primary').focus()"
        ))
        .await;
        page.keys(&format!("{TAB}")).await;
        assert_eq!(page.text(focused).await, "Edit");
        page.keys(&format!("{ENTER}")).await;
        page.until("document.activeElement.matches('.ace_text-input')")
            .await;
        let label = page
            .text("document.activeElement.getAttribute('aria-label')")
            .await;
        assert!(
            label.starts_with("The program says.") && label.contains("Escape"),
            "{label}"
        );
        page.keys("//s/").await;
        assert!(page.edited(SAYS).await.starts_with("//s/"));
        page.keys(&format!("{ESCAPE}")).await;
        assert_eq!(page.text(focused).await, "Run");
        page.keys(&format!("{TAB}")).await;
        assert_eq!(page.text(focused).await, "Reset");
        page.keys(&format!("{ENTER}")).await;
        assert_eq!(page.text(focused).await, "Edit");
        assert!(!is_open(page, SAYS).await);
        page.press(SAYS, "Bring it back").await;
        let wide = page
            .value("document.documentElement.scrollWidth > innerWidth")
            .await;
        assert_eq!(wide, false);
    });
}

#[test]
fn without_a_server_that_runs_programs_there_is_only_what_is_recorded() {
    in_browser(Wish::default(), async |page| {
        let root = &page.lab.workspace.root;
        let server = Server::start(root, 0, &["--read-only"]);
        page.client.goto(&server.with_key(IN_PLACE)).await.unwrap();
        page.until_says(&format!("{SAYS} .wb-output"), "as it stands")
            .await;
        assert_eq!(page.shown("main .wb-button, main .ace_editor").await, 0);
        assert_eq!(page.shown(&format!("{SAYS} .wb-program")).await, 1);
        assert!(!page.says(&format!("{TICKS} .wb-output")).await.is_empty());
    });
}
