//! Windows keeps a mask of cores for each thread, of the 64 at most that are its group
//! (`SetThreadAffinityMask`).
#![expect(unsafe_code, reason = "calling the system is what this file is for")]

use super::CoreId;
use std::ffi::c_int;
use std::io;

/// A pseudo handle: it need not be closed.
type Handle = isize;

mod c {
    use super::{Handle, c_int};

    #[link(name = "kernel32")]
    unsafe extern "system" {
        pub safe fn GetCurrentProcess() -> Handle;
        pub safe fn GetCurrentThread() -> Handle;
        pub fn GetProcessAffinityMask(
            process: Handle,
            of_process: *mut usize,
            of_system: *mut usize,
        ) -> c_int;
        pub safe fn SetThreadAffinityMask(thread: Handle, mask: usize) -> usize;
    }
}

pub fn allowed() -> io::Result<Vec<CoreId>> {
    let mask = mask_of_process()?;
    // There is no call that gives a thread's mask; setting it gives the one that it had.
    let own = set_mask(mask)?;
    set_mask(own)?;
    let is_in = |core: &u32| own & (1 << core) != 0;
    Ok((0..usize::BITS)
        .filter(is_in)
        .map(|core| CoreId(core as usize))
        .collect())
}

pub fn pin_to(CoreId(core): CoreId) -> io::Result<()> {
    let core = u32::try_from(core).unwrap_or(u32::MAX);
    let mask = 1usize
        .checked_shl(core)
        .ok_or(io::ErrorKind::InvalidInput)?;
    set_mask(mask)?;
    Ok(())
}

fn mask_of_process() -> io::Result<usize> {
    let (mut of_process, mut of_system) = (0, 0);
    // SAFETY: both masks are on this stack, for the call to write.
    let found = unsafe {
        c::GetProcessAffinityMask(c::GetCurrentProcess(), &mut of_process, &mut of_system)
    };
    match found {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(of_process),
    }
}

/// Gives the mask that was there before.
fn set_mask(mask: usize) -> io::Result<usize> {
    match c::SetThreadAffinityMask(c::GetCurrentThread(), mask) {
        0 => Err(io::Error::last_os_error()),
        before => Ok(before),
    }
}
