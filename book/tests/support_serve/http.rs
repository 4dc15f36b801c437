//! HTTP by hand over a socket: what a browser would never send has to be sendable.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Only a server that hangs is slower than this.
const HANGS: Duration = Duration::from_secs(120);

/// A response whose head has been read.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: BTreeMap<String, Vec<String>>,
    body: Body,
}

#[derive(Debug)]
struct Body {
    socket: BufReader<TcpStream>,
    framing: Framing,
}

#[derive(Debug)]
enum Framing {
    Length(usize),
    /// What is left of the current chunk; `None` after the last one.
    Chunks(Option<usize>),
}

/// A server-sent event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub name: String,
    pub id: Option<String>,
    pub data: Value,
}

/// Sends these very bytes.
pub fn send(address: SocketAddr, bytes: &[u8]) -> TcpStream {
    try_send(address, bytes).unwrap()
}

/// Sends these very bytes and reads the head of what comes back. `None`: the server hung up, or is
/// not there.
pub fn exchange(address: SocketAddr, bytes: &[u8]) -> Option<Response> {
    receive(try_send(address, bytes).ok()?).ok()
}

fn try_send(address: SocketAddr, bytes: &[u8]) -> io::Result<TcpStream> {
    let mut socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(HANGS))?;
    socket.set_write_timeout(Some(HANGS))?;
    // The server may answer, and hang up, before it has read everything.
    let _ = socket.write_all(bytes);
    Ok(socket)
}

pub fn receive(socket: TcpStream) -> io::Result<Response> {
    let mut socket = BufReader::new(socket);
    let status_line = line(&mut socket)?;
    let status = status_line
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok());
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    loop {
        let line = line(&mut socket)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers
            .entry(name.to_ascii_lowercase())
            .or_default()
            .push(value.trim().to_owned());
    }
    let length = headers
        .get("content-length")
        .map(|value| value[0].parse().unwrap());
    let framing = match length {
        Some(length) => Framing::Length(length),
        None if headers.contains_key("transfer-encoding") => Framing::Chunks(Some(0)),
        None => Framing::Length(0),
    };
    Ok(Response {
        status: status.ok_or_else(|| io::Error::other(format!("no status: {status_line:?}")))?,
        headers,
        body: Body { socket, framing },
    })
}

fn line(socket: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    match socket.read_line(&mut line)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line.trim_end_matches(['\r', '\n']).to_owned()),
    }
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|values| values[0].as_str())
    }

    pub fn text(mut self) -> String {
        let mut bytes = Vec::new();
        self.body.read_to_end(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    pub fn json(self) -> Value {
        let text = self.text();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// `None`: the server went before the end.
    pub fn json_if_whole(mut self) -> Option<Value> {
        let mut bytes = Vec::new();
        self.body.read_to_end(&mut bytes).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    pub fn events(self) -> Events {
        assert_eq!(self.header("content-type"), Some("text/event-stream"));
        Events {
            lines: BufReader::new(self.body),
        }
    }
}

impl Read for Body {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Framing::Chunks(Some(0)) = self.framing {
            let size = line(&mut self.socket)?;
            let size = usize::from_str_radix(&size, 16).map_err(io::Error::other)?;
            self.framing = Framing::Chunks((size > 0).then_some(size));
        }
        let (Framing::Length(left) | Framing::Chunks(Some(left))) = &mut self.framing else {
            return Ok(0);
        };
        let room = into.len().min(*left);
        if room == 0 {
            return Ok(0);
        }
        let read = self.socket.read(&mut into[..room])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        *left -= read;
        if let Framing::Chunks(Some(0)) = self.framing {
            line(&mut self.socket)?;
        }
        Ok(read)
    }
}

/// A stream of server-sent events. Dropping it hangs up.
#[derive(Debug)]
pub struct Events {
    lines: BufReader<Body>,
}

impl Events {
    /// Reads until this event has come.
    pub fn until(&mut self, name: &str) -> Event {
        let mut before = Vec::new();
        for event in self.by_ref() {
            if event.name == name {
                return event;
            }
            before.push(event.name);
        }
        panic!("the stream ended without {name:?}; it had {before:?}")
    }

    /// Closes the connection as a browser does that leaves the page.
    pub fn hang_up(self) {
        let _ = self
            .lines
            .get_ref()
            .socket
            .get_ref()
            .shutdown(Shutdown::Both);
    }
}

impl Iterator for Events {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        let (mut name, mut id, mut data) = (String::new(), None, None);
        loop {
            let mut line = String::new();
            match self.lines.read_line(&mut line) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    panic!("the server hangs")
                }
                Err(_) => return None,
            }
            match line.trim_end_matches('\n').split_once(": ") {
                Some(("event", value)) => name = value.to_owned(),
                Some(("id", value)) => id = Some(value.to_owned()),
                Some(("data", value)) => data = Some(serde_json::from_str(value).unwrap()),
                Some(_) => {}
                None => {
                    if let Some(data) = data {
                        return Some(Event { name, id, data });
                    }
                }
            }
        }
    }
}
