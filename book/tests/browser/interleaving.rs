//! Threads that the reader lets run, one step at a time, and the search for an order that loses a wake-up.

use crate::support::lab::{Wish, in_browser};
use crate::support::page::Page;
use crate::support::workbook::INTERLEAVINGS;
use crate::{ENTER, LEFT, TAB};

const SECTION: &str = "#interleave";
const ENDING: &str = "#interleave .wb-ending";
const FOUND: &str = "#interleave .wb-found";

async fn open(page: &Page) {
    page.goto(INTERLEAVINGS).await;
    page.until("document.querySelector('#interleave .wb-turn')")
        .await;
}

async fn choose(page: &Page, program: &str) {
    page.value(&format!(
        "(select => {{
            select.value = '{program}';
            select.dispatchEvent(new Event('change'));
        }})(document.querySelector('#interleave .wb-examples'))"
    ))
    .await;
}

/// What the card of a thread says, by its number from 1.
async fn card(page: &Page, thread: u8) -> String {
    page.says(&format!("#interleave .wb-turn:nth-child({thread})"))
        .await
}

async fn can_press(page: &Page, says: &str) -> bool {
    let button = page
        .value(&format!(
            "[...document.querySelectorAll('#interleave button')].find(it => it.textContent === '{says}')
                .getAttribute('aria-disabled') !== 'true'"
        ))
        .await;
    button == true
}

/// The actors whose arrows the timeline has drawn.
async fn arrows(page: &Page) -> String {
    page.text("[...document.querySelectorAll('#interleave .wb-arrows')].map(it => it.dataset.lane).join(' ')")
        .await
}

#[test]
fn a_reader_who_lets_the_executor_sleep_last_loses_a_wake_up_by_hand() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        assert!(card(page, 2).await.contains("ready_queue.rs:"));
        for thread in ["reactor", "reactor", "other thread", "other thread"] {
            assert_eq!(page.shown(ENDING).await, 0);
            page.press(SECTION, &format!("Let the {thread} run")).await;
        }
        assert!(!can_press(page, "Let the reactor run").await);
        page.until_says(&format!("{SECTION} .wb-shared"), "task 1, task 2")
            .await;
        page.until_says("[role=status].wb-hidden", "Ready queue: task 1, task 2; ")
            .await;
        page.press(SECTION, "Let the executor run").await;
        assert!(card(page, 1).await.contains("self.unparked.wait(locked)"));
        page.press(SECTION, "Let the executor run").await;
        page.until_says(
            ENDING,
            "A wake-up is lost: task 1 and task 2 are in the queue",
        )
        .await;
        page.until_says("[role=status].wb-hidden", "A wake-up is lost")
            .await;
        assert!(card(page, 1).await.contains("sleeps until"));

        page.press(SECTION, "Back").await;
        assert_eq!(page.shown(ENDING).await, 0);
        page.press(SECTION, "Forward").await;
        assert_eq!(page.shown(ENDING).await, 1);
        page.press(SECTION, "Start over").await;
        assert!(can_press(page, "Let the reactor run").await);
        assert!(!can_press(page, "Back").await);
    });
}

#[test]
fn the_search_finds_an_order_that_loses_a_wake_up_and_replays_it_on_the_timeline() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        page.press(SECTION, "Search").await;
        page.until_says(FOUND, "6 steps lose a wake-up. 66 of the program’s 294")
            .await;
        assert_eq!(page.shown(ENDING).await, 0, "the replay is the reader's");
        let mut steps = 0;
        while can_press(page, "Forward").await {
            page.press(SECTION, "Forward").await;
            steps += 1;
        }
        assert_eq!(steps, 6);
        page.until_says(ENDING, "A wake-up is lost").await;
        page.until("document.querySelector('#interleave .wb-arrows')")
            .await;
        assert_eq!(arrows(page).await, "reactor other thread");
    });
}

#[test]
fn the_search_finds_nothing_in_our_program_and_a_full_run_polls_both_tasks() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        choose(page, "ours").await;
        page.press(SECTION, "Search").await;
        page.until_says(
            FOUND,
            "Found none, in all 225 states: none of the program’s 2,246",
        )
        .await;
        // A thread that can run does, the executor first.
        for _ in 0..99 {
            let ended = page.shown(ENDING).await == 1;
            if ended {
                break;
            }
            page.click("#interleave .wb-turn > button:not([aria-disabled=true])")
                .await;
        }
        page.until_says(ENDING, "both tasks were polled").await;
        page.until("document.querySelector('#interleave .wb-arrows')")
            .await;
        assert!(arrows(page).await.contains("executor"));
    });
}

#[test]
fn a_thread_that_wants_a_held_lock_can_not_run() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        choose(page, "ours").await;
        page.press(SECTION, "Let the reactor run").await;
        page.press(SECTION, "Let the executor run").await;
        assert!(card(page, 2).await.contains("waits for a lock"));
        page.press(SECTION, "Let the reactor run").await;
        page.until_says("[role=status].wb-hidden", "The reactor waits for a lock")
            .await;
        page.press(SECTION, "Let the executor run").await;
        assert!(
            card(page, 2).await.contains("can run"),
            "`wait` let go of it"
        );
    });
}

#[test]
fn the_keyboard_is_enough_and_its_arrows_turn_no_page() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        page.value("document.querySelector('#interleave .wb-examples').focus()")
            .await;
        // Past the buttons in the head, to the executor's.
        page.keys(&format!("{TAB}{TAB}{TAB}{TAB}{TAB}{ENTER}{ENTER}"))
            .await;
        assert!(card(page, 1).await.contains("sleeps until"));
        let focused = "document.activeElement.textContent";
        assert_eq!(page.text(focused).await, "Let the executor run");
        page.keys(&format!("{LEFT}{TAB}{ENTER}")).await;
        assert!(card(page, 2).await.contains("naive_parker.rs:"));
    });
}

#[test]
fn a_narrow_static_page_has_all_of_it() {
    let wish = Wish {
        narrow: true,
        ..Wish::default()
    };
    in_browser(wish, async |page| {
        let file = page.lab.static_page(INTERLEAVINGS);
        page.client.goto(&file).await.unwrap();
        page.until("document.querySelector('#interleave .wb-turn')")
            .await;
        page.press(SECTION, "Search").await;
        page.until_says(FOUND, "lose a wake-up").await;
        page.press(SECTION, "Forward").await;
        let marked = "document.querySelectorAll('#interleave .wb-marked .wb-stops').length";
        assert!(page.value(marked).await.as_u64() >= Some(6));
        let wide = "document.documentElement.scrollWidth > innerWidth";
        assert_eq!(page.value(wide).await, false);
    });
}
