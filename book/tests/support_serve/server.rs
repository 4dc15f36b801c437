//! The real program, serving a small workbook.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::http::{self, Events, Response};

/// Only something that hangs takes longer than this.
const HANGS: Duration = Duration::from_secs(120);

/// What is still there then is not going away. A run's time limit comes later: it would end what
/// nothing else has ended.
const STAYS: Duration = Duration::from_secs(50);

/// In the environment of the server and of whatever it starts.
const MARK: &str = "WORKBOOK_TEST_MARK";

#[derive(Debug)]
pub struct Server {
    pub address: SocketAddr,
    pub cookie: String,
    /// What the printed address carries: `?key=…`.
    pub query: String,
    mark: String,
    process: Child,
    stdout: BufReader<ChildStdout>,
    /// Behind a lock, so that several threads can talk to one server.
    stderr: Mutex<mpsc::Receiver<String>>,
    said: String,
}

impl Server {
    pub fn start(root: &Path) -> Self {
        Self::start_with(root, &[])
    }

    pub fn start_with(root: &Path, options: &[&str]) -> Self {
        Self::start_at(root, 0, options)
    }

    /// At a port; 0 is any that is free. While no server has it, the system may lend a port to another test's connection,
    /// for a moment: then it's tried again.
    pub fn start_at(root: &Path, port: u16, options: &[&str]) -> Self {
        for _ in 0..100 {
            match Self::try_start_at(root, port, options) {
                Ok(server) => return server,
                Err(said) => assert!(said.contains("is in use"), "{said}"),
            }
        }
        panic!("port {port} stays in use");
    }

    fn try_start_at(root: &Path, port: u16, options: &[&str]) -> Result<Self, String> {
        let mark = mark();
        let mut process = command(root)
            .args(["serve", "--no-open", "--port", &port.to_string()])
            .args(options)
            .env(MARK, &mark)
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let stderr = lines_in_background(process.stderr.take().unwrap());
        let mut first = String::new();
        stdout.read_line(&mut first).unwrap();
        let printed = first.trim_end().strip_prefix("http://");
        let (address, query) = printed
            .and_then(|it| it.split_once('/'))
            .unwrap_or_default();
        let Ok(address) = address.parse() else {
            let _ = process.kill();
            let _ = process.wait();
            let said: String = stderr.iter().collect();
            return Err(format!("no address in {first:?}; {said}"));
        };
        let (cookie, said, stderr) = (String::new(), String::new(), Mutex::new(stderr));
        let query = query.to_owned();
        let mut server = Self {
            address,
            cookie,
            query,
            mark,
            process,
            stdout,
            stderr,
            said,
        };
        let entered = server.get(&format!("/{}", server.query));
        let cookie = entered
            .header("set-cookie")
            .expect("the key is exchanged for a cookie");
        server.cookie = cookie.split(';').next().unwrap().to_owned();
        Ok(server)
    }

    /// With everything built, so that nothing but what the test starts goes on.
    pub fn start_ready(root: &Path) -> Self {
        let mut server = Self::start(root);
        server.until_said("ready");
        server
    }

    /// Waits until the server has said this on standard error.
    pub fn until_said(&mut self, text: &str) {
        while !self.said.contains(text) {
            match self.stderr.get_mut().unwrap().recv_timeout(HANGS) {
                Ok(line) => self.said += &line,
                Err(_) => panic!("it did not say {text:?} but: {}", self.said),
            }
        }
    }

    /// The headers that a page of this server sends.
    pub fn headers(&self) -> String {
        let (address, cookie) = (self.address, &self.cookie);
        format!("Host: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}\r\n")
    }

    /// What a page of this server would send.
    pub fn request(&self, method: &str, path: &str, body: &str) -> Response {
        http::exchange(self.address, &self.bytes(method, path, body)).expect("the server answers")
    }

    pub fn bytes(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let mut text = format!("{method} {path} HTTP/1.1\r\n{}", self.headers());
        write!(text, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        text.into_bytes()
    }

    pub fn get(&self, path: &str) -> Response {
        self.request("GET", path, "")
    }

    pub fn post(&self, path: &str) -> Response {
        self.request("POST", path, "")
    }

    pub fn put(&self, path: &str, body: &Value) -> Response {
        self.request("PUT", path, &body.to_string())
    }

    /// Presses Run.
    pub fn run(&self, step: &str) -> Events {
        let response = self.post(&format!("/api/run/{step}"));
        assert_eq!(response.status, 200);
        response.events()
    }

    /// Whether it still does what it is there for.
    pub fn is_alive(&self) -> bool {
        self.get("/").status == 200 && self.run("ch04/a-quick").until("end").data["code"] == 0
    }

    /// The processes that come from this server and are not the server itself: `ID command`.
    pub fn others(&self) -> Vec<String> {
        let own = self.process.id().to_string();
        let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let ids = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mark = format!("{MARK}={}", self.mark);
        ids.filter(|id| *id != own && id.bytes().all(|byte| byte.is_ascii_digit()))
            .filter(|id| {
                let all = std::fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
                all.split(|&byte| byte == 0)
                    .any(|one| one == mark.as_bytes())
            })
            .map(|id| {
                let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
                format!("{id} {}", String::from_utf8_lossy(&line).replace('\0', " "))
            })
            .collect()
    }

    /// Waits until nothing that this server started is there any more.
    pub fn wait_until_alone(&self) {
        let since = Instant::now();
        while !self.others().is_empty() {
            assert!(since.elapsed() < STAYS, "left behind: {:#?}", self.others());
            std::thread::yield_now();
        }
    }

    pub fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end; what the server had said after the address, and on standard error.
    pub fn ended(&mut self) -> (ExitStatus, String) {
        let mut said = String::new();
        self.stdout.read_to_string(&mut said).unwrap();
        let status = self.process.wait().unwrap();
        let errors: String = self.stderr.get_mut().unwrap().iter().collect();
        (status, format!("{}{errors}{said}", self.said))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The status that a request made by hand gets. `None`: the server hung up without a word.
pub fn status(server: &Server, request: &str) -> Option<u16> {
    http::exchange(server.address, request.as_bytes()).map(|response| response.status)
}

/// The program, in a workbook, with pipes.
pub fn command(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
    command
        .current_dir(root)
        .env("BOOK_ROOT", root)
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What a program that has ended said on standard error.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn mark() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!(
        "{}-{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}

fn lines_in_background(pipe: ChildStderr) -> mpsc::Receiver<String> {
    let (said, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            // The test may be over.
            let _ = said.send(line + "\n");
        }
    });
    lines
}
