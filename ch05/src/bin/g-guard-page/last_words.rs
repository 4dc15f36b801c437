//! What the child does when it is already lost: the layer aborts after its message, and this looks
//! at the neighbours' stacks a last time.
#![expect(unsafe_code, reason = "handling a signal is what this file is for")]

use std::ffi::c_int;
use std::io;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// So many bytes each neighbour keeps, and each of them is the same.
pub const KEPT: usize = 16 * 1024;
pub const PATTERN: u8 = 0xC3;

static LOOK_AT: [AtomicPtr<[u8; KEPT]>; 2] = [const { AtomicPtr::new(ptr::null_mut()) }; 2];

// ANCHOR: prepare
/// From now on an abort is preceded by a look at the neighbours, and leaves no core file.
pub fn prepare() -> io::Result<()> {
    let handler = on_abort as extern "C" fn(c_int) as libc::sighandler_t;
    // SAFETY: the handler does only what one may do.
    let before = unsafe { libc::signal(libc::SIGABRT, handler) };
    #[cfg(target_os = "linux")]
    // SAFETY: this passes no pointer, and an argument as wide as the kernel reads it.
    unsafe {
        libc::prctl(libc::PR_SET_DUMPABLE, 0 as libc::c_ulong)
    };
    match before {
        libc::SIG_ERR => Err(io::Error::last_os_error()),
        _ => give_the_handlers_room(),
    }
}
// ANCHOR_END: prepare

/// Two handlers run here, one in the middle of the other: the layer's for the fault, and in its call
/// of `abort` ours. What std has for one may be too small for both.
fn give_the_handlers_room() -> io::Result<()> {
    // They may run until the end, so it is never given back.
    let memory = Box::leak(vec![0_u8; 64 * 1024].into_boxed_slice());
    let stack = libc::stack_t {
        ss_sp: memory.as_mut_ptr().cast(),
        ss_flags: 0,
        ss_size: memory.len(),
    };
    // SAFETY: the memory is nobody else's, for ever.
    match unsafe { libc::sigaltstack(&stack, ptr::null_mut()) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

// ANCHOR: will-look-at
/// While `f` runs, an abort looks at these bytes.
pub fn will_look_at(nth: usize, bytes: &[u8; KEPT], f: impl FnOnce()) {
    struct NoLonger(usize);
    impl Drop for NoLonger {
        fn drop(&mut self) {
            LOOK_AT[self.0].store(ptr::null_mut(), Ordering::Relaxed);
        }
    }

    let _no_longer = NoLonger(nth);
    LOOK_AT[nth].store(ptr::from_ref(bytes).cast_mut(), Ordering::Relaxed);
    f();
}
// ANCHOR_END: will-look-at

// ANCHOR: on-abort
/// Takes no lock and no memory. When it returns, `abort` goes on with ending the process.
extern "C" fn on_abort(_: c_int) {
    let same = LOOK_AT.iter().all(|place| {
        // SAFETY: whoever put the pointer there still has the bytes borrowed, and takes it out before
        // that ends. It is a fiber of this thread, which is here and not there.
        let bytes = unsafe { place.load(Ordering::Relaxed).as_ref() };
        bytes.is_some_and(|bytes| bytes.iter().all(|byte| *byte == PATTERN))
    });
    let words: &[u8] = match same {
        true => b"the bytes of both neighbours are what they were\n",
        false => b"the bytes of a neighbour have changed\n",
    };
    // SAFETY: the bytes are a slice's.
    unsafe { libc::write(2, words.as_ptr().cast(), words.len()) };
}
// ANCHOR_END: on-abort
