//! A coroutine that the reader polls and moves, and whose pointer goes stale.

use crate::support::lab::{Wish, in_browser};
use crate::support::page::Page;
use crate::support::workbook::MOVING;
use crate::{ENTER, RIGHT, SPACE, TAB};

const SECTION: &str = "#moving";
const HAPPENED: &str = "#moving .wb-happened";
const SPOKEN: &str = "[role=status].wb-hidden";
const REFUSAL: &str = "#moving .wb-no-move";
const STALE: &str = "#moving path.wb-pointer.wb-stale-pointer";
const GOOD: &str = "#moving path.wb-pointer.wb-good-pointer";
const IN_PLACE: &str = "document.querySelector('#moving .wb-spot')";

async fn open(page: &Page) {
    page.goto(MOVING).await;
    page.until(IN_PLACE).await;
}

async fn press_all(page: &Page, buttons: &[&str]) {
    for says in buttons {
        page.press(SECTION, says).await;
    }
}

/// What a field says at a place, by its offset.
async fn field(page: &Page, place: &str, offset: u32) -> String {
    page.says(&format!(
        "#moving [data-place={place}] [data-offset=\"{offset}\"]"
    ))
    .await
}

async fn count(page: &Page, selector: &str) -> u64 {
    let count = format!("document.querySelectorAll('{selector}').length");
    page.value(&count).await.as_u64().unwrap()
}

async fn can_press(page: &Page, says: &str) -> bool {
    let button = page
        .value(&format!(
            "[...document.querySelectorAll('#moving button')].find(it => it.textContent.startsWith('{says}'))
                .getAttribute('aria-disabled') !== 'true'"
        ))
        .await;
    button == true
}

#[test]
fn after_a_move_the_writer_is_stale_and_the_text_goes_to_where_the_coroutine_was() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        press_all(page, &["Poll"]).await;
        page.until_says(HAPPENED, "It points to A+0, where the buffer is")
            .await;
        assert_eq!((count(page, GOOD).await, count(page, STALE).await), (1, 0));
        press_all(page, &["Move"]).await;
        page.until_says(
            SPOKEN,
            "it points to A+0, where the coroutine no longer is: it’s stale",
        )
        .await;
        assert_eq!((count(page, GOOD).await, count(page, STALE).await), (0, 1));
        assert!(field(page, "b", 24).await.ends_with("A+0"));
        assert_eq!(count(page, "#moving [data-place=a].wb-gone").await, 1);
        assert!(!can_press(page, "Move").await);

        press_all(page, &["Poll again"]).await;
        page.until_says(SPOKEN, "Its own buffer, at B+0, is still empty")
            .await;
        let [a, b] = [field(page, "a", 0).await, field(page, "b", 0).await];
        assert!(a.contains("capacity 8") && a.contains("length 5"), "{a}");
        assert!(b.contains("capacity 0") && b.contains("length 0"), "{b}");
        page.until_says("#moving .wb-heap", "“hello” 5 of 8 bytes")
            .await;
        press_all(page, &["Poll again"]).await;
        page.until_says(HAPPENED, "the one at B+0: the output is “”.")
            .await;
        assert!(!can_press(page, "Poll again").await);
        press_all(page, &["Start over"]).await;
        page.until_says(HAPPENED, "The coroutine was made at A.")
            .await;
        assert_eq!(count(page, STALE).await, 0);
        assert!(can_press(page, "Move").await);
    });
}

#[test]
fn a_pinned_coroutine_is_not_moved_and_goes_on() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        page.click("#moving .wb-pin input").await;
        press_all(page, &["Poll"]).await;
        assert_eq!(page.shown(REFUSAL).await, 0);
        press_all(page, &["Move"]).await;
        page.until_says(SPOKEN, "The move doesn’t compile").await;
        assert_eq!(page.shown(REFUSAL).await, 1);
        let error = "error[E0507]: cannot move out of dereference of `Pin<&mut Requests>`";
        page.until_says(REFUSAL, error).await;
        assert!(
            page.says(SPOKEN).await.ends_with(error),
            "no more of it is read out"
        );
        assert_eq!(count(page, "#moving [data-place=b].wb-nothing").await, 1);
        press_all(page, &["Poll again"]).await;
        assert_eq!(page.shown(REFUSAL).await, 0);
        page.until_says(
            HAPPENED,
            "wrote “hello” through its writer to A+0, into its own buffer",
        )
        .await;
        press_all(page, &["Poll again"]).await;
        page.until_says(HAPPENED, "wrote “goodbye”").await;
        page.until_says(HAPPENED, "the output is “hellogoodbye”.")
            .await;
        assert_eq!(count(page, STALE).await, 0);
    });
}

#[test]
fn before_the_first_poll_it_may_be_moved() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        press_all(page, &["Move"]).await;
        page.until_says(HAPPENED, "No pointer is stale").await;
        press_all(page, &["Poll", "Poll again", "Poll again"]).await;
        page.until_says(HAPPENED, "the output is “hellogoodbye”.")
            .await;
        assert!(field(page, "b", 24).await.ends_with("B+0"));
    });
}

#[test]
fn what_undefined_behaviour_would_do_is_not_shown() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        press_all(page, &["Poll", "Poll again", "Move"]).await;
        let lead_to_the_text = "#moving path.wb-pointer[d*=H]";
        assert_eq!(count(page, lead_to_the_text).await, 2, "of both buffers");
        let before = page.says("#moving .wb-stage").await;
        press_all(page, &["Poll again"]).await;
        page.until_says(SPOKEN, "what it does is undefined").await;
        assert_eq!(page.says("#moving .wb-stage").await, before);
    });
}

#[test]
fn the_keyboard_is_enough() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        page.value("document.querySelector('#moving button').focus()")
            .await;
        page.keys(&format!("{ENTER}{TAB}{ENTER}")).await;
        page.until_says(SPOKEN, "it’s stale").await;
        // Refused, and still where the keyboard is.
        page.keys(&format!("{ENTER}{RIGHT}")).await;
        page.until_says(SPOKEN, "The coroutine is at B already")
            .await;
        assert_eq!(
            page.text("document.activeElement.textContent").await,
            "Move"
        );
        page.keys(&format!("{TAB}{TAB}{SPACE}")).await;
        page.until_says(SPOKEN, "It’s pinned there").await;
        assert!(
            page.client
                .current_url()
                .await
                .unwrap()
                .path()
                .ends_with(MOVING)
        );
    });
}

#[test]
fn a_narrow_static_page_has_all_of_it_and_no_table() {
    let wish = Wish {
        narrow: true,
        ..Wish::default()
    };
    in_browser(wish, async |page| {
        let file = page.lab.static_page(MOVING);
        page.client.goto(&file).await.unwrap();
        page.until(IN_PLACE).await;
        assert_eq!(page.shown("#moving .wb-moved").await, 0);
        press_all(page, &["Poll", "Move", "Poll again"]).await;
        page.until_says(HAPPENED, "is still empty").await;
        let wide = "document.documentElement.scrollWidth > innerWidth";
        assert_eq!(page.value(wide).await, false);
        let inside =
            "(([a, b, stage]) => a.right < b.left && b.right < stage.right && a.left > stage.left)(
            ['[data-place=a]', '[data-place=b]', '.wb-stage']
                .map(it => document.querySelector(`#moving ${it}`).getBoundingClientRect()))";
        assert_eq!(page.value(inside).await, true, "the arrows have room");
    });
}

#[test]
fn the_bytes_arrive_one_after_another_unless_the_reader_wants_no_motion() {
    for (flags, expected) in [
        (&[][..], "wb-arrive"),
        (&["--force-prefers-reduced-motion"][..], "none"),
    ] {
        let wish = Wish {
            flags,
            ..Wish::default()
        };
        in_browser(wish, async |page| {
            open(page).await;
            press_all(page, &["Poll", "Move"]).await;
            let field = "document.querySelector('#moving [data-place=b] .wb-field')";
            let name = format!("getComputedStyle({field}).animationName");
            assert_eq!(page.text(&name).await, expected);
        });
    }
}

#[test]
fn where_no_script_runs_there_is_a_table() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        let table = "#moving .wb-moved";
        assert_eq!(page.shown(table).await, 0);
        // What mdBook's first script adds.
        page.value("document.documentElement.classList.remove('js')")
            .await;
        assert_eq!(page.shown(table).await, 1);
    });
}
