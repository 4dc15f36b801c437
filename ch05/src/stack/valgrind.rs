//! Tells valgrind where stacks are. It follows the stack pointer to know which memory is alive, and a
//! jump to a stack that it has not heard of looks like an enormous frame.
//!
//! A request is an instruction sequence that does nothing on a CPU and that valgrind, which translates
//! the program, looks for (its manual, "The Client Request mechanism").
#![cfg_attr(
    all(target_os = "linux", target_arch = "x86_64"),
    expect(unsafe_code, reason = "a request to valgrind is made of instructions")
)]

use std::ptr::NonNull;

/// What valgrind calls a stack.
pub type Id = usize;

const RUNNING_ON_VALGRIND: usize = 0x1001;
/// Of memcheck, whose requests begin with its letters.
const MEMCHECK: usize = (b'M' as usize) << 24 | (b'C' as usize) << 16;
const MAKE_MEM_NOACCESS: usize = MEMCHECK;
const MAKE_MEM_UNDEFINED: usize = MEMCHECK + 1;
const STACK_REGISTER: usize = 0x1501;
const STACK_DEREGISTER: usize = 0x1502;

/// Whether valgrind runs this program.
pub fn is_watching() -> bool {
    request([RUNNING_ON_VALGRIND, 0, 0, 0, 0, 0]) != 0
}

/// Announces the stack between two addresses; none if nobody is watching.
pub fn register(bottom: NonNull<u8>, end: NonNull<u8>) -> Option<Id> {
    let range = [bottom.addr().get(), end.addr().get()];
    is_watching().then(|| request([STACK_REGISTER, range[0], range[1], 0, 0, 0]))
}

/// From now on, touching these bytes is a mistake: their stack has come back.
#[cold]
pub fn forbid(bottom: *const u8, top: *const u8) {
    request([
        MAKE_MEM_NOACCESS,
        bottom.addr(),
        top.addr() - bottom.addr(),
        0,
        0,
        0,
    ]);
}

/// From now on, these bytes may be written to: their stack has gone out again. What lay below the frames of
/// its last user counts as left behind, and the stack's next user may put a closure there.
#[cold]
pub fn allow(bottom: *const u8, top: *const u8) {
    request([
        MAKE_MEM_UNDEFINED,
        bottom.addr(),
        top.addr() - bottom.addr(),
        0,
        0,
        0,
    ]);
}

/// Takes an announcement back.
pub fn deregister(id: Id) {
    request([STACK_DEREGISTER, id, 0, 0, 0, 0]);
}

// ANCHOR: request
/// Valgrind's answer, or 0 where there is no valgrind.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn request(request: [usize; 6]) -> usize {
    let mut answer = 0;
    // SAFETY: the four rotations add up to two full turns of `rdi`, and exchanging a register with
    // itself leaves it as it is. Valgrind reads the six words, and writes `rdx` only.
    unsafe {
        std::arch::asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") request.as_ptr(),
            inout("rdx") answer,
            options(nostack),
        );
    }
    answer
}
// ANCHOR_END: request

/// Elsewhere the sequence is another; the stacks are not announced there.
#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
fn request(_request: [usize; 6]) -> usize {
    0
}
