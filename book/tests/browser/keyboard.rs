//! The keyboard alone, and what a screen reader is told.

use crate::support::lab::{Wish, in_browser};
use crate::support::page::Page;
use crate::support::workbook::PAGE;
use crate::{ENDLESS, ENTER, EPOLL, ESCAPE, TAB, WRITABLE};
use serde_json::{Value, json};

const ENDLESS_AND_FILE: Wish = Wish::running(&["ch04/z-endless", "ch04/writable"]);
const EPOLL_AND_FILE: Wish = Wish::running(&["ch04/a-epoll", "ch04/writable"]);

#[test]
fn the_keyboard_is_enough() {
    in_browser(ENDLESS_AND_FILE, async |page| {
        page.read().await;
        let focused = "document.activeElement.textContent";
        tab_to(page, &format!("{ENDLESS} .wb-controls button")).await;
        assert_eq!(page.text(focused).await, "Run");
        page.keys(&format!("{ENTER}")).await;
        page.until(&format!(
            "document.querySelector('{ENDLESS} .wb-own .wb-line')"
        ))
        .await;
        page.keys(&format!("{TAB}{ENTER}")).await;
        page.until_says(&format!("{ENDLESS} .wb-status"), "stopped")
            .await;
        // The button that had the focus is gone; the one beside it has it now.
        page.until(&format!("{focused} === 'Run again'")).await;

        tab_to(page, &format!("{WRITABLE} .ace_text-input")).await;
        page.keys("s/?").await;
        assert!(page.edited(WRITABLE).await.starts_with("s/?"));
        page.until("document.querySelector('#mdbook-search-wrapper').classList.contains('hidden')")
            .await;
        page.keys(&format!("{ESCAPE}")).await;
        page.until(&format!("{focused} === 'Check'")).await;
        page.keys(&format!("{TAB}")).await;
        page.until(&format!("{focused} === 'Save'")).await;
        page.press(WRITABLE, "Reset").await;
        page.keys(&format!("{ENTER}")).await;
        page.until_says(
            &format!("{WRITABLE} .wb-status-text"),
            "The skeleton is back",
        )
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
fn every_control_has_a_name_and_what_happens_is_said_once() {
    in_browser(EPOLL_AND_FILE, async |page| {
        page.read().await;
        page.value(
            "(window.said = [], new MutationObserver(changes => changes.forEach(change => {
                const region = change.target.nodeType === 1 && change.target.closest('[role=status], [aria-live]');
                if (region && region.getAttribute('aria-live') !== 'off' && change.addedNodes.length) {
                    window.said.push(region.textContent);
                }
            })).observe(document.body, { subtree: true, childList: true }), true)",
        )
        .await;
        page.press(EPOLL, "Run").await;
        page.until_says(&format!("{EPOLL} .wb-status"), "exit status 0")
            .await;
        page.press(WRITABLE, "Hint 1").await;
        // Other news may come in between, such as a file that an earlier test has put back.
        page.until(&format!(
            "window.said.some(said => said.endsWith(document.querySelector('{WRITABLE} .wb-hints li')?.textContent || '?'))"
        ))
        .await;
        let said = page.value("window.said").await;
        let said: Vec<_> = said
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let hint = page.says(&format!("{WRITABLE} .wb-hints li")).await;
        for text in ["a-epoll: Running", "exit status 0.", &hint] {
            let times = said.iter().filter(|said| said.ends_with(text)).count();
            assert_eq!(times, 1, "{text} in {said:#?}");
        }

        page.press(WRITABLE, "Reset").await;
        page.until("document.activeElement.textContent === 'Put it back'")
            .await;
        page.devtools("Accessibility.enable", &json!({}));
        let tree = page.devtools("Accessibility.getFullAXTree", &json!({}));
        let nodes = tree["nodes"].as_array().unwrap();
        let unnamed: Vec<_> = nodes
            .iter()
            .filter(|node| is_control(node) && !has_name(node))
            .collect();
        assert!(unnamed.is_empty(), "{unnamed:#?}");
        assert!(nodes.iter().filter(|node| is_control(node)).count() > 20);
    });
}

/// A control, or something that the keyboard comes to because it scrolls.
fn is_control(node: &Value) -> bool {
    let role = node["role"]["value"].as_str().unwrap_or_default();
    let roles = [
        "button",
        "link",
        "textbox",
        "radio",
        "slider",
        "progressbar",
        "checkbox",
        "DisclosureTriangle",
    ];
    let properties = node["properties"].as_array().into_iter().flatten();
    let mut focusable = properties.filter(|property| property["name"] == "focusable");
    node["ignored"] == false
        && (roles.contains(&role) || (focusable.next().is_some() && role != "RootWebArea"))
}

fn has_name(node: &Value) -> bool {
    !node["name"]["value"]
        .as_str()
        .unwrap_or_default()
        .trim()
        .is_empty()
}
