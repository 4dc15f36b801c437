//! What a page is, before anything is pressed: whole, readable in every theme and width.

use crate::EPOLL;
use crate::support::lab::{Server, Wish, in_browser};

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
        let server = Server::of_the_whole_book();
        page.client.goto(&server.with_key("")).await.unwrap();
        page.until("document.querySelector('#mdbook-sidebar a[href]')")
            .await;
        let links = "[...document.querySelectorAll('#mdbook-sidebar a[href]:not([href^=\"#\"])')].map(a => a.href)";
        let pages = page.value(links).await;
        let pages: Vec<&str> = pages
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|href| href.as_str())
            .collect();
        assert!(pages.len() > 90, "{pages:?}");
        for href in pages {
            page.client.goto(href).await.unwrap();
            page.until("document.querySelector('main h1')").await;
            page.until("[...document.querySelectorAll('.wb-exercise')].every(exercise => exercise.querySelector('.ace_editor'))").await;
        }
    });
}

#[test]
fn a_page_of_360_pixels_does_not_scroll_sideways() {
    let wish = Wish {
        narrow: true,
        ..Wish::running(&["ch04/a-epoll"])
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
