//! How a server is set up: by its caller, and by two environment variables.

use crate::handle::DelayServer;
use crate::log::Log;
use std::env;
use std::ffi::OsStr;
use std::io::{self, ErrorKind, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Starts a server inside this process, on a free loopback port and a thread of its own.
///
/// Two environment variables are read. `DELAYSERVER_ADDR=127.0.0.1:8080` starts nothing: the handle
/// points at the server that runs there. `DELAYSERVER_SPEEDUP=20` divides every delay by 20 and
/// releases responses in order, as [`Config::speedup`] explains.
///
/// # Errors
///
/// When a variable cannot be understood, or the system has no socket or thread to give.
pub fn start() -> io::Result<DelayServer> {
    match env::var_os("DELAYSERVER_ADDR") {
        Some(addr) => Ok(DelayServer::elsewhere(parse_addr(&addr)?)),
        None => Config::from_env()?.start(),
    }
}

/// What a server may be told before it starts.
///
/// ```
/// let server = delayserver::Config::new().speedup(20.0)?.start()?;
/// assert!(server.addr().ip().is_loopback());
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Config {
    pub(crate) addr: SocketAddr,
    pub(crate) max_connections: usize,
    pub(crate) max_delay: Duration,
    pub(crate) head_timeout: Duration,
    pub(crate) speedup: Option<f64>,
    pub(crate) together: Option<usize>,
    pub(crate) log: Log,
}

impl Config {
    /// A free loopback port, 32,768 connections, delays up to 60 s in real time, no log.
    pub fn new() -> Self {
        Self {
            addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            max_connections: 32_768,
            max_delay: Duration::from_secs(60),
            head_timeout: Duration::from_secs(10),
            speedup: None,
            together: None,
            log: Log::default(),
        }
    }

    /// The same, with the speedup that the environment variable `DELAYSERVER_SPEEDUP` asks for.
    ///
    /// # Errors
    ///
    /// When the variable is set and is not a positive number.
    pub fn from_env() -> io::Result<Self> {
        match env::var_os("DELAYSERVER_SPEEDUP") {
            Some(value) => Self::new().speedup(parse_speedup(&value)?),
            None => Ok(Self::new()),
        }
    }

    /// Where to listen; port 0 lets the system pick a free one.
    pub fn addr(mut self, addr: SocketAddr) -> Self {
        self.addr = addr;
        self
    }

    /// How many connections are served at once, at least 1. More wait in the system's backlog.
    pub fn max_connections(mut self, max: usize) -> Self {
        self.max_connections = max.max(1);
        self
    }

    /// The longest delay that a request may ask for, before any speedup; a longer one gets 400.
    pub fn max_delay(mut self, max: Duration) -> Self {
        self.max_delay = max;
        self
    }

    /// How long a client may take to send its request, in real time, before it is disconnected.
    pub fn head_timeout(mut self, timeout: Duration) -> Self {
        self.head_timeout = timeout;
        self
    }

    /// Divides every delay, and releases responses in order.
    ///
    /// In this ordered mode responses leave in the order of their deadlines as an unhurried clock
    /// would have them, each only after the client has closed the connection of the one before
    /// (or has not for some 40 ms) and only after some milliseconds in which no client did
    /// anything. What a client sees then depends on its requests, never on how busy the machine is.
    ///
    /// # Errors
    ///
    /// When the number is not positive and finite.
    pub fn speedup(mut self, times: f64) -> io::Result<Self> {
        if !(times.is_finite() && times > 0.0) {
            return Err(refuse(format!(
                "a speedup of {times} is not possible; it has to be a positive number, such as 20"
            )));
        }
        self.speedup = Some(times);
        Ok(self)
    }

    /// Answers no request before so many have arrived; from then on, each after its delay. A client that closes its
    /// connection while it waits stays counted.
    ///
    /// So all of them have been open at the same time, however long it took to open them.
    pub fn together(mut self, requests: usize) -> Self {
        self.together = Some(requests);
        self
    }

    /// Where a line such as `#1 - 5000ms: request-0` is written for each request, as it arrives.
    ///
    /// The server waits for the writer; what cannot be written is lost.
    pub fn log_to(mut self, writer: impl Write + Send + 'static) -> Self {
        self.log = Log::to(writer);
        self
    }

    /// Starts the server on a thread of its own. It accepts connections when this returns.
    ///
    /// So that it can hold many connections, the process's soft limit of open files is raised to
    /// the hard one.
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on ([`ErrorKind::AddrInUse`], say), or the system has no
    /// socket or thread to give.
    pub fn start(self) -> io::Result<DelayServer> {
        // Without the higher limit it still serves, with fewer connections at a time.
        let _ = rlimit::increase_nofile_limit(u64::MAX);
        DelayServer::run(self)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

fn parse_addr(value: &OsStr) -> io::Result<SocketAddr> {
    let addr = value.to_str().and_then(|text| text.parse().ok());
    addr.ok_or_else(|| {
        refuse(format!(
            "DELAYSERVER_ADDR is {value:?}, which is no address with a port, such as 127.0.0.1:8080"
        ))
    })
}

fn parse_speedup(value: &OsStr) -> io::Result<f64> {
    let times = value.to_str().and_then(|text| text.trim().parse().ok());
    let times = times.filter(|times: &f64| times.is_finite() && *times > 0.0);
    times.ok_or_else(|| {
        refuse(format!(
            "DELAYSERVER_SPEEDUP is {value:?}, which is no positive number, such as 20"
        ))
    })
}

fn refuse(sentence: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_positive_number_is_a_speedup_and_nothing_else_is() {
        assert_eq!(parse_speedup("20".as_ref()).unwrap(), 20.0);
        assert_eq!(parse_speedup("0.5".as_ref()).unwrap(), 0.5);
        for wrong in ["", "fast", "0", "-1", "inf", "NaN", "20x"] {
            let error = parse_speedup(wrong.as_ref()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert_eq!(
                error.to_string(),
                format!(
                    "DELAYSERVER_SPEEDUP is {wrong:?}, which is no positive number, such as 20"
                )
            );
        }
        assert!(Config::new().speedup(f64::NEG_INFINITY).is_err());
    }

    #[test]
    fn an_address_needs_a_port() {
        assert!(parse_addr("127.0.0.1:8080".as_ref()).is_ok());
        assert!(parse_addr("[::1]:8080".as_ref()).is_ok());
        let error = parse_addr("127.0.0.1".as_ref()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "DELAYSERVER_ADDR is \"127.0.0.1\", which is no address with a port, such as 127.0.0.1:8080"
        );
    }
}
