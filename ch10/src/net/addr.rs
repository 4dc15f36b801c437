//! Addresses, tried one after the other.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, ToSocketAddrs};

/// Tries the addresses until one works. The error is the last one's.
pub(super) fn first<T>(
    addresses: impl ToSocketAddrs,
    mut attempt: impl FnMut(SocketAddr) -> io::Result<T>,
) -> io::Result<T> {
    let mut last = io::Error::new(ErrorKind::InvalidInput, "the name stands for no address");
    for address in addresses.to_socket_addrs()? {
        match attempt(address) {
            Err(error) => last = error,
            done => return done,
        }
    }
    Err(last)
}
