//! What has to be so after a switch, looked at from assembly where Rust cannot say it.

use super::*;
use crate::stack::{Stack, Stacks};
use std::hint::black_box;

/// A stack, and the context of an entry on it.
fn prepared(entry: Entry, data: *mut u8) -> (Stack, Context) {
    let stack = Stacks::new().take(64 * 1024).unwrap();
    let bounds = Bounds {
        top: stack.top(),
        bottom: stack.bottom(),
    };
    // SAFETY: the stack is unused, and the caller keeps it.
    let context = unsafe { prepare(bounds, entry, data) };
    (stack, context)
}

#[test]
fn an_entry_gets_the_message_who_switched_and_its_data() {
    unsafe extern "C" fn entry(message: usize, from: Context, data: *mut u8) -> ! {
        // SAFETY: `from` waits, and `data` is the test's.
        unsafe {
            let (from, second) = switch(from, message + 1);
            data.cast::<usize>().write(second);
            leave(from.expect("the test waits"), second + 1)
        }
    }
    let mut seen = 0_usize;
    let (_stack, context) = prepared(entry, (&raw mut seen).cast());
    // SAFETY: each context is used once, while the stack is there.
    let (after, last) = unsafe {
        let (context, first) = switch(context, 10);
        assert_eq!(first, 11);
        switch(context.expect("it has not left"), 20)
    };
    assert!(after.is_none(), "who has left is nobody to switch to");
    assert_eq!((last, seen), (21, 20));
}

#[test]
fn a_message_of_every_bit_comes_through() {
    unsafe extern "C" fn echoes(mut message: usize, mut from: Context, _: *mut u8) -> ! {
        loop {
            // SAFETY: whoever switches here waits for an answer.
            let (next, said) = unsafe { switch(from, !message) };
            (message, from) = (said, next.expect("it waits"));
        }
    }
    let (_stack, mut context) = prepared(echoes, std::ptr::null_mut());
    for bit in 0..usize::BITS {
        // SAFETY: the echo's last context, on a stack that is there.
        let (next, said) = unsafe { switch(context, 1 << bit) };
        assert_eq!(said, !(1 << bit));
        context = next.expect("the echo never leaves");
    }
}

/// Where rsp is on entry, modulo 16: a function finds a return address on an aligned stack.
#[cfg(all(target_arch = "x86_64", unix))]
#[test]
fn the_stack_is_aligned_when_entry_begins() {
    use std::arch::naked_asm;

    unsafe extern "C" fn reports(remainder: usize, from: Context) -> ! {
        // SAFETY: `from` is the test's context, which waits.
        unsafe { leave(from, remainder) }
    }

    /// Hands the stack pointer over instead of the message.
    #[unsafe(naked)]
    unsafe extern "C" fn entry(_message: usize, _from: Context, _data: *mut u8) -> ! {
        naked_asm!(
            "mov rdi, rsp",
            "and rdi, 15",
            "jmp {reports}",
            reports = sym reports,
        )
    }
    let (_stack, context) = prepared(entry, std::ptr::null_mut());
    // SAFETY: the context is new.
    let (_, remainder) = unsafe { switch(context, 0) };
    assert_eq!(remainder, 8);
}

/// What an entry does to disturb whoever has switched: it overwrites every register that its ABI lets it
/// have and, what a Rust function with much to do would, those that it must give back.
#[cfg(all(target_arch = "x86_64", unix))]
unsafe extern "C" fn spoils(_message: usize, mut from: Context, _: *mut u8) -> ! {
    use std::arch::asm;

    loop {
        // SAFETY: the registers are restored or named, and the context is the test's, which waits.
        unsafe {
            asm!(
                "push rbx",
                "push rbp",
                "mov rbx, -1",
                "mov rbp, -1",
                "mov r12, -1",
                "mov r13, -1",
                "mov r14, -1",
                "mov r15, -1",
                "pop rbp",
                "pop rbx",
                out("r12") _, out("r13") _, out("r14") _, out("r15") _,
            );
            from = spoiled_switch(from);
        }
    }
}

/// A switch with every callee-saved register full of ones, at the moment when the stacks are exchanged.
#[cfg(all(target_arch = "x86_64", unix))]
#[inline(never)]
unsafe fn spoiled_switch(to: Context) -> Context {
    use std::arch::asm;

    let from: *mut u8;
    // SAFETY: this is what `switch` does with all six registers lost in between, except that it
    // goes on where it stands. They are saved before and restored after.
    unsafe {
        asm!(
            "push rbx",
            "push rbp",
            "push r12",
            "push r13",
            "push r14",
            "push r15",
            "lea rax, [rip + 2f]",
            "push rax",
            "mov rax, rsp",
            "mov rsp, rsi",
            "mov rsi, rax",
            "mov rbx, -1",
            "mov rbp, -1",
            "mov r12, -1",
            "mov r13, -1",
            "mov r14, -1",
            "mov r15, -1",
            "pcmpeqd xmm0, xmm0",
            "pcmpeqd xmm1, xmm1",
            "pcmpeqd xmm2, xmm2",
            "pcmpeqd xmm3, xmm3",
            "pcmpeqd xmm4, xmm4",
            "pcmpeqd xmm5, xmm5",
            "pcmpeqd xmm6, xmm6",
            "pcmpeqd xmm7, xmm7",
            "pop rax",
            "jmp rax",
            "2:",
            "pop r15",
            "pop r14",
            "pop r13",
            "pop r12",
            "pop rbp",
            "pop rbx",
            inlateout("rsi") to.0.as_ptr() => from,
            clobber_abi("sysv64"),
        );
    }
    Context(NonNull::new(from).expect("who switches waits"))
}

/// Puts patterns into all callee-saved registers, calls a function that switches, and says which have
/// changed: a bit for each of rbx, rbp, r12 to r15.
#[cfg(all(target_arch = "x86_64", unix))]
#[unsafe(naked)]
unsafe extern "C" fn with_patterns(
    call: extern "C" fn(*mut Context),
    context: *mut Context,
) -> u64 {
    std::arch::naked_asm!(
        "push rbx",
        "push rbp",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "sub rsp, 8",
        "mov rax, rdi",
        "mov rdi, rsi",
        "mov ebx, 0x1111",
        "mov ebp, 0x2222",
        "mov r12d, 0x3333",
        "mov r13d, 0x4444",
        "mov r14d, 0x5555",
        "mov r15d, 0x6666",
        "call rax",
        "xor eax, eax",
        "xor edx, edx",
        "cmp rbx, 0x1111",
        "setne dl",
        "or eax, edx",
        "cmp rbp, 0x2222",
        "setne dl",
        "shl edx, 1",
        "or eax, edx",
        "xor edx, edx",
        "cmp r12, 0x3333",
        "setne dl",
        "shl edx, 2",
        "or eax, edx",
        "xor edx, edx",
        "cmp r13, 0x4444",
        "setne dl",
        "shl edx, 3",
        "or eax, edx",
        "xor edx, edx",
        "cmp r14, 0x5555",
        "setne dl",
        "shl edx, 4",
        "or eax, edx",
        "xor edx, edx",
        "cmp r15, 0x6666",
        "setne dl",
        "shl edx, 5",
        "or eax, edx",
        "add rsp, 8",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbp",
        "pop rbx",
        "ret",
    )
}

#[cfg(all(target_arch = "x86_64", unix))]
#[test]
fn a_function_that_switches_preserves_what_its_abi_makes_it_preserve() {
    extern "C" fn switches(context: *mut Context) {
        // SAFETY: the test's context, which nobody has used since.
        unsafe {
            let (next, _) = switch(*context, 0);
            context.write(next.expect("the other waits"));
        }
    }
    let (_stack, mut context) = prepared(spoils, std::ptr::null_mut());
    for _ in 0..3 {
        // SAFETY: the function gives all registers back, and the pointer is the test's.
        let changed = unsafe { with_patterns(switches, &raw mut context) };
        assert_eq!(changed, 0, "a bit for each of rbx, rbp, r12 to r15");
    }
}

/// Patterns in as many registers as there are, and in more values than there are registers.
#[cfg(all(target_arch = "x86_64", unix))]
#[test]
fn values_that_live_across_a_switch_are_as_they_were() {
    let (_stack, mut context) = prepared(spoils, std::ptr::null_mut());
    // In a release build these lie in registers, as many as the compiler has.
    let mut values: [u64; 20] = std::array::from_fn(|n| black_box(n as u64));
    let mut sum = 0_u64;
    for turn in 0..100 {
        let [u, v] = [1.5, 2.5].map(|x| black_box(x) * turn as f64);
        let [a, b, c, d, e, f, g, h, i, j] =
            std::array::from_fn(|n| values[n].wrapping_mul(turn + 3));
        // SAFETY: the context is the one that waits.
        let (next, _) = unsafe { switch(context, 0) };
        context = next.expect("it never leaves");
        assert_eq!([u, v], [1.5, 2.5].map(|x| x * turn as f64));
        let live = [a, b, c, d, e, f, g, h, i, j];
        for (n, value) in live.into_iter().enumerate() {
            assert_eq!(value, values[n].wrapping_mul(turn + 3));
            sum = sum.wrapping_add(value);
        }
        values.rotate_left(1);
    }
    assert_ne!(black_box(sum), 0);
}
