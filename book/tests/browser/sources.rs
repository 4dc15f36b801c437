//! The whole files at the end of the book, where a timeline leads to.

use crate::support::lab::{Wish, in_browser};

/// The lines of code under the places that stand for a statement's line, once each place is in sight.
const UNDER: &str = r"[...document.querySelectorAll('.wb-place')].map(place => {
    place.scrollIntoView({ block: 'center', behavior: 'instant' });
    const box = place.getBoundingClientRect();
    const code = place.closest('.wb-lines').querySelector('code');
    const x = code.getBoundingClientRect().left + parseFloat(getComputedStyle(code).paddingLeft) + 1;
    const at = document.caretRangeFromPoint(x, box.top + box.height / 2);
    const before = document.createRange();
    before.setStart(code, 0);
    before.setEnd(at.startContainer, at.startOffset);
    const line = before.toString().split('\n').length - 1;
    return code.textContent.split('\n')[line];
})";

#[test]
fn the_place_of_a_line_lies_over_it_at_every_width() {
    for narrow in [false, true] {
        let wish = Wish {
            narrow,
            ..Wish::default()
        };
        in_browser(wish, async |page| {
            page.goto("code/ch04.html").await;
            page.until("document.querySelector('code.hljs')").await;
            let lines = page.value(UNDER).await;
            let lines: Vec<&str> = lines
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|it| it.as_str())
                .collect();
            assert!(lines.len() > 30, "{lines:?}");
            for line in lines {
                let states = [
                    "trace", "runs", "ready", "waits", "ends", "spawns", "wakes", "unparks",
                    "sends", "resumes", "polls",
                ];
                assert!(
                    states
                        .iter()
                        .any(|name| line.contains(&format!("{name}!("))),
                    "{line}"
                );
            }
        });
    }
}

#[test]
fn a_line_that_a_link_leads_to_shows_itself_below_the_menu() {
    in_browser(Wish::default(), async |page| {
        page.goto("code/ch04.html").await;
        let id = page
            .text("[...document.querySelectorAll('.wb-place')].at(-1).id")
            .await;
        page.goto(&format!("code/ch04.html#{id}")).await;
        page.until("document.querySelector('.wb-place:target')")
            .await;
        page.until(
            "(place => { const { top, bottom } = place.getBoundingClientRect();
              return top > 60 && bottom < innerHeight
                  && getComputedStyle(place).backgroundColor !== 'rgba(0, 0, 0, 0)'; })
             (document.querySelector('.wb-place:target'))",
        )
        .await;
    });
}
