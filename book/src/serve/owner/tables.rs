//! The tables of all TCP sockets, `/proc/net/tcp` and `/proc/net/tcp6`. The kernel's documentation
//! describes their columns in proc_net_tcp.rst.

use std::net::SocketAddrV4;

/// How often the tables are read before a socket counts as gone: one that changes while it's being read
/// may miss a row.
const READS: usize = 3;

/// The user who holds it.
pub(super) fn owner(here: SocketAddrV4, there: SocketAddrV4) -> Option<u32> {
    (0..READS)
        .flat_map(|_| ["/proc/net/tcp", "/proc/net/tcp6"])
        .find_map(|table| owner_in(&std::fs::read_to_string(table).ok()?, here, there))
}

/// Benches leave tens of thousands of rows behind, so only a row that holds both ends is taken apart.
fn owner_in(table: &str, here: SocketAddrV4, there: SocketAddrV4) -> Option<u32> {
    // A program may talk IPv4 over a socket for IPv6, whose addresses are the second ones.
    let mapped = format!("0000000000000000{}", word([0, 0, 0xff, 0xff]));
    ["", &mapped].iter().find_map(|before| {
        let ends = format!(" {before}{} {before}{} ", written(here), written(there));
        let mut rows = table.match_indices(&ends);
        rows.find_map(|(at, _)| holder(table[at..].lines().next()?))
    })
}

/// The user in a row that begins with the two ends.
fn holder(row: &str) -> Option<u32> {
    let mut columns = row.split_ascii_whitespace();
    let uid = columns.nth(6)?;
    let inode = columns.nth(1)?;
    (inode != "0").then(|| uid.parse().ok())?
}

fn written(end: SocketAddrV4) -> String {
    format!("{}:{:04X}", word(end.ip().octets()), end.port())
}

/// 32 bits of an address are written as a number of this machine.
fn word(octets: [u8; 4]) -> String {
    format!("{:08X}", u32::from_ne_bytes(octets))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

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

    fn end(port: u16) -> SocketAddrV4 {
        SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn a_socket_is_found_by_both_of_its_ends() {
        let owner = |port| owner_in(TABLES, end(port), end(3000));
        assert_eq!(owner(50000), Some(1001));
        assert_eq!(owner(50002), Some(1002), "IPv4 over a socket for IPv6");
        assert_eq!(owner(50003), None, "there is none");
        let other = owner_in(TABLES, end(50000), end(3001));
        assert_eq!(other, None, "it's another server's");
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn a_socket_that_no_process_holds_has_no_user_and_is_not_roots() {
        assert_eq!(owner_in(TABLES, end(50001), end(3000)), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_tables_of_this_machine_name_the_same_user_as_the_kernel() {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let here = end(listener.local_addr().unwrap().port());
        let nowhere = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0);
        let own = rustix::process::geteuid().as_raw();
        assert_eq!(owner(here, nowhere), Some(own));
    }
}
