//! A handler that was there before the first stack.

use super::{fault_elsewhere, overflow};
use ch05::stack::Stacks;
use std::ffi::{c_int, c_void};
use std::{mem, ptr};

pub fn play(scene: &str) {
    let (what, handler) = match scene.split_once("handled ") {
        Some(split) => split,
        None => return ignored(scene),
    };
    match handler {
        "information" => set(libc::SIGSEGV, told_address(), libc::SA_SIGINFO),
        "number only" => set(libc::SIGSEGV, address_of(told_number), 0),
        "once" => set(libc::SIGSEGV, address_of(told_once), libc::SA_RESETHAND),
        _ => panic!("nobody knows the handler {handler}"),
    }
    match what {
        "" => fault_elsewhere(),
        _ => overflow(&Stacks::new().take(64 * 1024).unwrap()),
    }
}

fn ignored(scene: &str) {
    set(libc::SIGSEGV, libc::SIG_IGN, 0);
    match scene {
        "ignored, sent" => {
            let _stack = Stacks::new().take(64 * 1024).unwrap();
            // SAFETY: the thread sends it to itself, and has it when the call returns.
            unsafe {
                libc::raise(libc::SIGSEGV);
                libc::_exit(43);
            }
        }
        "ignored, elsewhere" => fault_elsewhere(),
        _ => panic!("nobody knows the scene {scene}"),
    }
}

pub fn address_of(handler: extern "C" fn(c_int)) -> usize {
    (handler as *const ()).expose_provenance()
}

pub fn set(signal: c_int, handler: usize, flags: c_int) {
    // SAFETY: zeroes are an action, and the kernel copies it.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = handler;
        action.sa_flags = flags;
        assert_eq!(libc::sigaction(signal, &action, ptr::null_mut()), 0);
    }
}

pub fn say(text: &str) {
    // SAFETY: the bytes are a string's.
    unsafe { libc::write(2, text.as_ptr().cast(), text.len()) };
}

fn end(right: bool) {
    say(if right {
        "handled before\n"
    } else {
        "told something else\n"
    });
    // SAFETY: a handler may end its process in this way.
    unsafe { libc::_exit(43) };
}

fn told_address() -> usize {
    let handler: extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void) = on_address;
    (handler as *const ()).expose_provenance()
}

extern "C" fn on_address(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    // SAFETY: the kernel gave these structures.
    let address = unsafe { (*info).si_addr() };
    end(signal == libc::SIGSEGV && address.addr() == 64 * 1024 && !context.is_null());
}

extern "C" fn told_number(signal: c_int) {
    end(signal == libc::SIGSEGV);
}

/// Relies on being called once: the signal has its old meaning back while this runs.
extern "C" fn told_once(signal: c_int) {
    // SAFETY: zeroes are an action, and the kernel fills it in.
    let action = unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        libc::sigaction(signal, ptr::null(), &mut action);
        action
    };
    end(action.sa_sigaction == libc::SIG_DFL);
}
