//! Pages that nobody can run anything from: static, read-only, on paper.

use crate::support::lab::{Server, Wish, in_browser};
use crate::support::page::Page;
use crate::support::workbook::{PAGE, while_changed};
use crate::{DEREGISTER, EPOLL, PREDICTION};
use fantoccini::Locator;
use serde_json::json;

#[test]
fn a_static_page_has_nothing_to_press_and_asks_nobody() {
    in_browser(Wish::default(), async |page| {
        let file = page.lab.static_page(PAGE);
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
        assert_eq!(page.shown(".wb-live").await, 0);
        assert_eq!(page.shown(".wb-static").await, 1);

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
            let server = Server::start(root, 0, &["--read-only"]);
            page.client.goto(&server.with_key(PAGE)).await.unwrap();
            page.until("document.querySelector('main h1')").await;
            no_way_to_run(page).await;
            while_changed(&page.lab.workspace, async || {
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
fn on_paper_there_is_the_recorded_output_and_no_control() {
    in_browser(Wish::running(&["ch04/a-epoll"]), async |page| {
        page.read().await;
        assert_eq!(page.shown(".wb-live").await, 1);
        assert_eq!(page.shown(".wb-static").await, 0);
        page.press(EPOLL, "Run").await;
        page.until_says(&format!("{EPOLL} .wb-status"), "exit status 0")
            .await;
        // What the browser does when it prints, but the page stays to be asked.
        page.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
        page.value("dispatchEvent(new Event('beforeprint'))").await;
        let controls = "main button, main progress, main summary[aria-disabled], .wb-timeline, .wb-own, \
            .wb-editor, .wb-editor-head, .wb-notice, .wb-live";
        assert_eq!(page.shown(controls).await, 0);
        let steps = page.value("document.querySelectorAll('.wb-step').length");
        assert_eq!(
            page.shown(".wb-output").await,
            steps.await.as_u64().unwrap()
        );
        assert_eq!(page.shown(".wb-skeleton pre, .wb-static").await, 5);
        let cut = "[...document.querySelectorAll('.wb-output')]
            .filter(block => block.scrollHeight > block.clientHeight + 1).length";
        assert_eq!(page.value(cut).await, 0);

        page.devtools("Emulation.setEmulatedMedia", &json!({ "media": "" }));
        page.value("dispatchEvent(new Event('afterprint'))").await;
        assert_eq!(page.shown(&format!("{EPOLL} .wb-own")).await, 1);
        assert_eq!(page.shown(&format!("{PREDICTION} .wb-output")).await, 0);
    });
}
