//! The delay server, in a process of its own. It answers when all requests have arrived.

use delayserver::Config;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::time::Duration;

/// On a busy machine, a client may connect long before it sends its request.
const PATIENCE: Duration = Duration::from_secs(300);

// ANCHOR: serve
/// The server's process: it ends when its standard input does, so it never outlives the one that started it.
pub(crate) fn serve(requests: usize) -> io::Result<ExitCode> {
    let server = Config::new()
        .together(requests)
        .max_connections(usize::MAX)
        .head_timeout(PATIENCE)
        .log_to(io::stdout())
        .start()?;
    println!("{}", server.addr());
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(ExitCode::SUCCESS)
}
// ANCHOR_END: serve

/// The server as its owner sees it.
pub(crate) struct Gate {
    pub(crate) server: SocketAddr,
    /// A line for each request that has arrived.
    log: BufReader<ChildStdout>,
    /// The connection of the last request, which opens the gate.
    key: TcpStream,
    _process: Process,
}

/// Ends when it's dropped.
struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
}

impl Gate {
    /// Starts a server that answers when it has this many requests and one more.
    pub(crate) fn shut(requests: usize) -> io::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", &(requests + 1).to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        let log = child.stdout.take().expect("its standard output is piped");
        let process = Process { child, stdin };
        let mut log = BufReader::new(log);
        let mut addr = String::new();
        log.read_line(&mut addr)?;
        let server = addr.trim().parse().map_err(io::Error::other)?;
        let key = TcpStream::connect(server)?;
        Ok(Self {
            server,
            log,
            key,
            _process: process,
        })
    }

    // ANCHOR: arrived
    /// Waits until so many requests have arrived. None of them is answered by then.
    pub(crate) fn wait_for(&mut self, requests: usize) -> io::Result<()> {
        let mut line = Vec::new();
        for _ in 0..requests {
            line.clear();
            if self.log.read_until(b'\n', &mut line)? == 0 {
                return Err(io::Error::other("the delay server ended"));
            }
        }
        Ok(())
    }

    /// Sends the last request. All are answered.
    pub(crate) fn open(&mut self) -> io::Result<()> {
        self.key.write_all(&request("the-last"))
    }
    // ANCHOR_END: arrived
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // Its exit status isn't needed.
        let _ = self.child.wait();
    }
}

/// What a client sends.
pub(crate) fn request(message: &str) -> Vec<u8> {
    format!("GET /0/{message} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .into_bytes()
}
