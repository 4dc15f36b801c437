//! Which user holds a TCP socket of this machine. Only Linux says.

#[cfg(target_os = "linux")]
mod diag;
mod tables;

use std::net::SocketAddrV4;

/// The user of the socket that is bound here and connected there.
///
/// A client that closes its socket at once may still be known to the kernel, but as root's: a socket that
/// no process holds has no owner and no inode. So a socket without an inode has no user here.
pub(super) fn of(here: SocketAddrV4, there: SocketAddrV4) -> Option<u32> {
    #[cfg(target_os = "linux")]
    if let Ok(answer) = diag::owner(here, there) {
        return answer;
    }
    // A kernel may be built without the question above.
    tables::owner(here, there)
}
