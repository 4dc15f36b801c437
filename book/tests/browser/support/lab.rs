//! The program and the browser, started once for all tests.

use super::browsers::RUNTIME;
use super::driver::Driver;
use super::page::Page;
use super::turns::Turn;
use super::workbook;
use book::model::Workspace;
use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{LazyLock, OnceLock, PoisonError, RwLock};

#[derive(Debug)]
pub struct Lab {
    pub workspace: Workspace,
    pub server: Server,
    pub driver: Driver,
    static_book: OnceLock<PathBuf>,
    /// Ends the program and the browser when this process has ended.
    _keeper: Child,
}

/// `book serve`, ended when this is dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    /// Kept open: whoever prints into a closed pipe is ended by it.
    _stdout: BufReader<ChildStdout>,
    /// `http://127.0.0.1:PORT`
    pub address: String,
    /// What the printed address ends in: `?key=…`.
    query: String,
}

/// How a test wants its browser.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish {
    /// 360 pixels wide.
    pub narrow: bool,
    /// Further flags for the browser.
    pub flags: &'static [&'static str],
    /// Nobody else's page is open meanwhile: for tests that rebuild the book.
    pub alone: bool,
    /// What it runs, checks or tries on the server that all tests share, by id, and exercises whose file it
    /// changes. It waits for its turn.
    pub runs: &'static [&'static str],
}

impl Wish {
    /// For a test that runs these.
    pub const fn running(runs: &'static [&'static str]) -> Self {
        Self {
            narrow: false,
            flags: &[],
            alone: false,
            runs,
        }
    }
}

/// `None` where there is no browser.
static LAB: LazyLock<Option<Lab>> = LazyLock::new(Lab::start);
static ALONE: RwLock<()> = RwLock::new(());

/// Waits for the end of its standard input, then kills a process, and asks chromedriver to go: it takes its browsers
/// with it, which a kill would leave behind.
const KEEPER: &str = r#"
read -r _
kill -KILL "$1"
exec 3<>"/dev/tcp/127.0.0.1/$2"
printf 'GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n' "$2" >&3
read -r _ <&3
"#;

impl Lab {
    fn start() -> Option<Self> {
        let driver = Driver::start()?;
        let workspace = workbook::fresh();
        let server = Server::start(&workspace.root, 0, &[]);
        // This process holds the other end of its standard input, however it ends: nothing is dropped at the end of
        // a test program, and it may be killed.
        let keeper = Command::new("bash")
            .args(["-c", KEEPER, "keeper"])
            .args([server.process.id().to_string(), driver.port().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Some(Self {
            workspace,
            server,
            driver,
            static_book: OnceLock::new(),
            _keeper: keeper.unwrap(),
        })
    }

    /// Where a page of the static book is, which is built once, from the workbook in its first state.
    pub fn static_page(&self, page: &str) -> String {
        let book = self.static_book.get_or_init(|| {
            let root = &self.workspace.root;
            let dest = root.with_file_name("static");
            let mut build = book(root);
            build.args(["build", "--dest"]).arg(&dest);
            assert!(build.stdout(Stdio::null()).status().unwrap().success());
            dest
        });
        format!("file://{}", book.join(page).display())
    }
}

impl Server {
    /// At a port; 0 is any that is free, and no page of an earlier server has left a text there.
    pub fn start(root: &Path, port: u16, options: &[&str]) -> Self {
        if port == 0 {
            forget_drafts(root);
        }
        Self::spawn(root, port, options)
    }

    /// With all of the book's pages, and without a compiler: no test runs anything there.
    pub fn of_the_whole_book() -> Self {
        let root = workbook::whole();
        let mut whole = book(&root);
        whole.env("CARGO", "false");
        whole.env("CARGO_TARGET_DIR", root.join("target"));
        Self::of(whole, 0, &[])
    }

    /// At a free port, as a reader does who starts it somewhere else.
    pub fn start_keeping_drafts(root: &Path) -> Self {
        Self::spawn(root, 0, &[])
    }

    fn spawn(root: &Path, port: u16, options: &[&str]) -> Self {
        Self::of(book(root), port, options)
    }

    fn of(mut book: Command, port: u16, options: &[&str]) -> Self {
        let mut process = book
            .args(["serve", "--port", &port.to_string(), "--no-open"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut address = String::new();
        stdout.read_line(&mut address).unwrap();
        let (address, query) = address.trim().rsplit_once('/').unwrap_or_default();
        let (address, query) = (address.to_owned(), query.to_owned());
        assert!(
            address.starts_with("http://127.0.0.1:"),
            "its first line is {address:?}"
        );
        Self {
            process,
            _stdout: stdout,
            address,
            query,
        }
    }
}

impl Server {
    /// Where a page is, with the key.
    pub fn with_key(&self, page: &str) -> String {
        let (page, place) = page.split_once('#').unwrap_or((page, ""));
        let mark = if place.is_empty() { "" } else { "#" };
        format!("{}/{page}{}{mark}{place}", self.address, self.query)
    }

    pub fn port(&self) -> u16 {
        let (_, port) = self.address.rsplit_once(':').unwrap();
        port.parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Takes away what pages sent that their readers didn't save.
pub fn forget_drafts(root: &Path) {
    let _ = std::fs::remove_file(root.join("book/drafts.json"));
}

/// The tool itself, at work on another workspace, which has a target folder of its own: packages of the
/// same name and version in a shared one would pass for this workspace's, with the copy's sources.
pub fn book(root: &Path) -> Command {
    let program = Path::new(env!("CARGO_BIN_EXE_book"));
    let mut command = Command::new(program);
    command
        .current_dir(root)
        .env("BOOK_ROOT", root)
        .env("CARGO_TARGET_DIR", root.with_file_name("target"))
        .env("DELAYSERVER_SPEEDUP", "20")
        .stdin(Stdio::null());
    command
}

/// Runs a test in a browser window of its own.
///
/// # Panics
///
/// As the test does; when the page reported an error; and where there is no browser if
/// `BOOK_REQUIRE_BROWSER` is set.
pub fn in_browser(wish: Wish, test: impl AsyncFnOnce(&Page)) {
    let (_shared, _alone) = if wish.alone {
        (
            None,
            Some(ALONE.write().unwrap_or_else(PoisonError::into_inner)),
        )
    } else {
        (
            Some(ALONE.read().unwrap_or_else(PoisonError::into_inner)),
            None,
        )
    };
    let _turn = Turn::wait_for(wish.runs);
    let Some(lab) = &*LAB else {
        let why = "there is no chromium with chromedriver in PATH";
        assert!(std::env::var_os("BOOK_REQUIRE_BROWSER").is_none(), "{why}");
        eprintln!("skipped: {why}");
        return;
    };
    let page = RUNTIME.block_on(Page::open(lab, wish));
    let tried = catch_unwind(AssertUnwindSafe(|| RUNTIME.block_on(test(&page))));
    let errors = page.errors();
    if let Err(panic) = tried {
        eprintln!("the page reported: {errors:#?}");
        RUNTIME.block_on(page.picture());
        RUNTIME.block_on(page.close());
        resume_unwind(panic);
    }
    RUNTIME.block_on(page.done());
    // Its pages have sent what was typed to the server, which would show it to the next test.
    forget_drafts(&lab.workspace.root);
    assert!(errors.is_empty(), "the page reported: {errors:#?}");
}
