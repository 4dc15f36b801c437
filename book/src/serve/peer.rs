//! Who is at the other end of a connection: its address, and on Linux its user.
//!
//! The user is looked up when a connection is accepted, once for all of its requests. A client that the
//! system doesn't know any more is refused: an honest browser waits for its answer.
//!
//! Where the system doesn't even name the user of this server's own socket it can't tell anything, and the
//! key alone decides: on other systems than Linux, and in a sandbox that hides sockets. On WSL the key
//! decides about clients that aren't known, because a browser on the Windows side isn't.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpStream};

use super::owner;

/// The client's end of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer {
    pub(super) address: SocketAddr,
    pub(super) user: User,
}

/// Whose process is at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum User {
    /// The user who started this server, or root, who could read its memory anyway.
    Own,
    /// Another user, or a client that's gone.
    Other,
    /// The system doesn't say.
    Unknown,
}

/// A listener that says whose each connection is.
#[derive(Debug)]
pub(super) struct Reception {
    listener: TcpListener,
    address: SocketAddr,
    /// The user of this server, if the system names them.
    own: Option<u32>,
}

impl Reception {
    pub(super) fn new(listener: TcpListener) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let nowhere = SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), 0);
        Ok(Self {
            own: owner_of(address, nowhere),
            listener,
            address,
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether users are told apart here.
    pub(super) fn tells_users(&self) -> bool {
        self.own.is_some()
    }

    fn user(&self, peer: SocketAddr) -> User {
        let Some(own) = self.own else {
            return User::Unknown;
        };
        match owner_of(peer, self.address) {
            Some(uid) if uid == own || uid == 0 => User::Own,
            None if is_wsl() => User::Unknown,
            _ => User::Other,
        }
    }
}

impl Listener for Reception {
    type Io = TcpStream;
    type Addr = Peer;

    async fn accept(&mut self) -> (TcpStream, Peer) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        let user = self.user(address);
        (stream, Peer { address, user })
    }

    fn local_addr(&self) -> io::Result<Peer> {
        let (address, user) = (self.address, User::Own);
        Ok(Peer { address, user })
    }
}

impl Connected<IncomingStream<'_, Reception>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Reception>) -> Self {
        *stream.remote_addr()
    }
}

/// The server listens on an address of IPv4 alone.
fn owner_of(here: SocketAddr, there: SocketAddr) -> Option<u32> {
    let v4 = |end: SocketAddr| match end.ip().to_canonical() {
        IpAddr::V4(ip) => Some(SocketAddrV4::new(ip, end.port())),
        IpAddr::V6(_) => None,
    };
    owner::of(v4(here)?, v4(there)?)
}

fn is_wsl() -> bool {
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    release.to_ascii_lowercase().contains("microsoft")
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    async fn reception() -> Reception {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        Reception::new(listener).unwrap()
    }

    #[tokio::test]
    async fn a_client_of_the_same_user_is_known_until_it_hangs_up() {
        let mut reception = reception().await;
        assert!(reception.tells_users());
        let client = TcpStream::connect(reception.address()).await.unwrap();
        let (_server, peer) = reception.accept().await;
        assert_eq!(peer.user, User::Own);
        drop(client);
        let gone = reception.user(peer.address);
        assert_eq!(gone == User::Other, !is_wsl(), "{gone:?}");
    }

    #[tokio::test]
    async fn where_the_server_itself_is_not_known_nothing_is() {
        let mut reception = reception().await;
        reception.own = None;
        let client = SocketAddr::from(([127, 0, 0, 1], 1));
        assert_eq!(reception.user(client), User::Unknown);
    }
}
