//! The kernel, asked about one socket: sock_diag(7). The answer takes microseconds, however many sockets
//! there are.

use std::io;
use std::net::SocketAddrV4;

use rustix::io::Errno;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, netlink, recv, send, socket_with,
};

/// `SOCK_DIAG_BY_FAMILY`, `NLM_F_REQUEST` and `NLMSG_ERROR` of the kernel's headers.
const BY_FAMILY: u16 = 20;
const REQUEST: u16 = 1;
const ERROR: u16 = 2;

const AF_INET: u8 = 2;
const TCP: u8 = 6;

/// The user who holds it; `Err` if the kernel can't be asked.
pub(super) fn owner(here: SocketAddrV4, there: SocketAddrV4) -> io::Result<Option<u32>> {
    let kernel = socket_with(
        AddressFamily::NETLINK,
        SocketType::RAW,
        SocketFlags::CLOEXEC,
        Some(netlink::SOCK_DIAG),
    )?;
    send(&kernel, &question(here, there), SendFlags::empty())?;
    let mut answer = [0; 512];
    let (_, length) = recv(&kernel, &mut answer, RecvFlags::empty())?;
    read(answer.get(..length).unwrap_or_default(), there)
}

/// A `nlmsghdr` and a `inet_diag_req_v2`. Numbers are this machine's, ports and addresses the network's.
fn question(here: SocketAddrV4, there: SocketAddrV4) -> Vec<u8> {
    let wide = |end: SocketAddrV4| [&end.ip().octets()[..], &[0; 12]].concat();
    let request = [
        &[AF_INET, TCP, 0, 0][..],
        // In whichever state.
        &u32::MAX.to_ne_bytes(),
        &here.port().to_be_bytes(),
        &there.port().to_be_bytes(),
        &wide(here),
        &wide(there),
        // Any interface, and no cookie.
        &0_u32.to_ne_bytes(),
        &[0xff; 8],
    ]
    .concat();
    let length = u32::try_from(16 + request.len()).expect("72 bytes");
    let head = [
        &length.to_ne_bytes()[..],
        &BY_FAMILY.to_ne_bytes(),
        &REQUEST.to_ne_bytes(),
        // Of a sequence of one, to the kernel.
        &[0; 8],
    ];
    [head.concat(), request].concat()
}

/// A `nlmsghdr`, and an `inet_diag_msg` or an error's number.
fn read(answer: &[u8], there: SocketAddrV4) -> io::Result<Option<u32>> {
    let number = |at: usize| -> io::Result<u32> {
        let bytes = answer.get(at..at + 4).ok_or(io::ErrorKind::InvalidData)?;
        Ok(u32::from_ne_bytes(bytes.try_into().expect("four bytes")))
    };
    match number(4)?.to_ne_bytes() {
        kind if kind[..2] == ERROR.to_ne_bytes() => match number(16)?.cast_signed() {
            error if error == -Errno::NOENT.raw_os_error() => Ok(None),
            error => Err(io::Error::from_raw_os_error(-error)),
        },
        kind if kind[..2] == BY_FAMILY.to_ne_bytes() => {
            let (uid, inode) = (number(80)?, number(84)?);
            // Without such a connection the kernel tells of a socket that listens at the same port.
            let is_it = answer[22..24] == there.port().to_be_bytes();
            Ok((is_it && inode != 0).then_some(uid))
        }
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};

    fn v4(end: io::Result<SocketAddr>) -> SocketAddrV4 {
        match end.unwrap() {
            SocketAddr::V4(end) => end,
            SocketAddr::V6(end) => panic!("{end}"),
        }
    }

    #[test]
    fn a_socket_is_its_makers_until_it_is_closed() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let server = v4(listener.local_addr());
        let client = TcpStream::connect(server).unwrap();
        let (_accepted, _) = listener.accept().unwrap();
        let end = v4(client.local_addr());
        let own = rustix::process::geteuid().as_raw();
        assert_eq!(owner(end, server).unwrap(), Some(own));
        drop(client);
        assert_eq!(owner(end, server).unwrap(), None);
    }

    #[test]
    fn a_listener_is_found_and_is_not_taken_for_a_connection() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let here = v4(listener.local_addr());
        let nowhere = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0);
        assert!(owner(here, nowhere).unwrap().is_some());
        let elsewhere = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 1);
        assert_eq!(owner(here, elsewhere).unwrap(), None);
    }

    #[test]
    fn an_answer_that_is_cut_short_is_an_error() {
        let there = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 1);
        let mut answer = vec![0; 88];
        answer[4..6].copy_from_slice(&BY_FAMILY.to_ne_bytes());
        assert_eq!(read(&answer, there).unwrap(), None);
        for length in 0..88 {
            assert!(read(&answer[..length], there).is_err(), "{length}");
        }
    }
}
