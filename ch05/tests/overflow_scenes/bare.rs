//! Threads that std has not made, so that nobody gave them an alternate stack.

use super::overflow;
use ch05::stack::Stacks;
use std::ffi::c_void;
use std::{io, mem, process, ptr};

fn run_bare(body: extern "C" fn(*mut c_void) -> *mut c_void) -> *mut c_void {
    let mut result = ptr::null_mut();
    // SAFETY: the body needs no argument, and is joined at once.
    unsafe {
        let mut thread: libc::pthread_t = mem::zeroed();
        let created = libc::pthread_create(&mut thread, ptr::null(), body, ptr::null_mut());
        assert_eq!(created, 0);
        assert_eq!(libc::pthread_join(thread, &mut result), 0);
    }
    result
}

fn alternate() -> libc::stack_t {
    // SAFETY: zeroes are such a structure, and the kernel fills it in.
    unsafe {
        let mut now: libc::stack_t = mem::zeroed();
        assert_eq!(libc::sigaltstack(ptr::null(), &mut now), 0);
        now
    }
}

pub fn overflows() {
    run_bare(body_that_overflows);
}

extern "C" fn body_that_overflows(_: *mut c_void) -> *mut c_void {
    assert_ne!(alternate().ss_flags & libc::SS_DISABLE, 0);
    let mut stack = Stacks::new().take(64 * 1024).unwrap();
    stack.set_name("bare");
    overflow(&stack);
    ptr::null_mut()
}

/// Ends the process if all is well.
pub fn end() {
    let base = run_bare(body_that_ends);
    assert!(!base.is_null());
    let mut resident = [0u8; 16];
    // SAFETY: the array has room for 64 KiB of pages.
    let result = unsafe { libc::mincore(base, 4096, resident.as_mut_ptr()) };
    let error = io::Error::last_os_error();
    assert_eq!((result, error.raw_os_error()), (-1, Some(libc::ENOMEM)));
    eprintln!("not mapped any more");
    // To return from a scene is a failure.
    #[expect(
        clippy::disallowed_methods,
        reason = "nothing here needs to be dropped"
    )]
    process::exit(0);
}

extern "C" fn body_that_ends(_: *mut c_void) -> *mut c_void {
    let stacks = Stacks::new();
    let _stack = stacks.take(64 * 1024).unwrap();
    let ours = alternate();
    assert_eq!(ours.ss_flags & libc::SS_DISABLE, 0);
    // A second mapping keeps it.
    let _other = stacks.take(128 * 1024).unwrap();
    assert_eq!(alternate().ss_sp, ours.ss_sp);
    ours.ss_sp
}
