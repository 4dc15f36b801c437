//! Who is at the other end of a connection: its address, and on Linux its user.
//!
//! Linux lists every TCP socket of the machine in `/proc/net/tcp` and `/proc/net/tcp6`, with the user who
//! made it, and so the client's end of a loopback connection too. The tables are read when a connection is
//! accepted, once for all of its requests.
//!
//! A client that closes its socket at once may still be listed, but as root's: a socket that no process
//! holds has no owner and no inode. So a row without an inode names no user, and a client that isn't listed
//! with one is refused: an honest browser waits for its answer.
//!
//! Where the tables don't list this server's own socket they can't tell anything, and the key alone
//! decides: on other systems, and in a sandbox without such tables. On WSL the key decides about clients
//! that aren't listed, because a browser on the Windows side isn't.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpStream};

/// How often the tables are read before a client counts as gone: a table that changes while it's being
/// read may miss a row.
const READS: usize = 3;

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
    /// The user of this server, if the system's tables list it.
    own: Option<u32>,
}

impl Reception {
    pub(super) fn new(listener: TcpListener) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let nowhere = SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), 0);
        Ok(Self {
            own: owner(address, nowhere),
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
        match (0..READS).find_map(|_| owner(peer, self.address)) {
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

/// Who holds the socket that is bound here and connected there, by the tables of all TCP sockets; other
/// systems than Linux have none. A browser's sockets are in the first.
fn owner(here: SocketAddr, there: SocketAddr) -> Option<u32> {
    ["/proc/net/tcp", "/proc/net/tcp6"]
        .into_iter()
        .find_map(|table| owner_in(BufReader::new(File::open(table).ok()?), here, there))
}

fn is_wsl() -> bool {
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    release.to_ascii_lowercase().contains("microsoft")
}

/// The same in one table. The kernel's documentation describes the columns in proc_net_tcp.rst.
fn owner_in(table: impl BufRead, here: SocketAddr, there: SocketAddr) -> Option<u32> {
    let (here, there) = (written(here), written(there));
    table.lines().map_while(Result::ok).find_map(|row| {
        let columns: Vec<_> = row.split_ascii_whitespace().collect();
        let is = |at: usize, ends: &[String; 2]| ends.iter().any(|end| end == columns[at]);
        let held = columns.len() > 9 && columns[9] != "0";
        (held && is(1, &here) && is(2, &there)).then(|| columns[7].parse().ok())?
    })
}

/// An end of a connection as the tables write it: each 32 bits of the address as a number of this machine, in
/// hexadecimal. A program may talk IPv4 over a socket for IPv6.
fn written(end: SocketAddr) -> [String; 2] {
    let hex = |octets: &[u8]| -> String {
        let words = octets.chunks_exact(4);
        words
            .map(|word| {
                format!(
                    "{:08X}",
                    u32::from_ne_bytes([word[0], word[1], word[2], word[3]])
                )
            })
            .collect()
    };
    let (short, long) = match end.ip().to_canonical() {
        IpAddr::V4(ip) => (hex(&ip.octets()), hex(&ip.to_ipv6_mapped().octets())),
        IpAddr::V6(ip) => (hex(&ip.octets()), hex(&ip.octets())),
    };
    [short, long].map(|ip| format!("{ip}:{:04X}", end.port()))
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::net::Ipv6Addr;

    // As an x86-64 machine writes them.
    const TABLES: &str = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1061 1 0 100 0 0 10 0
   1: 0100007F:C350 0100007F:0BB8 01 00000000:00000000 00:00000000 00000000  1001        0 1062 1 0 20 4 30 10 -1
   2: 0100007F:0BB8 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 1063 1 0 20 4 30 10 -1
   3: 0100007F:C351 0100007F:0BB8 05 00000000:00000000 00:00000000 00000000     0        0 0 1 0 20 4 30 10 -1
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0000000000000000FFFF00000100007F:C352 0000000000000000FFFF00000100007F:0BB8 01 00000000:00000000 00:00000000 00000000  1002        0 1064 1 0 20 4 30 10 -1
";

    fn end(port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn a_socket_is_found_by_both_of_its_ends() {
        let owner = |port| owner_in(TABLES.as_bytes(), end(port), end(3000));
        assert_eq!(owner(50000), Some(1001));
        assert_eq!(owner(50002), Some(1002), "IPv4 over a socket for IPv6");
        assert_eq!(owner(50003), None, "there is none");
        assert_eq!(
            owner_in(TABLES.as_bytes(), end(50000), end(3001)),
            None,
            "another server's"
        );
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn a_socket_that_nobody_holds_is_nobodys_and_not_roots() {
        assert_eq!(owner_in(TABLES.as_bytes(), end(50001), end(3000)), None);
    }

    #[tokio::test]
    async fn a_client_of_the_same_user_is_known_until_it_hangs_up() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let mut reception = Reception::new(listener).unwrap();
        assert!(reception.tells_users());
        let client = TcpStream::connect(reception.address()).await.unwrap();
        let (_server, peer) = reception.accept().await;
        assert_eq!(peer.user, User::Own);
        drop(client);
        let gone = reception.user(peer.address);
        assert_eq!(gone == User::Other, !is_wsl(), "{gone:?}");
    }

    #[tokio::test]
    async fn where_the_server_itself_is_not_listed_nothing_is_known() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let mut reception = Reception::new(listener).unwrap();
        reception.own = None;
        assert_eq!(reception.user(end(1)), User::Unknown);
    }

    #[test]
    fn an_address_of_ipv6_is_written_in_four_words() {
        let end = SocketAddr::new(Ipv6Addr::LOCALHOST.into(), 80);
        let last = format!("{:08X}", u32::from_ne_bytes([0, 0, 0, 1]));
        assert_eq!(written(end)[0], format!("{}{last}:0050", "0".repeat(24)));
    }
}
