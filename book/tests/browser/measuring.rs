//! A program that measures: its figures next to those of another machine, as they come.

use crate::support::lab::{Wish, in_browser};
use crate::support::page::Page;
use crate::support::workbook::MEASURING;
use serde_json::json;

const FIGURES: &str = "#measure-figures";

/// What the server would send, up to the point at which the test lets it end.
const REPORTS: &str = r#"
    window.workbook.post = (path, signal, handle) => new Promise(resolve => {
        window.asked = path;
        const report = (who, what) => handle('trace', { does: 'reports', who, what: JSON.stringify(what), ms: 1 });
        handle('started', {});
        report('progress', { done: 1, total: 4 });
        report('measurement', { contender: 'tasks', requests: 100, bytes: 102400 });
        report('measurement', { contender: 'tasks', requests: 1000, bytes: 1024000 });
        report('measurement', { contender: 'threads', requests: 100, bytes: 512000 });
        report('measurement', { contender: 'threads', requests: 1000, broke: '<b>no</b> memory' });
        window.end = () => {
            report('progress', { done: 4, total: 4 });
            handle('end', { at: 5, status: 'exited', code: 0, signal: null, text: 'It ended with exit status 0.' });
            resolve();
        };
    })
"#;

async fn open(page: &Page) {
    page.goto(MEASURING).await;
    page.until(&format!(
        "document.querySelector('{FIGURES} .wb-controls button')"
    ))
    .await;
    // A function is no value.
    page.value(&format!("({}, true)", REPORTS.trim())).await;
}

/// How many of these the drawing has.
async fn drawn(page: &Page, what: &str) -> u64 {
    let count = format!("document.querySelectorAll('{FIGURES} svg {what}').length");
    page.value(&count).await.as_u64().unwrap()
}

#[test]
fn the_readers_figures_are_drawn_next_to_the_recorded_ones() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        assert_eq!(
            (drawn(page, "circle").await, drawn(page, ".wb-yours").await),
            (3, 0)
        );
        page.press(FIGURES, "Measure").await;
        page.until_says(&format!("{FIGURES} .wb-status-text"), "Measuring: 1 of 4")
            .await;
        assert_eq!(page.text("window.asked").await, "measure/run/ch04/figures");
        let progress = format!(
            "(bar => [bar.hidden, bar.value, bar.max])(document.querySelector('{FIGURES} progress'))"
        );
        assert_eq!(page.value(&progress).await, json!([false, 1, 4]));
        assert_eq!(drawn(page, ".wb-yours circle").await, 3);
        assert_eq!(
            drawn(page, "[data-contender=threads] .wb-yours .wb-chart-cross").await,
            1
        );
        let title = format!("document.querySelector('{FIGURES} .wb-yours title').textContent");
        assert_eq!(page.text(&title).await, "<b>no</b> memory");
        let cell = |requests, name| {
            format!("{FIGURES} tr[data-requests=\"{requests}\"] td[data-contender={name}]")
        };
        assert_eq!(page.says(&cell(100, "tasks")).await, "512 (yours: 1024)");
        assert_eq!(
            page.says(&cell(1000, "threads")).await,
            "broke (yours: broke)"
        );
        // Twice the memory is the same step upwards everywhere: a doubling is a seventh of 300.
        let heights = format!(
            "['.wb-chart-series > circle', '.wb-yours circle'].map(which =>
                Number(document.querySelector(`{FIGURES} ${{which}}`).getAttribute('cy')))"
        );
        let heights = page.value(&heights).await;
        let step = heights[0].as_f64().unwrap() - heights[1].as_f64().unwrap();
        assert!((step - 300.0 / 7.0).abs() < 0.1, "{heights}");
        page.value("window.end()").await;
        page.until_says(
            &format!("{FIGURES} .wb-status-text"),
            "It ended with exit status 0.",
        )
        .await;
    });
}

#[test]
fn another_run_begins_without_the_figures_of_the_one_before() {
    in_browser(Wish::default(), async |page| {
        open(page).await;
        page.press(FIGURES, "Measure").await;
        page.until("window.end").await;
        page.value("window.end()").await;
        page.value("(window.workbook.post = () => new Promise(() => {}), true)")
            .await;
        page.click(&format!("{FIGURES} .wb-primary")).await;
        assert_eq!(drawn(page, ".wb-yours").await, 0);
        assert_eq!(page.shown(&format!("{FIGURES} .wb-yours")).await, 0);
    });
}

#[test]
fn a_static_page_shows_the_recorded_figures_and_no_button() {
    in_browser(Wish::default(), async |page| {
        let file = page.lab.static_page(MEASURING);
        page.client.goto(&file).await.unwrap();
        page.until("document.querySelector('main h1')").await;
        assert_eq!(page.shown(&format!("{FIGURES} .wb-button")).await, 0);
        assert_eq!(drawn(page, "circle").await, 3);
        assert_eq!(page.shown(&format!("{FIGURES} .wb-chart-yours")).await, 0);
    });
}
