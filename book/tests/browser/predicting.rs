//! A prediction: asked first, told why, and remembered.

use crate::support::asked;
use crate::support::lab::{Server, Wish, in_browser};
use crate::support::page::Page;
use crate::{DOWN, ENTER, SPACE, TAB};
use book::progress::Progress;
use serde_json::json;

const ASKED: &str = "document.querySelector('.wb-asking')";
const ANSWERED: &str = "document.querySelector('.wb-answered')";
const ANSWER: &str = ".wb-predict .wb-answer";
const SUMMARY: &str = ".wb-reveal > summary";
const EXPLAINED: &str = "document.querySelector('.wb-explained').open";
/// How many answers the browser keeps.
const KEPT: &str =
    "Object.keys(localStorage).filter(key => key.startsWith('workbook-predict ')).length";
/// Hears what the page is told; the page has handled it by then.
const HEAR: &str = "(window.told = [],
    new BroadcastChannel('workbook-news').onmessage = ({ data }) => window.told.push(data), true)";
const FALLS: &str = "[main] as it falls";
const WRONG: &str = ".wb-choices label:nth-of-type(2)";

async fn ask(page: &Page, name: &str) {
    page.goto(&asked::page(name)).await;
    page.until(ASKED).await;
}

async fn answer(page: &Page, choice: &str) {
    page.click(choice).await;
    page.click(SUMMARY).await;
    page.until(ANSWERED).await;
}

#[test]
fn nothing_is_shown_before_an_answer_and_a_wrong_one_is_told_why() {
    in_browser(Wish::running(&["ch91/says"]), async |page| {
        ask(page, "wrong").await;
        page.click(SUMMARY).await;
        page.click(".wb-explained > summary").await;
        let open = "document.querySelectorAll('.wb-reveal[open], .wb-explained[open]').length";
        assert_eq!(page.value(open).await, 0);
        assert_eq!(page.shown(".wb-output, .wb-bar .wb-button").await, 0);
        assert_eq!(page.shown(".wb-predict code.language-rust").await, 1);

        answer(page, WRONG).await;
        let told = page.says(ANSWER).await;
        for part in [
            "Not quite. You said: “How it falls.” It does not fall.",
            "The answer is: “How it stands.” That is the text it is given.",
            "The line that decides: [main] as it stands",
        ] {
            assert!(told.contains(part), "{told}");
        }
        assert_eq!(page.value(EXPLAINED).await, true);
        assert_eq!(page.shown(".wb-explained p").await, 1);
        assert_eq!(page.says(".wb-decides").await, "[main] as it stands");

        page.press(".wb-predict", "Run").await;
        page.until_says(".wb-ran", "Your own run printed it too.")
            .await;
        let own = ".wb-own .wb-decides";
        assert_eq!(page.says(own).await, "[main] as it stands");
    });
}

#[test]
fn an_answer_is_kept_over_a_reload_and_in_another_browser_until_it_is_asked_again() {
    in_browser(Wish::default(), async |page| {
        ask(page, "kept").await;
        answer(page, ".wb-choices label").await;
        page.until_says(ANSWER, "That’s right. You said: “How it stands.”")
            .await;
        let root = &page.lab.workspace.root;
        // At once: a page that is left does not take its answer with it.
        page.client.refresh().await.unwrap();
        page.until(ANSWERED).await;
        assert_eq!(page.value(EXPLAINED).await, true);
        // Nothing of it is in this browser.
        page.until(&format!("{KEPT} === 0")).await;

        let other = Page::open(page.lab, Wish::default()).await;
        other.goto(&asked::page("kept")).await;
        other.until(ANSWERED).await;
        assert_eq!(
            Progress::load(root).unwrap().predicted("ch91/kept"),
            Some("[main] as it stands")
        );
        other.press(ANSWER, "Ask me again").await;
        other.until(ASKED).await;
        page.until(ASKED).await;
        assert_eq!(page.value(EXPLAINED).await, false);
        assert_eq!(
            page.value("document.querySelector('.wb-choices input:checked')")
                .await,
            json!(null)
        );
        assert_eq!(Progress::load(root).unwrap().predicted("ch91/kept"), None);
        other.done().await;
    });
}

#[test]
fn an_answer_that_the_server_has_too_is_forgotten_here_and_never_given_again() {
    in_browser(Wish::default(), async |page| {
        ask(page, "twice").await;
        answer(page, WRONG).await;
        let root = &page.lab.workspace.root;
        let kept = || Progress::load(root).unwrap().predicted("ch91/twice") == Some(FALLS);
        let other = Page::open(page.lab, Wish::default()).await;
        other.goto(&asked::page("twice")).await;
        other.until(ANSWERED).await;
        assert!(kept());
        // As when the server's word that it has the answer was lost on its way.
        let store = format!("localStorage.setItem('workbook-predict ch91/twice', '{FALLS}')");
        page.value(&store).await;
        page.client.refresh().await.unwrap();
        page.until(ANSWERED).await;
        page.until(&format!("{KEPT} === 0")).await;

        other.press(ANSWER, "Ask me again").await;
        page.until(ASKED).await;
        other.until(ASKED).await;
        assert!(!kept());
        other.done().await;
    });
}

#[test]
fn a_state_that_comes_late_does_not_take_an_answer_back() {
    in_browser(Wish::default(), async |page| {
        ask(page, "late").await;
        page.value("fetch('/api/state').then(answer => answer.json()).then(state => { window.late = state; })")
            .await;
        page.value(HEAR).await;
        answer(page, WRONG).await;
        page.until("window.told.some(({ data }) => data.predictions?.['ch91/late'])")
            .await;
        let late = "(other => {
            other.postMessage({ name: 'state', data: window.late });
            other.postMessage({ name: 'problem', data: { text: 'after it' } });
            return true;
        })(new BroadcastChannel('workbook-news'))";
        page.value(late).await;
        page.until_says(".wb-notice", "after it").await;
        assert!(!page.value(ANSWERED).await.is_null());
    });
}

#[test]
fn what_is_told_while_an_answer_is_on_its_way_is_not_missed() {
    in_browser(Wish::default(), async |page| {
        ask(page, "meanwhile").await;
        // The server's word that it has the answer is held back.
        let hold = "(() => {
            const real = window.fetch;
            window.fetch = async (...call) => {
                const answer = await real(...call);
                if (call[0].startsWith('/api/predict/')) {
                    await new Promise(go => { window.go = go; });
                }
                return answer;
            };
            return true;
        })()";
        page.value(hold).await;
        page.value(HEAR).await;
        answer(page, WRONG).await;
        let other = Page::open(page.lab, Wish::default()).await;
        other.goto(&asked::page("meanwhile")).await;
        other.until(ANSWERED).await;
        other.press(ANSWER, "Ask me again").await;
        page.until(
            "window.go && window.told.some(({ name, data }, at) => name === 'state'
                && !data.predictions['ch91/meanwhile']
                && window.told.slice(0, at).some(({ data }) => data.predictions?.['ch91/meanwhile']))",
        )
        .await;
        assert!(!page.value(ANSWERED).await.is_null());
        page.value("(window.go(), true)").await;
        page.until(ASKED).await;
        other.done().await;
    });
}

#[test]
fn the_keyboard_is_enough_to_answer() {
    in_browser(Wish::default(), async |page| {
        ask(page, "keys").await;
        page.value("document.querySelector('.wb-choices input').focus()")
            .await;
        // The arrow passes over the second choice; only Enter commits to the third.
        page.keys(&format!("{SPACE}{DOWN}{DOWN}")).await;
        assert!(!page.value(ASKED).await.is_null());
        page.keys(&format!("{TAB}{ENTER}")).await;
        page.until_says(ANSWER, "Not quite. You said: “Nothing.”")
            .await;
    });
}

#[test]
fn a_static_page_keeps_an_answer_in_the_browser_and_lets_the_reader_open_the_rest() {
    in_browser(Wish::default(), async |page| {
        let address = page.lab.static_page(&asked::page("nowhere"));
        page.client.goto(&address).await.unwrap();
        page.until(ASKED).await;
        assert_eq!(page.value(EXPLAINED).await, false);
        page.click(".wb-explained > summary").await;
        assert_eq!(page.value(EXPLAINED).await, true);

        answer(page, WRONG).await;
        page.client.goto(&address).await.unwrap();
        page.until(ANSWERED).await;
        page.until_says(ANSWER, "Not quite.").await;
        assert_eq!(page.value(EXPLAINED).await, true);
        page.press(ANSWER, "Ask me again").await;
        page.client.goto(&address).await.unwrap();
        page.until(ASKED).await;
    });
}

#[test]
fn an_answer_given_while_the_server_is_away_reaches_the_next_one() {
    in_browser(Wish::default(), async |page| {
        let root = &page.lab.workspace.root;
        let server = Server::start(root, 0, &[]);
        let port = server.port();
        let address = server.with_key(&asked::page("away"));
        page.client.goto(&address).await.unwrap();
        page.until(ASKED).await;
        // The answer to the page's first question of all: how far is the reader?
        page.until("performance.getEntriesByName(new URL('/api/state', location).href).length > 0")
            .await;
        drop(server);
        page.until("document.querySelector('.wb-notice')").await;
        answer(page, WRONG).await;
        page.until(&format!("{KEPT} === 1")).await;

        let server = Server::start(root, port, &[]);
        let address = server.with_key(&asked::page("away"));
        page.client.goto(&address).await.unwrap();
        page.until(ANSWERED).await;
        page.until(&format!("{KEPT} === 0")).await;
        assert_eq!(
            Progress::load(root).unwrap().predicted("ch91/away"),
            Some(FALLS)
        );
    });
}

#[test]
fn a_steps_output_opens_at_the_line_that_decides() {
    in_browser(Wish::default(), async |page| {
        ask(page, "step").await;
        let ws = &page.lab.workspace;
        let prediction = ws.find_prediction(asked::OF_STEP).unwrap();
        let right = prediction.right(ws).unwrap();
        let at = prediction.choices.iter().position(|choice| choice == right);
        answer(
            page,
            &format!(".wb-choices label:nth-of-type({})", at.unwrap() + 1),
        )
        .await;
        page.until_says(ANSWER, "That’s right.").await;
        page.until_says(".wb-decides", &right.line).await;
        let seen = "(() => {
            const line = document.querySelector('.wb-decides').getBoundingClientRect();
            const block = document.querySelector('.wb-output').getBoundingClientRect();
            return line.top >= block.top && line.bottom <= block.bottom;
        })()";
        assert_eq!(page.value(seen).await, true);
    });
}

#[test]
fn an_order_that_decides_is_marked_line_by_line() {
    in_browser(Wish::default(), async |page| {
        ask(page, "order").await;
        answer(page, WRONG).await;
        let told = page.says(ANSWER).await;
        let decide = "The lines that decide: [fiber 1] counts 1, [fiber 1] counts 2";
        assert!(told.contains(decide), "{told}");
        let marked =
            "[...document.querySelectorAll('.wb-decides')].map(line => line.textContent.trim())";
        assert_eq!(
            page.value(marked).await,
            json!(["[fiber 1] counts 1", "[fiber 1] counts 2"])
        );
    });
}
