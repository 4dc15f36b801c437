//! What the children of `overflow.rs` do.

mod bare;
mod handlers;

use ch05::stack::{Guards, Stack, Stacks};
use std::arch::asm;
use std::hint::black_box;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

pub fn play(scene: &str) {
    match scene {
        "recurse light" => recurse(Guards::Light),
        "recurse protected" => recurse(Guards::Protected),
        "unnamed" => overflow(&Stacks::new().take(1 << 20).unwrap()),
        "used again" => used_again(),
        "long name" => named(&"é".repeat(32)),
        "name of two lines" => named("two\n\"lines\""),
        "bare thread" => bare::overflows(),
        "bare threads end" => bare::end(),
        "elsewhere" => fault_elsewhere(),
        "sent" => send(),
        "thread" => overflow_thread(),
        _ => match scene.split_once(' ') {
            Some(("guard", offset)) => guard(offset.parse().unwrap()),
            _ => handlers::play(scene),
        },
    }
}

/// Calls a function on a stack.
fn call_on(stack: &Stack, function: extern "C" fn()) {
    // SAFETY: nobody else uses the stack, and its top is aligned as a function finds it before a call.
    // The register that keeps the old stack pointer is one that a function gives back unchanged.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        asm!(
            "mov r12, rsp",
            "mov rsp, {top}",
            "call {function}",
            "mov rsp, r12",
            top = in(reg) stack.top(),
            function = in(reg) function,
            out("r12") _,
            clobber_abi("C"),
        );
        #[cfg(target_arch = "aarch64")]
        asm!(
            "mov x20, sp",
            "mov sp, {top}",
            "blr {function}",
            "mov sp, x20",
            top = in(reg) stack.top(),
            function = in(reg) function,
            out("x20") _,
            clobber_abi("C"),
        );
    }
}

/// Takes stack until there is none.
fn dig(depth: u64) -> u64 {
    if depth == u64::MAX {
        return 0;
    }
    let ballast = black_box([depth; 64]);
    black_box(dig(depth + 1)) + ballast[0]
}

extern "C" fn deep() {
    dig(0);
}

extern "C" fn shallow() {
    black_box([1u64; 64]);
}

fn overflow(stack: &Stack) {
    eprintln!("bottom at {:?}", stack.bottom());
    call_on(stack, shallow);
    call_on(stack, deep);
}

fn named(name: &str) {
    let mut stack = Stacks::new().take(64 * 1024).unwrap();
    stack.set_name(name);
    overflow(&stack);
}

fn used_again() {
    let stacks = Stacks::new();
    let mut stack = stacks.take(64 * 1024).unwrap();
    stack.set_name("used first");
    drop(stack);
    overflow(&stacks.take(64 * 1024).unwrap());
}

static NEIGHBOURS: [AtomicPtr<u8>; 2] = [const { AtomicPtr::new(ptr::null_mut()) }; 2];
static LENGTH: AtomicUsize = AtomicUsize::new(0);
const PATTERN: u8 = 0xC3;

/// The one in the middle of three overflows; SIGABRT finds the others' bytes unchanged.
fn recurse(guards: Guards) {
    let stacks = Stacks::with_guards(guards);
    let [low, mut middle, high] = [(); 3].map(|()| stacks.take(64 * 1024).unwrap());
    assert_eq!(stacks.guards(), Some(guards));
    assert!(low.top() < middle.bottom() && middle.top() < high.bottom());
    middle.set_name("deep");
    let length = low.top().addr() - low.bottom().addr();
    for (stack, place) in [&low, &high].into_iter().zip(&NEIGHBOURS) {
        // SAFETY: the stack is the scene's.
        unsafe { stack.bottom().write_bytes(PATTERN, length) };
        place.store(stack.bottom(), Ordering::Relaxed);
    }
    LENGTH.store(length, Ordering::Relaxed);
    handlers::set(
        libc::SIGABRT,
        handlers::address_of(look_at_the_neighbours),
        0,
    );
    overflow(&middle);
}

extern "C" fn look_at_the_neighbours(_: i32) {
    let length = LENGTH.load(Ordering::Relaxed);
    let same = NEIGHBOURS.iter().all(|neighbour| {
        let bottom = neighbour.load(Ordering::Relaxed);
        // SAFETY: the stacks live to the end of the scene.
        (0..length).all(|n| unsafe { bottom.add(n).read() } == PATTERN)
    });
    handlers::say(match same {
        true => "its neighbours are as they were\n",
        false => "its neighbours have changed\n",
    });
}

/// Touches one byte of a guard.
fn guard(offset: usize) {
    let stacks = Stacks::new();
    let [_low, mut middle, _high] = [(); 3].map(|()| stacks.take(64 * 1024).unwrap());
    middle.set_name("touched");
    eprintln!("bottom at {:?}", middle.bottom());
    // SAFETY: this process is there to fault.
    unsafe { middle.bottom().sub(16 * 1024 - offset).write_volatile(1) };
}

/// A pool that is in use, and a fault that is none of its business.
fn fault_elsewhere() {
    let _stack = Stacks::new().take(64 * 1024).unwrap();
    // SAFETY: this process is there to fault.
    unsafe { ptr::without_provenance_mut::<u8>(64 * 1024).write_volatile(1) };
}

/// A signal that comes from a process, where nobody handled it before. (std's handler takes the first
/// one that was sent for a fault that will come again.)
fn send() {
    handlers::set(libc::SIGSEGV, libc::SIG_DFL, 0);
    let _stack = Stacks::new().take(64 * 1024).unwrap();
    // SAFETY: the thread sends it to itself, and has it when the call returns.
    unsafe { libc::raise(libc::SIGSEGV) };
}

fn overflow_thread() {
    let _stack = Stacks::new().take(64 * 1024).unwrap();
    dig(0);
}
