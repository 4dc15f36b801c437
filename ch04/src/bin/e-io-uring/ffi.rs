//! io_uring's calls and structures, as `linux/io_uring.h` and its manual pages have them.

use std::ffi::{c_int, c_long, c_void};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr::NonNull;

// The C library has no functions for these two. Their numbers are the same on x86-64 and aarch64,
// as are those of all calls since they were agreed on for all architectures.
const IO_URING_SETUP: c_long = 425;
const IO_URING_ENTER: c_long = 426;

pub const IORING_OP_RECV: u8 = 27;
pub const IORING_ENTER_GETEVENTS: u32 = 1;
/// Both rings are in one mapping, since Linux 5.4.
pub const IORING_FEAT_SINGLE_MMAP: u32 = 1 << 0;
/// A read that finds nothing waits without a thread of its own, since Linux 5.7.
pub const IORING_FEAT_FAST_POLL: u32 = 1 << 5;
/// The offsets that stand for what is to be mapped.
pub const IORING_OFF_SQ_RING: c_long = 0;
pub const IORING_OFF_SQES: c_long = 0x1000_0000;

const PROT_READ: c_int = 1;
const PROT_WRITE: c_int = 2;
const MAP_SHARED: c_int = 1;
/// Fill the page tables now, not at the first touch.
const MAP_POPULATE: c_int = 0x8000;

mod c {
    use super::{c_int, c_long, c_void};

    unsafe extern "C" {
        // Its further arguments are registers: each is passed as wide as one, never as an `int`
        // whose upper half nobody has set.
        pub fn syscall(number: c_long, ...) -> c_long;
        pub fn mmap(
            addr: *mut c_void,
            length: usize,
            prot: c_int,
            flags: c_int,
            fd: c_int,
            offset: c_long,
        ) -> *mut c_void;
        pub fn munmap(addr: *mut c_void, length: usize) -> c_int;
    }
}

// ANCHOR: entries
/// `struct io_uring_sqe`: what the kernel is to do.
#[derive(Default)]
#[repr(C)]
pub struct SubmissionEntry {
    pub opcode: u8,
    pub flags: u8,
    pub ioprio: u16,
    pub fd: i32,
    pub off: u64,
    pub addr: u64,
    pub len: u32,
    pub op_flags: u32,
    pub user_data: u64,
    pub unused: [u64; 3],
}

/// `struct io_uring_cqe`: what came of it. A negative result is an `errno`.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct CompletionEntry {
    pub user_data: u64,
    pub result: i32,
    pub flags: u32,
}
// ANCHOR_END: entries

/// `struct io_uring_params`: how large the rings are, and where in them to find what.
#[derive(Default)]
#[repr(C)]
pub struct Params {
    pub sq_entries: u32,
    pub cq_entries: u32,
    pub flags: u32,
    pub sq_thread: [u32; 2],
    pub features: u32,
    pub wq_fd: u32,
    pub reserved: [u32; 3],
    pub sq: SubmissionOffsets,
    pub cq: CompletionOffsets,
}

#[derive(Default)]
#[repr(C)]
pub struct SubmissionOffsets {
    pub head: u32,
    pub tail: u32,
    pub mask: u32,
    pub entries: u32,
    pub flags: u32,
    pub dropped: u32,
    pub array: u32,
    pub reserved: u32,
    pub user_addr: u64,
}

#[derive(Default)]
#[repr(C)]
pub struct CompletionOffsets {
    pub head: u32,
    pub tail: u32,
    pub mask: u32,
    pub entries: u32,
    pub overflow: u32,
    pub entries_at: u32,
    pub flags: u32,
    pub reserved: u32,
    pub user_addr: u64,
}

const _: () = assert!(size_of::<SubmissionEntry>() == 64);
const _: () = assert!(size_of::<CompletionEntry>() == 16);
const _: () = assert!(size_of::<Params>() == 120);

// ANCHOR: setup
/// Makes the rings; the kernel closes the descriptor on exec without being asked.
pub fn setup(entries: u32, params: &mut Params) -> io::Result<OwnedFd> {
    let params: *mut Params = params;
    // SAFETY: the kernel reads and fills one `Params`, whose size is checked above, before it returns.
    let fd = check(unsafe { c::syscall(IO_URING_SETUP, c_long::from(entries), params) })?;
    // SAFETY: the kernel has just opened this descriptor, so nobody else knows it. It fits an `int`.
    Ok(unsafe { OwnedFd::from_raw_fd(fd as c_int) })
}
// ANCHOR_END: setup

// ANCHOR: enter
/// Hands over `to_submit` entries and waits until `min_complete` completions are there.
///
/// # Safety
///
/// The memory that the entries speak of stays alive, and untouched, until their completions.
pub unsafe fn enter(ring: BorrowedFd<'_>, to_submit: u32, min_complete: u32) -> io::Result<()> {
    let no_signals: *const c_void = std::ptr::null();
    // SAFETY: the rings were set up by the kernel itself; the entries are the caller's promise.
    check(unsafe {
        c::syscall(
            IO_URING_ENTER,
            c_long::from(ring.as_raw_fd()),
            c_long::from(to_submit),
            c_long::from(min_complete),
            c_long::from(IORING_ENTER_GETEVENTS),
            no_signals,
            0 as c_long,
        )
    })?;
    Ok(())
}
// ANCHOR_END: enter

// ANCHOR: mapping
/// Memory shared with the kernel, unmapped when dropped.
pub struct Mapping {
    start: NonNull<u8>,
    length: usize,
}

impl Mapping {
    pub fn new(ring: BorrowedFd<'_>, length: usize, offset: c_long) -> io::Result<Self> {
        let (prot, flags) = (PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE);
        let anywhere = std::ptr::null_mut();
        // SAFETY: a new mapping at an address of the kernel's choice overlaps nothing of ours.
        let start = unsafe { c::mmap(anywhere, length, prot, flags, ring.as_raw_fd(), offset) };
        match NonNull::new(start.cast::<u8>()) {
            // MAP_FAILED is -1.
            Some(start) if start.addr().get() != usize::MAX => Ok(Self { start, length }),
            _ => Err(io::Error::last_os_error()),
        }
    }

    /// Where the `index`th `T` of those that start at `offset` lies, checked to be inside.
    pub fn at<T>(&self, offset: u32, index: u32) -> *mut T {
        let at = offset as usize + index as usize * size_of::<T>();
        assert!(
            at + size_of::<T>() <= self.length,
            "the kernel's offsets lie inside the rings"
        );
        // SAFETY: by the line above, the result is inside this mapping.
        let pointer = unsafe { self.start.add(at) }.cast::<T>();
        assert!(pointer.is_aligned(), "the kernel aligns what it shares");
        pointer.as_ptr()
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: this is the whole of our own mapping; pointers into it live no longer than it.
        unsafe { c::munmap(self.start.as_ptr().cast(), self.length) };
    }
}
// ANCHOR_END: mapping

fn check(returned: c_long) -> io::Result<c_long> {
    match returned {
        -1 => Err(io::Error::last_os_error()),
        value => Ok(value),
    }
}
