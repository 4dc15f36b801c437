//! What it would cost if a switch saved the control words of floating point.
//!
//! Two switches that differ in nothing else; the first is the one of chapter 5.

use super::{Row, Task};
use ch05::stack::{DEFAULT_SIZE, Stack, Stacks};
use std::arch::asm;
use std::hint::black_box;

pub fn row() -> Row {
    Row {
        task: "the switch alone, there and back",
        at_once: 1,
        contenders: vec![
            ("as it is", there_and_back::<AsItIs>()),
            ("saving MXCSR and x87's word", there_and_back::<Saving>()),
        ],
    }
}

trait Switch: 'static {
    /// Goes on with `to`, which gets `message`; returns with who switched back, and what it said.
    ///
    /// # Safety
    ///
    /// `to` is from [`prepare`] with the same `Switch`, or from a `switch` that has not returned; its
    /// stack is alive, and nobody has switched to it since.
    unsafe fn switch(to: *mut u8, message: usize) -> (*mut u8, usize);
}

macro_rules! switch {
    ($name:ident, save: [$($save:literal),*], restore: [$($restore:literal),*]) => {
        struct $name;

        impl Switch for $name {
            #[inline(always)]
            unsafe fn switch(to: *mut u8, message: usize) -> (*mut u8, usize) {
                let (from, answer);
                // SAFETY: as in chapter 5's switch, which this is: every register that the ABI
                // preserves is pushed or named, and the other stack holds what it needs.
                unsafe {
                    asm!(
                        "push rbp",
                        "push rbx",
                        $($save,)*
                        "lea rax, [rip + 2f]",
                        "push rax",
                        "mov rax, rsp",
                        "mov rsp, rsi",
                        "mov rsi, rax",
                        "pop rax",
                        "jmp rax",
                        "2:",
                        $($restore,)*
                        "pop rbx",
                        "pop rbp",
                        inlateout("rdi") message => answer,
                        inlateout("rsi") to => from,
                        lateout("r12") _, lateout("r13") _, lateout("r14") _, lateout("r15") _,
                        clobber_abi("sysv64"),
                    );
                }
                (from, answer)
            }
        }
    };
}

switch!(AsItIs, save: [], restore: []);
switch!(
    Saving,
    save: ["sub rsp, 8", "stmxcsr [rsp]", "fnstcw [rsp + 4]"],
    restore: ["ldmxcsr [rsp]", "fldcw [rsp + 4]", "add rsp, 8"]
);

fn there_and_back<S: Switch>() -> Task {
    let stack = Stacks::new().take(DEFAULT_SIZE).unwrap();
    let mut echo = prepare::<S>(&stack);
    Box::new(move |times| {
        let _on = &stack;
        for n in 0..times {
            // SAFETY: the context is the newest one of `echo`, whose stack we have. What is left there
            // at the end has no destructors.
            let (next, answer) = unsafe { S::switch(echo, black_box(n)) };
            echo = next;
            black_box(answer);
        }
    })
}

/// Lays out an unused stack so that the first switch enters `echo` as a call would.
fn prepare<S: Switch>(stack: &Stack) -> *mut u8 {
    let words = stack.top().cast::<usize>();
    // SAFETY: the two words are the uppermost of an unused stack.
    unsafe {
        words.sub(1).write(0); // where `echo` would return to
        words.sub(2).write(echo::<S> as *const () as usize);
        words.sub(2).cast()
    }
}

unsafe extern "C" fn echo<S: Switch>(mut message: usize, mut from: *mut u8) -> ! {
    loop {
        // SAFETY: whoever has switched to us waits for this.
        (from, message) = unsafe { S::switch(from, message) };
    }
}
