//! Runs side by side.

use crate::RIGHT;
use crate::support::lab::{Wish, in_browser};
use crate::support::workbook::TIMELINES;

const COMPARED: &str = ".wb-compare";
const EDGE: &str = "#compare-c-level-vs-edge";
const LEVEL: &str = "#compare-c-level-vs-edge-2";

#[test]
fn runs_that_are_compared_share_an_axis_and_run_each_for_itself() {
    in_browser(Wish::running(&["ch04/c-level-vs-edge"]), async |page| {
        page.goto(TIMELINES).await;
        page.until(&format!(
            "document.querySelectorAll('{COMPARED} .wb-lane').length > 1"
        ))
        .await;
        let names = format!(
            "['{EDGE}', '{LEVEL}'].map(section =>
                [...document.querySelectorAll(`${{section}} .wb-lane-name`)].map(name => name.textContent))"
        );
        let told = page.value(&names).await;
        assert!(
            told[0].to_string().contains("edge") && !told[0].to_string().contains("level"),
            "{told}"
        );
        assert!(
            told[1].to_string().contains("level") && !told[1].to_string().contains("edge"),
            "{told}"
        );
        let lefts = format!(
            "['{EDGE}', '{LEVEL}'].map(section => document.querySelector(`${{section}} .wb-plot`).getBoundingClientRect().left)"
        );
        let lefts = page.value(&lefts).await;
        assert_eq!(lefts[0], lefts[1]);

        page.press(COMPARED, "+").await;
        let wide = format!(
            "['{EDGE}', '{LEVEL}'].map(section => document.querySelector(`${{section}} .wb-plot`).scrollWidth)"
        );
        page.until(&format!("(([a, b]) => a === b && a > 1000)({wide})"))
            .await;

        page.press(EDGE, "Run").await;
        page.until(&format!(
            "document.querySelector('{EDGE} .wb-time').textContent !== ''"
        ))
        .await;
        page.until(&format!(
            "document.querySelectorAll('{EDGE} .wb-lane').length > 1"
        ))
        .await;
        assert_eq!(page.says(&format!("{LEVEL} .wb-time")).await, "");
        let again = page.value(&names).await;
        assert!(!again[0].to_string().contains("level"), "{again}");
    });
}

#[test]
fn a_moment_of_one_run_is_told_below_all_of_them() {
    in_browser(Wish::default(), async |page| {
        page.goto(TIMELINES).await;
        page.until(&format!(
            "document.querySelectorAll('{COMPARED} .wb-lane').length > 1"
        ))
        .await;
        let foot = format!("{COMPARED} .wb-compare-foot");
        for (section, says) in [(EDGE, "[edge]"), (LEVEL, "[level]")] {
            page.value(&format!(
                "document.querySelector('{section} .wb-lanes').focus()"
            ))
            .await;
            for _ in 0..8 {
                page.keys(&format!("{RIGHT}")).await;
                if page.says(&foot).await.contains(says) {
                    break;
                }
            }
            let told = page.says(&foot).await;
            assert!(told.contains(says), "{told}");
        }
        assert_eq!(page.shown(&format!("{COMPARED} .wb-cursor")).await, 1);
    });
}
