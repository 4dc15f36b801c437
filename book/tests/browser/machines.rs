//! Coroutines next to their machines: edited, pointed at, looked at without a server.

use crate::support::lab::{Server, Wish, in_browser};
use crate::support::page::Page;
use crate::support::workbook::MACHINES;
use crate::{DOWN, ENTER, ESCAPE, TAB};

/// The coroutine that can be edited.
const EDITED: &str = "#machine-corofy";
/// A step's, which can't.
const STEP: &str = "#machine-b-async-await";

const SOURCE: &str = "\
use ch07::{Future, Http, HttpGet, PollState};
use std::io;
use std::net::SocketAddr;

coroutine fn both(server: SocketAddr) -> io::Result<String> {
    let first = Http::get(server, \"/200/hello\").wait?;
    let second = Http::get(server, \"/100/goodbye\").wait?;
    let third = Http::get(server, \"/100/again\").wait?;
    Ok(format!(\"{first}, {second}, {third}\"))
}
";

async fn open(page: &Page) {
    page.goto(MACHINES).await;
    page.until(&format!(
        "document.querySelector('{EDITED} .ace_editor') && document.querySelector('{EDITED} :is(.wb-code-line, .wb-refusal)')"
    ))
    .await;
}

async fn choose(page: &Page, name: &str) {
    page.value(&format!(
        "(select => {{
            select.value = 'ch91/{name}';
            select.dispatchEvent(new Event('change'));
        }})(document.querySelector('{EDITED} .wb-examples'))"
    ))
    .await;
}

async fn machine(page: &Page, section: &str) -> String {
    page.says(&format!("{section} .wb-pane-written code")).await
}

async fn states(page: &Page, section: &str, which: &str) -> String {
    page.text(&format!(
        "[...document.querySelectorAll('{section} .wb-chip{which}')].map(chip => chip.textContent).join(' ')"
    ))
    .await
}

/// The numbers of the machine's lines that are marked.
async fn marked(page: &Page, section: &str, side: &str) -> Vec<u64> {
    let lines = page
        .value(&format!(
            "[...document.querySelectorAll('{section} .wb-pane-{side} .wb-marked')].map(line => Number(line.dataset.line))"
        ))
        .await;
    serde_json::from_value(lines).unwrap()
}

#[test]
fn typing_draws_the_machine_and_a_refusal_is_under_its_line_until_it_is_gone() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        assert_eq!(states(page, EDITED, "").await, "Start Wait1 Wait2");
        page.paste(EDITED, SOURCE).await;
        page.until(&format!(
            "document.querySelectorAll('{EDITED} .wb-chip').length === 4"
        ))
        .await;
        assert!(machine(page, EDITED).await.contains("BothState::Wait3 {"));

        page.paste(EDITED, &SOURCE.replace("\"/100/goodbye\"", "*"))
            .await;
        let refusal = format!("{EDITED} .wb-refusal-why");
        page.until_says(&refusal, "expected").await;
        assert_eq!(page.shown(&refusal).await, 1);
        let rows_above = page
            .value(&format!(
                "(editor => Math.round((document.querySelector('{EDITED} .wb-refusals').getBoundingClientRect().top
                    - editor.renderer.textToScreenCoordinates(6, 0).pageY) / editor.renderer.lineHeight))
                    (window.ace.edit(document.querySelector('{EDITED} .wb-editor')))"
            ))
            .await;
        assert!(
            matches!(rows_above.as_u64(), Some(1 | 2)),
            "it's right under the seventh line, which may be wrapped: {rows_above}"
        );
        assert!(
            machine(page, EDITED).await.contains("BothState::Wait3 {"),
            "the last machine is still there"
        );
        let dimmed = format!(
            "getComputedStyle(document.querySelector('{EDITED} .wb-pane-written code')).opacity < 1"
        );
        assert_eq!(page.value(&dimmed).await, true);
        page.until_says("[role=status].wb-hidden", "Line 7: ").await;

        page.paste(EDITED, SOURCE).await;
        page.until(&format!("!document.querySelector('{EDITED}.wb-refused')"))
            .await;
        assert_eq!(page.shown(&refusal).await, 0);
        assert_eq!(page.value(&dimmed).await, false);
        assert_eq!(states(page, EDITED, "").await, "Start Wait1 Wait2 Wait3");
    });
}

#[test]
fn a_line_and_its_states_are_marked_in_both_texts_and_the_keyboard_reaches_them() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        // The caret goes to the line before, and with the key to the last one, however they're wrapped.
        page.value(&format!(
            "(editor => {{ editor.focus(); editor.gotoLine(7, 99); }})(window.ace.edit(document.querySelector('{EDITED} .wb-editor')))"
        ))
        .await;
        page.keys(&format!("{DOWN}")).await;
        page.until(&format!(
            "document.querySelector('{EDITED} .wb-pane-written .wb-marked')?.textContent.includes('Wait2')"
        ))
        .await;
        assert_eq!(states(page, EDITED, "-on").await, "Wait2");
        let seen = format!(
            "(line => {{
                const box = line.closest('code').getBoundingClientRect();
                const {{ top }} = line.getBoundingClientRect();
                return box.top <= top && top < box.bottom;
            }})(document.querySelector('{EDITED} .wb-pane-written .wb-marked'))"
        );
        assert_eq!(page.value(&seen).await, true, "it's scrolled to");

        page.keys(&format!("{ESCAPE}")).await;
        page.until("document.activeElement.matches('.wb-examples')")
            .await;
        page.keys(&format!("{TAB}{TAB}")).await;
        page.until("document.activeElement.matches('.wb-chip')")
            .await;
        page.keys(&format!("{TAB}{ENTER}")).await;
        let pressed = format!("{EDITED} .wb-chip[aria-pressed=true]");
        assert_eq!(page.says(&pressed).await, "Wait1");
        let first = page
            .text("document.querySelector('.wb-pane-written .wb-marked').textContent")
            .await;
        assert!(first.contains("BothState::Wait1"), "{first}");

        // From the machine to the source, in the step's, whose numbers are those in the files.
        let line = format!("{STEP} .wb-pane-written .wb-tint:has(+ .wb-tint)");
        page.click(&line).await;
        assert_eq!(states(page, STEP, "-on").await, "Start");
        let source = marked(page, STEP, "source").await;
        assert!(!source.is_empty() && source[0] > 1, "{source:?}");
    });
}

#[test]
fn a_target_and_an_example_are_chosen_and_what_is_refused_says_why() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        page.click(&format!("{EDITED} .wb-targets [value=pinned]"))
            .await;
        assert!(machine(page, EDITED).await.contains("Pin<&mut Self>"));
        choose(page, "refused").await;
        page.until_says(&format!("{EDITED} .wb-refusal-why"), "closure")
            .await;
        assert!(
            machine(page, EDITED)
                .await
                .contains("writes no machine for this coroutine")
        );
        assert_eq!(states(page, EDITED, "").await, "");
        // It wraps, and the line after it makes room for all of it.
        let is_free = format!(
            "(editor => document.querySelector('{EDITED} .wb-refusals').getBoundingClientRect().bottom
                <= editor.renderer.textToScreenCoordinates(7, 0).pageY + 1)
                (window.ace.edit(document.querySelector('{EDITED} .wb-editor')))"
        );
        page.until(&is_free).await;
        open(page).await;
        page.until(&is_free).await;
        assert!(
            page.edited(EDITED).await.contains("can't rewrite this one"),
            "the choice is kept"
        );
        choose(page, "two-waits").await;
        assert!(machine(page, EDITED).await.contains("Pin<&mut Self>"));
    });
}

#[test]
fn what_was_typed_is_kept_and_a_reset_can_be_undone() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        choose(page, "dice").await;
        let original = page.edited(EDITED).await;
        let mine = original.replace("six", "sixes");
        page.paste(EDITED, &mine).await;
        page.until_says(&format!("{EDITED} .wb-pane-written code"), "SixesState")
            .await;
        open(page).await;
        assert_eq!(page.edited(EDITED).await, mine);
        page.until_says(&format!("{EDITED} .wb-note-text"), "kept by this browser")
            .await;
        page.until_says(&format!("{EDITED} .wb-pane-written code"), "SixesState")
            .await;
        page.press(EDITED, "Reset").await;
        assert_eq!(page.edited(EDITED).await, original);
        assert!(!machine(page, EDITED).await.contains("SixesState"));
        open(page).await;
        assert_eq!(page.edited(EDITED).await, original, "the reset is kept too");
        page.press(EDITED, "Bring it back").await;
        assert_eq!(page.edited(EDITED).await, mine);
    });
}

#[test]
fn a_read_only_server_writes_machines_and_one_that_has_gone_is_told() {
    in_browser(Wish::default(), async |page| {
        let server = Server::start(&page.lab.workspace.root, 0, &["--read-only"]);
        page.client.goto(&server.with_key(MACHINES)).await.unwrap();
        page.until(&format!("document.querySelector('{EDITED} .ace_editor')"))
            .await;
        page.paste(EDITED, SOURCE).await;
        page.until_says(&format!("{EDITED} .wb-pane-written code"), "Wait3")
            .await;
        drop(server);
        page.paste(EDITED, &SOURCE.replace("third", "last")).await;
        page.until_says(&format!("{EDITED} .wb-note-text"), "does not answer")
            .await;
        assert!(machine(page, EDITED).await.contains("third"));
    });
}

#[test]
fn a_static_page_has_every_machine_and_says_why_nothing_is_edited() {
    let wish = Wish {
        narrow: true,
        ..Wish::default()
    };
    in_browser(wish, async |page| {
        let file = page.lab.static_page(MACHINES);
        page.client.goto(&file).await.unwrap();
        page.until(&format!("document.querySelector('{EDITED} .wb-chip')"))
            .await;
        assert_eq!(page.shown(&format!("{EDITED} .ace_editor")).await, 0);
        assert_eq!(page.shown(&format!("{EDITED} .wb-uneditable")).await, 1);
        choose(page, "dice").await;
        assert!(states(page, EDITED, "").await.contains("Loop1"));
        page.click(&format!("{EDITED} .wb-targets [value=waker]"))
            .await;
        assert!(machine(page, EDITED).await.contains("waker: &"));
        choose(page, "refused").await;
        page.until_says(
            &format!("{EDITED} .wb-code-line[data-line='7'] + .wb-refusal"),
            "closure",
        )
        .await;
        page.click(&format!("{STEP} .wb-chip:nth-child(2)")).await;
        assert!(!marked(page, STEP, "source").await.is_empty());
        let asked = "performance.getEntriesByType('resource').map(entry => entry.name)
            .filter(name => !name.startsWith('file:') && !name.startsWith('data:'))";
        assert_eq!(page.value(asked).await, serde_json::json!([]));
        let wide = page
            .value("document.documentElement.scrollWidth > innerWidth")
            .await;
        assert_eq!(wide, false);
    });
}
