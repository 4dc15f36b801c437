//! Memory, as Unix has it.
#![expect(unsafe_code, reason = "mapping memory is what this file is for")]

use super::Guards;
use super::shape::{Bytes, Shape};
use std::ffi::c_int;
use std::io;
use std::ptr::{self, NonNull};

/// The unit in which permissions are given.
pub fn page_size() -> usize {
    // SAFETY: this asks for a number.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(size).expect("every system has a page size")
}

// ANCHOR: flags
/// Memory that no file is behind. What nobody touches need not be there: NORESERVE says that we ask
/// for more than we are going to use.
///
/// Not `MAP_GROWSDOWN`: a mapping that grows by itself grows into whatever lies below.
#[cfg(target_os = "linux")]
const FLAGS: c_int =
    libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_STACK;
#[cfg(not(target_os = "linux"))]
const FLAGS: c_int = libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_NORESERVE;
// ANCHOR_END: flags

// ANCHOR: map
/// So many fresh bytes, a multiple of a page.
pub fn map(length: usize) -> io::Result<NonNull<u8>> {
    let access = libc::PROT_READ | libc::PROT_WRITE;
    // SAFETY: a mapping at an address of the kernel's choice touches no other memory.
    let base = unsafe { libc::mmap(ptr::null_mut(), length, access, FLAGS, -1, 0) };
    if base == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    #[cfg(target_os = "linux")]
    // Else the first byte that a fiber touches may bring a huge page with it, 2 MiB: eight stacks.
    // (Since Linux 6.8 MAP_STACK says so too.) A kernel without huge pages refuses, and that is as good.
    // SAFETY: this advice changes no byte of the mapping, which is ours.
    let _ = unsafe { libc::madvise(base, length, libc::MADV_NOHUGEPAGE) };
    Ok(NonNull::new(base.cast()).expect("the kernel gives out no page at 0"))
}
// ANCHOR_END: map

/// Gives a mapping back.
///
/// # Safety
///
/// It came from [`map`] with this length, and nothing points to it any more.
pub unsafe fn unmap(base: NonNull<u8>, length: usize) {
    // It can fail: our mapping may be one with a neighbour's, and to part them takes one more, which
    // may be over the limit. Then the addresses are lost, which harms nobody.
    // SAFETY: the caller's contract.
    let _ = unsafe { libc::munmap(base.as_ptr().cast(), length) };
}

// ANCHOR: carve
/// Makes a slot's lower end fault. If the system has no light guards, `guards` says so from now on.
///
/// # Safety
///
/// The slot lies in a mapping of ours, and nobody uses it.
pub unsafe fn carve(slot: NonNull<u8>, shape: Shape, guards: &mut Guards) -> io::Result<()> {
    let (guard, length) = (slot.as_ptr().cast(), shape.guard);
    #[cfg(target_os = "linux")]
    if *guards == Guards::Light {
        /// `madvise(2)`, since Linux 6.13.
        const MADV_GUARD_INSTALL: c_int = 102;
        // SAFETY: the pages are nobody's, by the caller's contract.
        let result = check(unsafe { libc::madvise(guard, length, MADV_GUARD_INSTALL) });
        match result {
            // What a kernel says that does not know this advice, or not for locked memory.
            Err(error) if error.raw_os_error() == Some(libc::EINVAL) => {}
            result => return result,
        }
    }
    *guards = Guards::Protected;
    // SAFETY: as above.
    check(unsafe { libc::mprotect(guard, length, libc::PROT_NONE) })
}
// ANCHOR_END: carve

fn check(result: c_int) -> io::Result<()> {
    match result {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Which limit it most likely is that refuses a mapping, and what to do.
pub fn why_no_mapping() -> String {
    // SAFETY: zeroes are a limit.
    let mut limit: libc::rlimit = unsafe { std::mem::zeroed() };
    // SAFETY: the kernel fills in the structure.
    let known = unsafe { libc::getrlimit(libc::RLIMIT_AS, &mut limit) } == 0;
    if known && limit.rlim_cur != libc::RLIM_INFINITY {
        let size = Bytes(usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX));
        return format!(
            "the address space of this process is limited to {size} (`ulimit -v`); raise that, or \
             use smaller or fewer stacks"
        );
    }
    "the system has no room for it; use smaller or fewer stacks".to_owned()
}

// ANCHOR: why-no-guard
/// Which limit it is that refuses a guard, and what to do.
pub fn why_no_guard() -> String {
    match std::fs::read_to_string("/proc/sys/vm/max_map_count") {
        Ok(count) => format!(
            "its guard would be one mapping too many for vm.max_map_count, which is {}; raise that, \
             or use fewer stacks at a time",
            count.trim()
        ),
        Err(_) => "the system has no room for its guard; use fewer stacks at a time".to_owned(),
    }
}
// ANCHOR_END: why-no-guard
