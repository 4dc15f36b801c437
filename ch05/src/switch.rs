//! Exchanging one stack for another.
//!
//! A flow of control that does not run is a [`Context`]: the value of its stack pointer. Whatever else
//! it needs to go on lies on its stack, where [`switch`] put it. Each ABI has a file of its own, and
//! every file has the same three functions: `prepare`, `switch`, `leave`.
//!
//! # What a switch saves
//!
//! What the ABI makes a function preserve (the callee-saved registers), since to the compiler a switch
//! looks like a call of a function. It names them as overwritten, and the compiler sees to the rest: a
//! function that switches saves them once for its caller, however often it switches, and at each switch
//! only those of its own values that live across it. Two are pushed by hand, since the compiler keeps
//! them for itself and does not let them be named.
//!
//! # What it does not save
//!
//! The control words of floating point: MXCSR and the x87's on x86-64, FPCR on aarch64. The ABIs make
//! a function preserve these too. Rust makes a stronger promise: its code runs in the default environment
//! only, [inline assembly] has to put it back before it ends, and so does a foreign function, or the
//! behaviour is undefined. So wherever Rust code calls a switch, both sides have the same
//! words, and saving them would save a constant. It would also cost three times what the switch costs
//! (`cargo bench -p ch05 --bench ratios`). In a debug build a coroutine checks the promise when it suspends,
//! so that a foreign function that breaks it is found out before a neighbour computes with its rounding.
//!
//! [inline assembly]: https://doc.rust-lang.org/reference/inline-assembly.html#rules-for-inline-assembly

use std::ptr::NonNull;

#[cfg(all(target_arch = "x86_64", unix))]
#[path = "switch/x86_64_sysv.rs"]
mod abi;
#[cfg(all(target_arch = "x86_64", windows))]
#[path = "switch/x86_64_windows.rs"]
mod abi;
#[cfg(all(target_arch = "aarch64", unix))]
#[path = "switch/aarch64.rs"]
mod abi;

#[cfg(not(any(
    all(target_arch = "x86_64", any(unix, windows)),
    all(target_arch = "aarch64", unix)
)))]
compile_error!(
    "chapter 5 has a switch for System V x86-64, aarch64 and Windows x64, and for nothing else"
);

#[cfg(all(debug_assertions, target_arch = "aarch64"))]
#[path = "switch/float_aarch64.rs"]
mod float;
#[cfg(all(debug_assertions, target_arch = "x86_64"))]
#[path = "switch/float_x86_64.rs"]
mod float;

pub(crate) use abi::{leave, prepare, switch};
#[cfg(debug_assertions)]
pub(crate) use float::{float_control, set_float_control};

// ANCHOR: context
/// A flow of control that does not run: the stack pointer with which it goes on.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub(crate) struct Context(NonNull<u8>);
// ANCHOR_END: context

// ANCHOR: entry
/// The first function on a stack. Its ABI is C's: what Rust's own does with arguments is unspecified,
/// and assembly calls this one. It never returns, since above it there is nobody.
///
/// It gets the message of the switch that starts it, the context that switched, and the `data` that
/// [`prepare`] was given.
pub(crate) type Entry = unsafe extern "C" fn(message: usize, from: Context, data: *mut u8) -> !;
// ANCHOR_END: entry

/// The memory that a stack has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// One past the highest byte, and a multiple of 16.
    pub top: *mut u8,
    /// The lowest byte.
    #[cfg_attr(
        not(windows),
        expect(dead_code, reason = "Windows alone is told where a stack ends")
    )]
    pub bottom: *mut u8,
}

#[cfg(test)]
mod tests;
