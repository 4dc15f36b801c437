//! A prediction comes before its output.

use crate::PREDICTION;
use crate::support::lab::{Wish, in_browser};

#[test]
fn a_prediction_comes_before_its_output() {
    in_browser(Wish::default(), async |page| {
        page.read().await;
        let open = format!("document.querySelector('{PREDICTION} details').open");
        page.click(&format!("{PREDICTION} summary")).await;
        assert_eq!(page.value(&open).await, false);
        let ws = &page.lab.workspace;
        let prediction = ws.find_prediction("ch04/c-level-vs-edge").unwrap();
        let choices = &prediction.choices;
        let pinned = prediction.pinned(ws).unwrap();
        let right = choices
            .iter()
            .position(|choice| pinned.contains(&choice.line))
            .unwrap();
        page.click(&format!("{PREDICTION} label:nth-of-type({})", right + 1))
            .await;
        page.click(&format!("{PREDICTION} summary")).await;
        page.until_says(&format!("{PREDICTION} .wb-answer"), "You were right")
            .await;
        page.until_says(&format!("{PREDICTION} .wb-own"), &choices[right].line)
            .await;
    });
}
