//! chromedriver, on a port that it chooses.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A program of this name in `PATH`.
pub fn installed(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|dir| names.iter().map(move |name| dir.join(name)))
        .find(|program| program.is_file())
}

#[derive(Debug)]
pub struct Driver {
    _process: Child,
    port: u16,
    browser: PathBuf,
}

impl Driver {
    /// `None` where there is no browser to drive.
    pub fn start() -> Option<Self> {
        let browser = installed(&["chromium", "chromium-browser", "google-chrome"])?;
        let mut process = Command::new(installed(&["chromedriver"])?)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            let (_, port) = line.split_once("successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        // Whatever else it says must go somewhere, or it would block.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self {
            _process: process,
            port: port.unwrap(),
            browser,
        })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What a session is asked to be. Nothing outside this machine can be reached from it.
    pub fn capabilities(&self, narrow: bool, flags: &[&str]) -> Value {
        let mut args = vec![
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ];
        args.extend(flags);
        let mut options = json!({ "binary": self.browser, "args": args });
        if narrow {
            let metrics = json!({ "width": 360, "height": 740, "pixelRatio": 1.0, "touch": false });
            options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
        }
        // Without a folder of one's own named, chromedriver makes a fresh one for each session.
        json!({
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
            "unhandledPromptBehavior": "accept",
        })
    }

    /// A call of chromedriver's own, which WebDriver does not have.
    pub fn call(&self, method: &str, path: &str, body: &Value) -> std::io::Result<Value> {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port))?;
        let body = body.to_string();
        let (port, length) = (self.port, body.len());
        let head =
            format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n");
        write!(socket, "{head}Content-Length: {length}\r\n\r\n{body}")?;
        // It keeps the connection open, whatever it is asked.
        let mut answer = BufReader::new(socket);
        let (mut length, mut line) = (0, String::new());
        while answer.read_line(&mut line)? > 2 {
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            line.clear();
        }
        let mut body = vec![0; length];
        answer.read_exact(&mut body)?;
        Ok(serde_json::from_slice::<Value>(&body)?["value"].take())
    }
}
