//! Run, Stop and Run again, the output as it comes, and the timeline above it.

use crate::support::lab::{Wish, in_browser};
use crate::support::page::Page;
use crate::support::workbook::{ENDLESS_STEPS, PAGE};
use crate::{ENDLESS, EPOLL, LARGE, LEFT, RIGHT};
use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use std::fs::File;
use std::time::{Duration, SystemTime};

/// A run that only a closed page ends is in the next test's way for a moment.
async fn stop(page: &Page) {
    page.press(ENDLESS, "Stop").await;
    page.until_says(&format!("{ENDLESS} .wb-status"), "stopped")
        .await;
}

#[test]
fn a_run_streams_its_lines_and_draws_a_lane_for_each_actor() {
    in_browser(Wish::running(&["ch04/a-epoll"]), async |page| {
        page.read().await;
        page.press(EPOLL, "Run").await;
        page.until_says(&format!("{EPOLL} .wb-status"), "exit status 0")
            .await;
        let responses = format!(
            "[...document.querySelectorAll('{EPOLL} .wb-own .wb-line')]
                .filter(line => line.textContent.includes('HTTP/1.1 200')).length"
        );
        assert_eq!(page.value(&responses).await, 5);
        let lanes = format!("document.querySelectorAll('{EPOLL} .wb-lane-name').length");
        assert!(page.value(&lanes).await.as_u64() >= Some(2));
        assert!(!page.says(&format!("{EPOLL} .wb-time")).await.is_empty());

        page.press(EPOLL, "Show the recorded output").await;
        assert_eq!(
            page.value(&format!("document.querySelector('{EPOLL} .wb-own')"))
                .await,
            serde_json::Value::Null
        );
        page.press(EPOLL, "Show the output of your run").await;
        page.until(&format!("document.querySelector('{EPOLL} .wb-own')"))
            .await;
    });
}

#[test]
fn a_timeline_tells_its_marks_to_the_pointer_and_to_the_keyboard() {
    in_browser(Wish::running(&["ch04/z-endless"]), async |page| {
        page.read().await;
        page.press(ENDLESS, "Run").await;
        page.until(&format!(
            "document.querySelectorAll('{ENDLESS} .wb-own .wb-line').length > 5"
        ))
        .await;
        stop(page).await;
        let lanes = format!("{ENDLESS} .wb-lanes");
        let told = format!("document.querySelector('{lanes}').getAttribute('aria-valuetext')");

        let plot = page.find(&format!("{ENDLESS} .wb-plot")).await;
        let (duration, x, y) = (Some(Duration::ZERO), 0.0, 0.0);
        let over = PointerAction::MoveToElement {
            element: plot,
            duration,
            x,
            y,
        };
        page.client
            .perform_actions(MouseActions::new("mouse".into()).then(over))
            .await
            .unwrap();
        page.until(&format!("{told}.includes('[main] tick')")).await;

        page.value(&format!("document.querySelector('{lanes}').focus()"))
            .await;
        page.keys(&format!("{RIGHT}")).await;
        let before = page.text(&told).await;
        page.keys(&format!("{RIGHT}{RIGHT}{LEFT}")).await;
        let after = page.text(&told).await;
        assert!(after.contains("[main] tick"), "{after}");
        assert_ne!(before, after);
        let address = page.client.current_url().await.unwrap();
        assert!(
            address.path().ends_with(PAGE),
            "the arrow keys turned the page to {address}"
        );
    });
}

#[test]
fn a_run_is_stopped_and_a_second_click_starts_it_again() {
    in_browser(Wish::running(&["ch04/z-endless"]), async |page| {
        page.read().await;
        let lines = format!("document.querySelectorAll('{ENDLESS} .wb-own .wb-line').length");
        page.press(ENDLESS, "Run").await;
        page.until(&format!("{lines} > 20")).await;
        page.value(&format!(
            "document.querySelector('{ENDLESS} .wb-own').setAttribute('data-first', '')"
        ))
        .await;
        page.press(ENDLESS, "Restart").await;
        page.until(&format!(
            "{lines} > 0 && !document.querySelector('{ENDLESS} [data-first]')"
        ))
        .await;
        let first = page.says(&format!("{ENDLESS} .wb-own .wb-line")).await;
        assert_eq!(first.trim(), "[main] tick 0");

        stop(page).await;
        let count = page.value(&lines).await;
        page.until(&format!(
            "!document.querySelector('{ENDLESS}').classList.contains('wb-running')"
        ))
        .await;
        assert_eq!(page.value(&lines).await, count);
        page.press(ENDLESS, "Run again").await;
        page.until(&format!("{lines} > 3")).await;
        stop(page).await;
    });
}

#[test]
fn nothing_moves_under_reduced_motion() {
    let wish = Wish {
        flags: &["--force-prefers-reduced-motion"],
        ..Wish::running(&["ch04/z-endless"])
    };
    in_browser(wish, async |page| {
        page.read().await;
        assert_eq!(
            page.value("matchMedia('(prefers-reduced-motion: reduce)').matches")
                .await,
            true
        );
        page.press(ENDLESS, "Run").await;
        page.until(&format!(
            "document.querySelectorAll('{ENDLESS} .wb-own .wb-line').length > 15"
        ))
        .await;
        // The scale waits until it must grow, and then doubles.
        let scale = format!("Number(document.querySelector('{ENDLESS} .wb-plot').dataset.ms)");
        let scale = page.value(&scale).await.as_f64().unwrap() / 100.0;
        assert!(scale.log2().fract().abs() < 1e-9, "{scale}");
        let moving = format!(
            "document.querySelector('{ENDLESS}').getAnimations({{ subtree: true }}).length"
        );
        assert_eq!(page.value(&moving).await, 0);
        stop(page).await;
    });
}

#[test]
fn a_step_that_is_not_built_says_how_far_the_compiler_is_and_can_be_restarted_meanwhile() {
    // Alone, since a server of another test may build the step first.
    let wish = Wish {
        alone: true,
        ..Wish::default()
    };
    in_browser(wish, async |page| {
        page.read().await;
        let step = page.lab.workspace.step("ch04/v-large").unwrap();
        // The first click comes at the first news of the compiler, which may be past before a test asks for it.
        page.value(&format!(
            "(() => {{
                const section = document.querySelector('{LARGE}');
                window.said = [];
                new MutationObserver(() => {{
                    const text = section.querySelector('.wb-status-text').textContent;
                    window.said.push(text);
                    if (/^Compiling \\d+ of \\d+/.test(text) && !window.restarted) {{
                        window.restarted = section.querySelector('.wb-primary').textContent;
                        section.querySelector('.wb-primary').click();
                    }}
                }}).observe(section, {{ subtree: true, childList: true, characterData: true }});
            }})()"
        ))
        .await;
        File::options()
            .write(true)
            .open(&step.main)
            .unwrap()
            .set_modified(SystemTime::now())
            .unwrap();
        page.press(LARGE, "Run").await;
        page.until_says(&format!("{LARGE} .wb-status"), "exit status 0")
            .await;
        assert_eq!(page.value("window.restarted").await, "Restart");
        assert_eq!(page.shown(&format!("{LARGE} progress")).await, 0);
        let lines = format!("document.querySelectorAll('{LARGE} .wb-own .wb-line').length");
        assert_eq!(page.value(&lines).await, 1);
        // Neither what the compiler says nor the end of the first run is taken for the second's.
        let ends = "window.said.filter(text => text.includes('topped')).length";
        assert_eq!(page.value(ends).await, 0);
    });
}

#[test]
fn one_run_more_than_the_server_allows_is_refused_in_a_sentence() {
    let wish = Wish {
        alone: true,
        ..Wish::default()
    };
    in_browser(wish, async |page| {
        page.read().await;
        for step in ENDLESS_STEPS {
            page.value(&format!(
                "(window.runs ??= [], window.leave ??= new AbortController(),
                  fetch('/api/run/ch04/{step}', {{ method: 'POST', signal: window.leave.signal }})
                      .then(answer => window.runs.push(answer)), true)"
            ))
            .await;
        }
        page.until("window.runs.length === 4 && window.runs.every(answer => answer.ok)")
            .await;
        page.press(EPOLL, "Run").await;
        page.until_says(&format!("{EPOLL} .wb-status"), "runs are going on")
            .await;
        assert!(
            page.says(&format!("{EPOLL} .wb-status-text"))
                .await
                .ends_with('.')
        );
        assert_eq!(page.shown(&format!("{EPOLL} .wb-own")).await, 0);
        page.value("(window.leave.abort(), true)").await;
        // Until the server knows that the others have gone, the answer may be the same.
        page.until(&format!(
            "(() => {{
                const said = document.querySelector('{EPOLL} .wb-status').textContent;
                const again = document.querySelector('{EPOLL} .wb-primary');
                if (said.includes('going on') && again.textContent === 'Run again') {{
                    again.click();
                }}
                return said.includes('exit status 0');
            }})()"
        ))
        .await;
    });
}

#[test]
fn the_build_in_the_background_is_told_in_each_steps_bar_until_it_is_ready() {
    in_browser(Wish::default(), async |page| {
        page.read().await;
        let tell = async |told: &str| {
            let news = format!("{{ name: 'background', data: {told} }}");
            page.value(&format!(
                "(new BroadcastChannel('workbook-news').postMessage({news}), true)"
            ))
            .await;
        };
        let says = format!("{EPOLL} .wb-building");
        tell("{ text: 'Compiling tokio', done: 40, total: 107 }").await;
        page.until_says(&says, "building the steps: 40 of 107")
            .await;
        tell("{ text: 'ready: the steps are built', done: 107, total: 107 }").await;
        page.until(&format!("!document.querySelector('{says}').textContent"))
            .await;
    });
}
