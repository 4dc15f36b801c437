//! What a reader does with a page, done by a real browser. Where there is none the tests say so and
//! pass; with `BOOK_REQUIRE_BROWSER=1` they fail.

#![allow(clippy::unwrap_used, reason = "what helps a test fails it")]

mod support_browser;

use fantoccini::Locator;
use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use std::fs;
use std::time::Duration;
use support_browser::lab::{Server, Wish, book, in_browser};
use support_browser::page::{Page, editor_text};
use support_browser::workbook::PAGE;

const EPOLL: &str = "#step-a-epoll";
const ENDLESS: &str = "#step-z-endless";
const PREDICTION: &str = ".wb-predict";
const DEREGISTER: &str = "#exercise-deregister";
const TIMER: &str = "#exercise-timer";

/// WebDriver's names for keys.
const TAB: char = '\u{E004}';
const ENTER: char = '\u{E007}';
const CONTROL: char = '\u{E009}';
const ESCAPE: char = '\u{E00C}';
const SPACE: char = ' ';
const LEFT: char = '\u{E012}';
const RIGHT: char = '\u{E014}';
const DOWN: char = '\u{E015}';

#[test]
fn a_page_shows_code_and_recorded_output_and_loads_nothing_from_elsewhere() {
    in_browser(Wish::default(), async |page| {
        page.read().await;
        assert_eq!(
            page.client.title().await.unwrap().split(" - ").next(),
            Some("In the browser")
        );
        assert_eq!(
            page.says(".wb-code .wb-file").await,
            "ch04/src/bin/z-endless.rs"
        );
        let step = page.lab.workspace.step("ch04/a-epoll").unwrap();
        let shown = page
            .text(&format!(
                "document.querySelector('{EPOLL} .wb-output').innerText"
            ))
            .await;
        let lines = |text: &str| {
            text.lines()
                .map(|line| line.trim_end().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(lines(&shown), lines(&step.pinned().unwrap()));
        assert_eq!(
            page.says(&format!("{EPOLL} .wb-command")).await,
            step.command()
        );
        let colours =
            page.value("document.querySelectorAll('.wb-line[data-actor-colour]').length > 5");
        assert_eq!(colours.await, true);
        let elsewhere = "performance.getEntriesByType('resource').map(entry => entry.name)
            .filter(name => !name.startsWith(location.origin) && !name.startsWith('data:'))";
        assert_eq!(page.value(elsewhere).await, serde_json::json!([]));
    });
}

#[test]
fn every_page_of_the_book_opens_without_an_error() {
    in_browser(Wish::default(), async |page| {
        page.goto("").await;
        let links = "[...document.querySelectorAll('#mdbook-sidebar a[href]:not([href^=\"#\"])')].map(a => a.href)";
        let pages = page.value(links).await;
        let pages: Vec<&str> = pages
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|href| href.as_str())
            .collect();
        assert!(pages.len() > 1, "{pages:?}");
        for href in pages {
            page.client.goto(href).await.unwrap();
            page.until("document.querySelector('main h1')").await;
            page.until("document.querySelectorAll('.wb-exercise').length === document.querySelectorAll('.ace_editor').length").await;
        }
    });
}

#[test]
fn a_run_streams_its_lines_and_draws_a_lane_for_each_actor() {
    in_browser(Wish::default(), async |page| {
        page.read().await;
        page.press(EPOLL, "Run").await;
        page.until_says(&format!("{EPOLL} .wb-status"), "exit status 0")
            .await;
        let responses = format!(
            "[...document.querySelectorAll('{EPOLL} .wb-live .wb-line')]
                .filter(line => line.textContent.includes('HTTP/1.1 200')).length"
        );
        assert_eq!(page.value(&responses).await, 5);
        let lanes = format!("document.querySelectorAll('{EPOLL} .wb-lane-name').length");
        assert!(page.value(&lanes).await.as_u64() >= Some(2));
        assert!(!page.says(&format!("{EPOLL} .wb-time")).await.is_empty());

        page.press(EPOLL, "Show the recorded output").await;
        assert_eq!(
            page.value(&format!("document.querySelector('{EPOLL} .wb-live')"))
                .await,
            serde_json::Value::Null
        );
        page.press(EPOLL, "Show the output of your run").await;
        page.until(&format!("document.querySelector('{EPOLL} .wb-live')"))
            .await;
    });
}

#[test]
fn a_timeline_tells_its_marks_to_the_pointer_and_to_the_keyboard() {
    in_browser(Wish::default(), async |page| {
        page.read().await;
        page.press(ENDLESS, "Run").await;
        page.until(&format!(
            "document.querySelectorAll('{ENDLESS} .wb-live .wb-line').length > 5"
        ))
        .await;
        page.press(ENDLESS, "Stop").await;
        page.until_says(&format!("{ENDLESS} .wb-status"), "stopped")
            .await;
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
    in_browser(Wish::default(), async |page| {
        page.read().await;
        let lines = format!("document.querySelectorAll('{ENDLESS} .wb-live .wb-line').length");
        page.press(ENDLESS, "Run").await;
        page.until(&format!("{lines} > 20")).await;
        page.value(&format!(
            "document.querySelector('{ENDLESS} .wb-live').setAttribute('data-first', '')"
        ))
        .await;
        page.press(ENDLESS, "Restart").await;
        page.until(&format!(
            "{lines} > 0 && !document.querySelector('{ENDLESS} [data-first]')"
        ))
        .await;
        let first = page.says(&format!("{ENDLESS} .wb-live .wb-line")).await;
        assert_eq!(first.trim(), "[main] tick 0");

        page.press(ENDLESS, "Stop").await;
        page.until_says(&format!("{ENDLESS} .wb-status"), "stopped")
            .await;
        let count = page.value(&lines).await;
        page.until(&format!(
            "!document.querySelector('{ENDLESS}').classList.contains('wb-running')"
        ))
        .await;
        assert_eq!(page.value(&lines).await, count);
        page.press(ENDLESS, "Run again").await;
        page.until(&format!("{lines} > 3")).await;
    });
}

#[test]
fn a_prediction_comes_before_its_output() {
    in_browser(Wish::default(), async |page| {
        page.read().await;
        let open = format!("document.querySelector('{PREDICTION} details').open");
        page.click(&format!("{PREDICTION} summary")).await;
        assert_eq!(page.value(&open).await, false);
        let step = page.lab.workspace.step("ch04/c-level-vs-edge").unwrap();
        let choices = &step.prediction.as_ref().unwrap().choices;
        let pinned = step.pinned().unwrap();
        let right = choices
            .iter()
            .position(|choice| pinned.contains(&choice.line))
            .unwrap();
        page.click(&format!("{PREDICTION} label:nth-of-type({})", right + 1))
            .await;
        page.click(&format!("{PREDICTION} summary")).await;
        page.until_says(&format!("{PREDICTION} .wb-answer"), "You were right")
            .await;
        page.until_says(&format!("{PREDICTION} .wb-live"), &choices[right].line)
            .await;
    });
}

#[test]
fn an_exercise_is_broken_then_wrong_then_solved_and_progress_outlives_a_reload() {
    in_browser(Wish::default(), async |page| {
        page.read().await;
        let verdict = format!("{DEREGISTER} .wb-verdict");
        page.find(&format!("{DEREGISTER} .ace_text-input"))
            .await
            .click()
            .await
            .ok();
        page.value(&format!(
            "document.querySelector('{DEREGISTER} .ace_text-input').focus()"
        ))
        .await;
        page.keys("nonsense ").await;
        page.chord(CONTROL, ENTER).await;
        page.until_says(&format!("{verdict} strong"), "Does not compile")
            .await;
        assert!(page.says(&format!("{verdict} pre")).await.contains("error"));

        let exercise = page.lab.workspace.exercise("ch04/deregister").unwrap();
        page.paste(DEREGISTER, &exercise.skeleton().unwrap()).await;
        page.press(DEREGISTER, "Check").await;
        page.until_says(&format!("{verdict} strong"), "Not yet")
            .await;
        page.until_says(
            &format!("{verdict} .wb-difference .wb-row-got"),
            "[red hall]",
        )
        .await;

        page.press(DEREGISTER, "Hint 1").await;
        page.until(&format!(
            "document.querySelectorAll('{DEREGISTER} .wb-hints li').length === 1"
        ))
        .await;

        page.paste(DEREGISTER, &exercise.reference().unwrap()).await;
        page.press(DEREGISTER, "Check").await;
        page.until_says(&format!("{verdict} strong"), "Solved")
            .await;
        page.until(&format!("document.querySelector('{verdict} .wb-next')"))
            .await;
        assert_eq!(
            fs::read_to_string(&exercise.file).unwrap(),
            exercise.reference().unwrap()
        );

        page.client.refresh().await.unwrap();
        page.until_says(&format!("{DEREGISTER} .wb-state"), "solved")
            .await;
        page.until("[...document.querySelectorAll('#mdbook-sidebar .wb-mark')].some(mark => mark.textContent.includes('exercises solved'))").await;
        page.until(&format!(
            "document.querySelectorAll('{DEREGISTER} .wb-hints li').length === 1"
        ))
        .await;
    });
}

#[test]
fn a_file_that_changes_on_disk_is_taken_or_asked_about() {
    in_browser(Wish::default(), async |page| {
        page.read().await;
        let file = page
            .lab
            .workspace
            .exercise("ch04/timer")
            .unwrap()
            .file
            .clone();
        let text = editor_text(TIMER);
        let skeleton = page.edited(TIMER).await;
        fs::write(&file, format!("{skeleton}// saved elsewhere\n")).unwrap();
        page.until(&format!("{text}.includes('saved elsewhere')"))
            .await;

        page.paste(TIMER, "// mine\n").await;
        fs::write(&file, "// theirs\n").unwrap();
        page.until_says(
            &format!("{TIMER} .wb-questions"),
            "changed outside this page",
        )
        .await;
        assert_eq!(page.edited(TIMER).await, "// mine\n");
        page.press(TIMER, "Keep mine").await;
        page.until_says(&format!("{TIMER} .wb-status-text"), "Saved")
            .await;
        assert_eq!(fs::read_to_string(&file).unwrap(), "// mine\n");

        page.paste(TIMER, "// mine again\n").await;
        fs::write(&file, "// theirs again\n").unwrap();
        page.press(TIMER, "Take").await;
        page.until(&format!("{text} === '// theirs again\\n'"))
            .await;

        page.press(TIMER, "Reset").await;
        page.press(TIMER, "Put it back").await;
        page.until_says(&format!("{TIMER} .wb-status-text"), "The skeleton is back")
            .await;
        let skeleton = page
            .lab
            .workspace
            .exercise("ch04/timer")
            .unwrap()
            .skeleton()
            .unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), skeleton);
    });
}

#[test]
fn the_keyboard_is_enough() {
    in_browser(Wish::default(), async |page| {
        page.read().await;
        let focused = "document.activeElement.textContent";
        tab_to(page, &format!("{ENDLESS} .wb-controls button")).await;
        assert_eq!(page.text(focused).await, "Run");
        page.keys(&format!("{ENTER}")).await;
        page.until(&format!(
            "document.querySelector('{ENDLESS} .wb-live .wb-line')"
        ))
        .await;
        page.keys(&format!("{TAB}{ENTER}")).await;
        page.until_says(&format!("{ENDLESS} .wb-status"), "stopped")
            .await;
        // The button that had the focus is gone; the one beside it has it now.
        page.until(&format!("{focused} === 'Run again'")).await;

        tab_to(page, &format!("{PREDICTION} input")).await;
        page.keys(&format!("{SPACE}{DOWN}{TAB}{ENTER}")).await;
        page.until(&format!(
            "document.querySelector('{PREDICTION} .wb-answer').textContent"
        ))
        .await;

        tab_to(page, &format!("{TIMER} .ace_text-input")).await;
        page.keys("s/?").await;
        assert!(page.edited(TIMER).await.starts_with("s/?"));
        page.until("document.querySelector('#mdbook-search-wrapper').classList.contains('hidden')")
            .await;
        page.keys(&format!("{ESCAPE}")).await;
        page.until(&format!("{focused} === 'Check'")).await;
        page.keys(&format!("{TAB}")).await;
        page.until(&format!("{focused} === 'Save'")).await;
        page.press(TIMER, "Reset").await;
        page.keys(&format!("{ENTER}")).await;
        page.until_says(&format!("{TIMER} .wb-status-text"), "The skeleton is back")
            .await;
        assert!(
            page.client
                .current_url()
                .await
                .unwrap()
                .path()
                .ends_with(PAGE)
        );
    });
}

/// Presses Tab until an element has the focus.
async fn tab_to(page: &Page, selector: &str) {
    for _ in 0..200 {
        page.keys(&format!("{TAB}")).await;
        let focused = format!("document.activeElement.matches('{selector}')");
        if page.value(&focused).await == true {
            return;
        }
        // In an editor Tab indents.
        let in_editor = "document.activeElement.matches('.ace_text-input')";
        if page.value(in_editor).await == true {
            page.keys(&format!("{ESCAPE}")).await;
        }
    }
    panic!("Tab never reaches {selector}");
}

#[test]
fn a_page_of_360_pixels_does_not_scroll_sideways() {
    let wish = Wish {
        narrow: true,
        ..Wish::default()
    };
    in_browser(wish, async |page| {
        page.read().await;
        page.press(EPOLL, "Run").await;
        page.until_says(&format!("{EPOLL} .wb-status"), "exit status 0")
            .await;
        assert_eq!(page.value("innerWidth").await, 360);
        assert_eq!(
            page.value("document.documentElement.scrollWidth").await,
            360
        );
        let outside =
            "[...document.querySelectorAll('main section, main figure, .wb-bar *, .wb-timeline *')]
            .filter(node => node.checkVisibility() && node.getBoundingClientRect().right > 361)
            .map(node => node.outerHTML.slice(0, 80))";
        assert_eq!(page.value(outside).await, serde_json::json!([]));
    });
}

#[test]
fn actors_and_words_can_be_read_in_every_theme() {
    in_browser(Wish::default(), async |page| {
        page.read().await;
        for theme in ["light", "rust", "coal", "navy", "ayu"] {
            page.client
                .execute(
                    "localStorage.setItem('mdbook-theme', arguments[0])",
                    vec![theme.into()],
                )
                .await
                .unwrap();
            page.read().await;
            page.until(&format!(
                "document.documentElement.classList.contains('{theme}')"
            ))
            .await;
            let dark = !["light", "rust"].contains(&theme);
            let editor = "document.querySelector('.ace_editor').classList.contains('ace_dark')";
            assert_eq!(page.value(editor).await, dark, "{theme}");
            let low = page.client.execute(LOW_CONTRAST, Vec::new()).await.unwrap();
            assert_eq!(low, serde_json::json!([]), "{theme}");
        }
    });
}

/// Text of ours with less than 4.5:1 to what it stands on.
const LOW_CONTRAST: &str = r"
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgb = (colour, under) => {
        canvas.fillStyle = under;
        canvas.fillRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const css = ([r, g, b]) => `rgb(${r} ${g} ${b})`;
    const luminance = channels => {
        const [r, g, b] = channels.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a, b) => {
        const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
        return (high + 0.05) / (low + 0.05);
    };
    const ground = node => node
        ? css(rgb(getComputedStyle(node).backgroundColor, ground(node.parentElement)))
        : 'white';
    const selector = '.wb-file, .wb-where, .wb-whole, .wb-name, .wb-command, .wb-level, .wb-state, .wb-actor, '
        + '.wb-line, .wb-button:not(:disabled), .wb-question, .wb-choices *, summary, .wb-task p';
    const low = [];
    for (const node of document.querySelectorAll(selector)) {
        const under = ground(node);
        const ratio = contrast(rgb(getComputedStyle(node).color, under), rgb(under, under));
        if (ratio < 4.5) {
            low.push(`${node.className} ${ratio.toFixed(2)}`);
        }
    }
    const output = document.querySelector('.wb-output');
    for (let n = 0; n < 8; n += 1) {
        const probe = document.createElement('span');
        probe.dataset.actorColour = n;
        probe.className = 'wb-actor';
        for (const place of [output, document.querySelector('main')]) {
            place.append(probe);
            const under = ground(place);
            const ratio = contrast(rgb(getComputedStyle(probe).color, under), rgb(under, under));
            if (ratio < 4.5) {
                low.push(`actor ${n} ${ratio.toFixed(2)}`);
            }
        }
        probe.remove();
    }
    return low;
";

#[test]
fn nothing_moves_under_reduced_motion() {
    let wish = Wish {
        flags: &["--force-prefers-reduced-motion"],
        ..Wish::default()
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
            "document.querySelectorAll('{ENDLESS} .wb-live .wb-line').length > 15"
        ))
        .await;
        // The scale waits until it must grow, and then doubles.
        let scale = format!(
            "Number(document.querySelector('{ENDLESS} .wb-track').getAttribute('viewBox').split(' ')[2])"
        );
        let scale = page.value(&scale).await.as_f64().unwrap() / 100.0;
        assert!(scale.log2().fract().abs() < 1e-9, "{scale}");
        let moving = format!(
            "document.querySelector('{ENDLESS}').getAnimations({{ subtree: true }}).length"
        );
        assert_eq!(page.value(&moving).await, 0);
    });
}

#[test]
fn a_static_page_has_nothing_to_press_and_asks_nobody() {
    in_browser(Wish::default(), async |page| {
        let dest = tempfile::tempdir().unwrap();
        let root = &page.lab.workspace.root;
        let built = book(root)
            .args(["build", "--dest"])
            .arg(dest.path())
            .status()
            .unwrap();
        assert!(built.success());
        let file = format!("file://{}", dest.path().join(PAGE).display());
        page.client.goto(&file).await.unwrap();
        page.until("document.querySelector('main h1')").await;
        no_way_to_run(page).await;
        let asked = "performance.getEntriesByType('resource').map(entry => entry.name)
            .filter(name => !name.startsWith('file:') && !name.startsWith('data:'))";
        assert_eq!(page.value(asked).await, serde_json::json!([]));
        assert!(
            page.says(&format!("{EPOLL} .wb-output"))
                .await
                .contains("[main]")
        );
        assert!(
            page.says(&format!("{DEREGISTER} .wb-skeleton"))
                .await
                .contains("mod check;")
        );

        page.click(&format!("{PREDICTION} label")).await;
        page.click(&format!("{PREDICTION} summary")).await;
        page.until(&format!(
            "document.querySelector('{PREDICTION} .wb-answer').textContent"
        ))
        .await;
    });
}

#[test]
fn a_read_only_page_has_nothing_to_press_but_hears_of_changes() {
    in_browser(
        Wish {
            alone: true,
            ..Wish::default()
        },
        async |page| {
            let root = &page.lab.workspace.root;
            let server = Server::start(root, &["--read-only"]);
            page.client
                .goto(&format!("{}/{PAGE}", server.address))
                .await
                .unwrap();
            page.until("document.querySelector('main h1')").await;
            no_way_to_run(page).await;
            with_the_page_changed(page, async || {
                page.until("document.querySelector('main').textContent.includes('A line more.')")
                    .await;
            })
            .await;
        },
    );
}

async fn no_way_to_run(page: &Page) {
    let buttons = page
        .client
        .find_all(Locator::Css("main .wb-button, main .ace_editor"))
        .await
        .unwrap();
    assert!(buttons.is_empty());
    let empty = "[...document.querySelectorAll('.wb-step, .wb-exercise')].every(section => section.checkVisibility()
        || section.closest('details'))";
    assert_eq!(page.value(empty).await, true);
}

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
            with_the_page_changed(page, async || {
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
            page.until("document.querySelectorAll('.ace_editor').length === 2")
                .await;
            page.press(TIMER, "Reset").await;
            page.press(TIMER, "Put it back").await;
            page.until_says(&format!("{TIMER} .wb-status-text"), "The skeleton is back")
                .await;
        },
    );
}

/// Adds a line to the page's source, and takes it away again.
async fn with_the_page_changed(page: &Page, meanwhile: impl AsyncFnOnce()) {
    let source = page
        .lab
        .workspace
        .root
        .join("book/pages/ch04/in-the-browser.md");
    let text = fs::read_to_string(&source).unwrap();
    fs::write(&source, format!("{text}\nA line more.\n")).unwrap();
    meanwhile().await;
    fs::write(&source, text).unwrap();
}
