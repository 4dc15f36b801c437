//! Linux keeps a set of cores for each thread (`sched_setaffinity(2)`).
#![expect(unsafe_code, reason = "calling the kernel is what this file is for")]

use super::CoreId;
use crate::check::check;
use std::ffi::c_int;
use std::io;

mod c {
    use super::{Cores, c_int};

    unsafe extern "C" {
        pub fn sched_getaffinity(pid: c_int, bytes: usize, cores: *mut Cores) -> c_int;
        pub fn sched_setaffinity(pid: c_int, bytes: usize, cores: *const Cores) -> c_int;
    }
}

/// A bit for each core: as many as a kernel can be built for, since it refuses a smaller set than
/// its own.
type Cores = [u64; MOST / BITS];
const MOST: usize = 8192;
const BITS: usize = u64::BITS as usize;

/// Stands for the thread that calls.
const MYSELF: c_int = 0;

pub fn allowed() -> io::Result<Vec<CoreId>> {
    let mut cores: Cores = [0; _];
    // SAFETY: the kernel writes into the set, and no more than the bytes that it has.
    check(unsafe { c::sched_getaffinity(MYSELF, size_of_val(&cores), &mut cores) })?;
    let is_in = |core: &usize| cores[core / BITS] & (1 << (core % BITS)) != 0;
    Ok((0..MOST).filter(is_in).map(CoreId).collect())
}

// ANCHOR: pin-to
pub fn pin_to(CoreId(core): CoreId) -> io::Result<()> {
    let mut cores: Cores = [0; _];
    let word = cores.get_mut(core / BITS);
    *word.ok_or(io::ErrorKind::InvalidInput)? = 1 << (core % BITS);
    // SAFETY: the kernel reads the set, and no more than the bytes that it has.
    check(unsafe { c::sched_setaffinity(MYSELF, size_of_val(&cores), &cores) })?;
    Ok(())
}
// ANCHOR_END: pin-to
