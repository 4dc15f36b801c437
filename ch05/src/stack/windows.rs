//! Memory, as Windows has it: addresses are reserved first, and committed piece by piece.
#![expect(unsafe_code, reason = "reserving memory is what this file is for")]

use super::Guards;
use super::shape::Shape;
use std::io;
use std::mem::MaybeUninit;
use std::ptr::{self, NonNull};
use windows_sys::Win32::System::Memory::{
    MEM_COMMIT, MEM_RELEASE, MEM_RESERVE, PAGE_NOACCESS, PAGE_READWRITE, VirtualAlloc, VirtualFree,
};
use windows_sys::Win32::System::SystemInformation::{GetSystemInfo, SYSTEM_INFO};

/// The unit in which permissions are given.
pub fn page_size() -> usize {
    let mut info = MaybeUninit::<SYSTEM_INFO>::uninit();
    // SAFETY: the call fills in the structure, and cannot fail.
    let info = unsafe {
        GetSystemInfo(info.as_mut_ptr());
        info.assume_init()
    };
    info.dwPageSize as usize
}

/// So many addresses, a multiple of a page. Any access to them faults.
pub fn map(length: usize) -> io::Result<NonNull<u8>> {
    // SAFETY: a reservation at an address of the system's choice touches no other memory.
    let base = unsafe { VirtualAlloc(ptr::null(), length, MEM_RESERVE, PAGE_NOACCESS) };
    NonNull::new(base.cast()).ok_or_else(io::Error::last_os_error)
}

/// Gives a mapping back.
///
/// # Safety
///
/// It came from [`map`], and nothing points to it any more.
pub unsafe fn unmap(base: NonNull<u8>, _length: usize) {
    // SAFETY: the caller's contract. A length of 0 means the whole reservation.
    unsafe { VirtualFree(base.as_ptr().cast(), 0, MEM_RELEASE) };
}

/// Commits a slot's upper part: the system promises the memory, and gives it at the first touch. The
/// lower end stays reserved, and faults. (It is not `PAGE_GUARD`, which faults only once.)
///
/// # Safety
///
/// The slot lies in a mapping of ours, and nobody uses it.
pub unsafe fn carve(slot: NonNull<u8>, shape: Shape, guards: &mut Guards) -> io::Result<()> {
    *guards = Guards::Protected;
    // SAFETY: the slot is as large as its shape, and nobody's, by the caller's contract.
    let stack = unsafe {
        let bottom = slot.add(shape.guard).as_ptr();
        VirtualAlloc(bottom.cast(), shape.size, MEM_COMMIT, PAGE_READWRITE)
    };
    match stack.is_null() {
        true => Err(io::Error::last_os_error()),
        false => Ok(()),
    }
}

/// Why there are no more addresses, and what to do.
pub fn why_no_mapping() -> String {
    "the process has no addresses left for it; use smaller or fewer stacks".to_owned()
}

/// Why a stack cannot be committed, and what to do.
pub fn why_no_guard() -> String {
    "the system's memory and paging file are promised to others; enlarge the paging file, or use \
     smaller or fewer stacks"
        .to_owned()
}
