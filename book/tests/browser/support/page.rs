//! A browser window: what tests do in it, and what they ask of it.

use super::browsers::Browser;
use super::lab::{Lab, Server, Wish};
use super::workbook::PAGE;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// Only something that hangs takes longer; compiling for the first time is within.
const HANGS: Duration = Duration::from_secs(240);
/// How soon a page is asked again whether something is so: soon at first, then less often.
const ASK: [Duration; 2] = [Duration::from_millis(5), Duration::from_millis(40)];

/// Every exercise of the page has its editor.
pub const READY: &str = "document.querySelectorAll('.wb-exercise').length > 0
    && document.querySelectorAll('.wb-exercise').length === document.querySelectorAll('.ace_editor').length";

/// What the pressed button runs, checks or tries, by id.
const RUN: &str = "(button => {
    if (/^(Run|Restart|Check|Try)/.test(button.textContent)) {
        const { step, snippet, exercise, try: tried } =
            button.closest('[data-step], [data-snippet], [data-exercise], [data-try]').dataset;
        return step ?? snippet ?? exercise ?? tried;
    }
})(document.querySelector('button[data-tested]'))";

#[derive(Debug)]
pub struct Page {
    pub lab: &'static Lab,
    pub client: Client,
    browser: Browser,
    wish: Wish,
}

impl Page {
    pub async fn open(lab: &'static Lab, wish: Wish) -> Self {
        let browser = Browser::get(&lab.driver, wish).await;
        Self {
            lab,
            client: browser.client.clone(),
            browser,
            wish,
        }
    }

    /// Lets another test have the browser.
    pub async fn done(self) {
        self.browser.keep(&self.lab.driver).await;
    }

    /// Ends the browser with whatever a test that failed has made of it.
    pub async fn close(self) {
        self.browser.close().await;
    }

    /// Opens the page that has one of everything, and waits until it is ready to be used.
    pub async fn read(&self) {
        self.goto(PAGE).await;
        self.until(READY).await;
    }

    /// The same of another server.
    pub async fn read_from(&self, server: &Server) {
        self.client.goto(&server.with_key(PAGE)).await.unwrap();
        self.until(READY).await;
    }

    pub async fn goto(&self, page: &str) {
        self.client
            .goto(&self.lab.server.with_key(page))
            .await
            .unwrap();
    }

    /// The value of an expression.
    pub async fn value(&self, expression: &str) -> Value {
        let script = format!("return ({expression})");
        let value = self.client.execute(&script, Vec::new()).await;
        value.unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// The text of an expression.
    pub async fn text(&self, expression: &str) -> String {
        self.value(expression)
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until an expression is true.
    pub async fn until(&self, expression: &str) {
        let start = Instant::now();
        let mut again = ASK[0];
        // The page may be in the middle of loading itself anew.
        while !matches!(self.try_value(expression).await, Some(Value::Bool(true))) {
            assert!(
                start.elapsed() < HANGS,
                "it never became true that {expression}"
            );
            tokio::time::sleep(again).await;
            again = (again * 2).min(ASK[1]);
        }
    }

    async fn try_value(&self, expression: &str) -> Option<Value> {
        let script = format!("return Boolean({expression})");
        self.client.execute(&script, Vec::new()).await.ok()
    }

    /// Waits until an element's text contains another.
    pub async fn until_says(&self, selector: &str, text: &str) {
        self.until(&format!("{}.includes({})", text_of(selector), json!(text)))
            .await;
    }

    pub async fn says(&self, selector: &str) -> String {
        self.text(&text_of(selector)).await
    }

    /// How many of the elements can be seen.
    pub async fn shown(&self, selector: &str) -> u64 {
        let shown = "[...document.querySelectorAll(arguments[0])]
            .filter(node => node.checkVisibility() && node.getClientRects().length > 0)";
        let count = format!("return {shown}.length");
        let count = self.client.execute(&count, vec![json!(selector)]).await;
        count.unwrap().as_u64().unwrap()
    }

    pub async fn find(&self, selector: &str) -> Element {
        let found = self.client.find(Locator::Css(selector)).await;
        found.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    /// A click as a reader's: what covers the element, or hides it, fails it.
    pub async fn click(&self, selector: &str) {
        let clicked = self.try_click(selector).await;
        clicked.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    async fn try_click(&self, selector: &str) -> Result<(), CmdError> {
        let element = self.client.find(Locator::Css(selector)).await?;
        self.to_the_middle(selector).await;
        element.click().await
    }

    /// Clicks the button in a section that says this. A page may make the button anew at any moment, when it hears from
    /// the server: then it's the new one that is clicked.
    pub async fn press(&self, section: &str, says: &str) {
        let button = format!("{section} button[data-tested]");
        loop {
            self.mark(section, says).await;
            self.is_in_turn().await;
            match self.try_click(&button).await {
                Err(error) if error.is_stale_element_reference() || error.is_no_such_element() => {}
                clicked => return clicked.unwrap_or_else(|error| panic!("{button}: {error}")),
            }
        }
    }

    /// Waits for the button in a section that says this, and marks it for a click.
    async fn mark(&self, section: &str, says: &str) {
        self.until(&format!(
            "(() => {{
                document.querySelectorAll('[data-tested]').forEach(old => old.removeAttribute('data-tested'));
                const button = [...document.querySelectorAll('{section} button')]
                    .find(button => button.textContent.startsWith('{says}') && button.checkVisibility());
                button?.setAttribute('data-tested', '');
                return button;
            }})()"
        ))
        .await;
    }

    /// Fails a test that's about to run something on the shared server and didn't wish for it.
    async fn is_in_turn(&self) {
        let run = self.text(RUN).await;
        let shared = self.text("location.origin").await == self.lab.server.address;
        let declared = self.wish.alone || self.wish.runs.contains(&run.as_str());
        assert!(
            run.is_empty() || !shared || declared,
            "say that it runs {run}: another test could be running it"
        );
    }

    async fn to_the_middle(&self, selector: &str) {
        let script = "document.querySelector(arguments[0])
            .scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.client
            .execute(script, vec![json!(selector)])
            .await
            .unwrap();
    }

    /// Presses keys, wherever the focus is.
    pub async fn keys(&self, keys: &str) {
        let mut actions = KeyActions::new("keys".into());
        for value in keys.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Presses a key while another is held down.
    pub async fn chord(&self, held: char, value: char) {
        let actions = KeyActions::new("keys".into())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: held });
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Puts a text into an exercise's editor, as pasting it would.
    pub async fn paste(&self, exercise: &str, text: &str) {
        let script =
            "window.ace.edit(document.querySelector(arguments[0])).setValue(arguments[1], -1)";
        let editor = format!("{exercise} .wb-editor");
        self.client
            .execute(script, vec![json!(editor), json!(text)])
            .await
            .unwrap();
    }

    /// What is in an exercise's editor.
    pub async fn edited(&self, exercise: &str) -> String {
        self.text(&editor_text(exercise)).await
    }

    /// What the page complained about: errors in scripts, and loads that its policy forbids.
    pub fn errors(&self) -> Vec<String> {
        self.browser.errors(&self.lab.driver)
    }

    /// A call of the browser's own protocol, which WebDriver does not have.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        let answer = self.browser.devtools(&self.lab.driver, command, parameters);
        answer.unwrap()
    }

    /// Leaves a screenshot for whoever looks into a failure.
    pub async fn picture(&self) {
        let name = std::thread::current()
            .name()
            .unwrap_or("test")
            .replace("::", "-");
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("browser/{name}.png"));
        if let Ok(bytes) = self.client.screenshot().await {
            let _ = std::fs::write(&file, bytes);
            eprintln!("a screenshot is in {}", file.display());
        }
    }
}

/// The expression for what an exercise's editor holds.
pub fn editor_text(exercise: &str) -> String {
    format!("window.ace.edit(document.querySelector('{exercise} .wb-editor')).getValue()")
}

fn text_of(selector: &str) -> String {
    format!(
        "(document.querySelector({})?.textContent ?? '')",
        json!(selector)
    )
}
