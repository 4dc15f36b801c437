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
const STACK_REGISTER: usize = 0x1501;
const STACK_DEREGISTER: usize = 0x1502;

/// Announces the stack between two addresses; none if nobody is watching.
pub fn register(bottom: NonNull<u8>, end: NonNull<u8>) -> Option<Id> {
    let watching = request([RUNNING_ON_VALGRIND, 0, 0, 0, 0, 0]) != 0;
    let range = [bottom.addr().get(), end.addr().get()];
    watching.then(|| request([STACK_REGISTER, range[0], range[1], 0, 0, 0]))
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
