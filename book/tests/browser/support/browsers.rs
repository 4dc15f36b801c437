//! Browsers that a test is done with, kept for the next test that wants one like it: to start one, and to
//! let it read a page's scripts for the first time, costs more processor time than most tests do.

use super::driver::Driver;
use super::lab::Wish;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::sync::{LazyLock, Mutex, PoisonError};
use tokio::runtime::Runtime;

/// Where all tests talk to their browsers: a connection lives as long as the runtime that made it.
pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(1).enable_all().build().unwrap()
});

static KEPT: Mutex<Vec<Browser>> = Mutex::new(Vec::new());

#[derive(Debug)]
pub struct Browser {
    pub client: Client,
    pub session: String,
    narrow: bool,
    flags: &'static [&'static str],
}

impl Browser {
    /// One that looks as if it had been started for this test, whether it was or not.
    pub async fn get(driver: &Driver, wish: Wish) -> Self {
        let is_like = |kept: &Self| kept.narrow == wish.narrow && kept.flags == wish.flags;
        let kept = {
            let mut all = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
            let found = all.iter().position(is_like);
            found.map(|at| all.swap_remove(at))
        };
        match kept {
            Some(browser) => browser,
            None => Self::start(driver, wish).await,
        }
    }

    async fn start(driver: &Driver, wish: Wish) -> Self {
        let Value::Object(capabilities) = driver.capabilities(wish.narrow, wish.flags) else {
            unreachable!("capabilities are an object");
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.address())
            .await
            .unwrap();
        let session = client.session_id().await.unwrap().unwrap();
        Self {
            client,
            session,
            narrow: wish.narrow,
            flags: wish.flags,
        }
    }

    /// Keeps it for another test, if it can be made as good as new.
    pub async fn keep(self, driver: &Driver) {
        if self.forget_all(driver).await.is_some() {
            let mut all = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
            all.push(self);
        } else {
            self.close().await;
        }
    }

    /// Ends it. A test may have done so itself.
    pub async fn close(self) {
        let _ = self.client.close().await;
    }

    /// Leaves one new window, without a history, in a browser without cookies, storage and complaints.
    async fn forget_all(&self, driver: &Driver) -> Option<()> {
        let old = self.client.windows().await.ok()?;
        let new = self.client.new_window(false).await.ok()?;
        for window in old {
            self.client.switch_to_window(window).await.ok()?;
            self.client.close_window().await.ok()?;
        }
        self.client.switch_to_window(new.handle).await.ok()?;
        let everything = json!({ "origin": "*", "storageTypes": "all" });
        for (command, parameters) in [
            ("Storage.clearDataForOrigin", everything),
            ("Network.clearBrowserCookies", json!({})),
        ] {
            let answer = self.devtools(driver, command, &parameters).ok()?;
            // An error is an answer too.
            answer.get("error").is_none().then_some(())?;
        }
        self.errors(driver);
        Some(())
    }

    /// A call of the browser's own protocol, which WebDriver does not have.
    pub fn devtools(
        &self,
        driver: &Driver,
        command: &str,
        parameters: &Value,
    ) -> std::io::Result<Value> {
        let path = format!("/session/{}/goog/cdp/execute", self.session);
        let body = json!({ "cmd": command, "params": parameters });
        driver.call("POST", &path, &body)
    }

    /// What pages complained about since this was asked last.
    pub fn errors(&self, driver: &Driver) -> Vec<String> {
        let path = format!("/session/{}/se/log", self.session);
        let log = driver.call("POST", &path, &json!({ "type": "browser" }));
        let log = log.unwrap_or_default();
        let entries = log.as_array().into_iter().flatten();
        entries
            .filter(|entry| entry["level"] == "SEVERE" && entry["source"] != "network")
            .map(|entry| entry["message"].to_string())
            .collect()
    }
}
