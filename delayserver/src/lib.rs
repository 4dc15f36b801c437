//! A server that answers late, on purpose.
//!
//! `GET /<milliseconds>/<message>` is answered with the message after the delay; the message is
//! percent-decoded. Every chapter talks to it: it stands for whatever a program waits for. It is
//! plumbing, not the subject, and so it stands on Tokio and httparse.
//!
//! What it cannot understand gets 400 (405, 431 where these say more) and one sentence. Every
//! response closes its connection. A client that closes while it waits is forgotten.
//!
//! | file | holds |
//! | --- | --- |
//! | `config` | [`Config`] and [`start`]: how a server is set up |
//! | `handle` | [`DelayServer`]: a running server, and its end |
//! | `accept` | the loop that takes connections, never more than its limit |
//! | `connection` | one client, from its first byte to its last |
//! | `wire` | its bytes, in and out |
//! | `request`, `response` | the HTTP that is understood, and that is said |
//! | `gate` | the mode in which the last of many requests lets all be answered |
//! | `schedule` | when a response may go: after its delay, or in its turn |
//! | `order` | the ordered mode: whose turn it is |
//! | `log` | the line for each request |
//!
//! ```
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//!
//! let server = delayserver::start()?;
//! let mut stream = TcpStream::connect(server.addr())?;
//! stream.write_all(b"GET /10/hello HTTP/1.1\r\n\r\n")?;
//! let mut response = String::new();
//! stream.read_to_string(&mut response)?;
//! assert!(response.ends_with("\r\n\r\nhello"));
//! # std::io::Result::Ok(())
//! ```

#![forbid(unsafe_code)]

mod accept;
mod config;
mod connection;
mod gate;
mod handle;
mod log;
mod order;
mod request;
mod response;
mod schedule;
mod wire;

pub use config::{Config, start};
pub use handle::DelayServer;
