//! Each scene is played by a child: this same program, told to run one test only and which scene.
#![expect(unsafe_code, reason = "somebody has to fault")]

use super::*;
use ch01::deref;
use ch01::fault::{self, Death, SI_KERNEL, SI_TKILL, SIGSEGV};
use std::env;
use std::process::{Command, Stdio};
use std::ptr;
use testing::Log;
use trace::trace;

/// Names the scene, in a child's environment.
const SCENE: &str = "WHO_FAULTED_SCENE";

/// Not a child? Then there is nothing to do.
#[test]
fn a_child_plays_its_scene() {
    if let Ok(scene) = env::var(SCENE) {
        fault::report_on_stderr().unwrap();
        play(&scene);
        panic!("{scene} has lived through its scene");
    }
}

static LETTERS: [u8; 3] = *b"abc";

fn play(scene: &str) {
    // SAFETY: this process is there to fault and to end of it.
    unsafe {
        match scene {
            "null" => drop(deref::read(ptr::null())),
            "field" => drop(deref::read(ptr::without_provenance(24))),
            "null-write" => deref::write(ptr::without_provenance_mut(24), 1),
            "wild" => drop(deref::read(ptr::without_provenance(99_999_999_999_999))),
            "wild-write" => deref::write(ptr::without_provenance_mut(99_999_999_999_999), 1),
            "half" => drop(deref::read(ptr::without_provenance(1 << 63))),
            "constant" => deref::write(ptr::from_ref(&LETTERS).cast_mut().cast(), b'x'),
            "guard" => drop(deref::read(guard_page())),
            "sent" => send_to_myself(),
            _ => panic!("nobody knows the scene {scene}"),
        }
    }
}

/// A page that may be neither read nor written.
fn guard_page() -> *const u8 {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    // SAFETY: a mapping at an address of the kernel's choice touches no other memory.
    let page = unsafe { libc::mmap(ptr::null_mut(), 4096, libc::PROT_NONE, flags, -1, 0) };
    assert_ne!(page, libc::MAP_FAILED);
    page.cast()
}

/// The first one is reported, and nothing runs again that would fault: the second one ends it. Both
/// are for this thread, not for any one of the process, so neither can overtake the other.
fn send_to_myself() {
    for _ in 0..2 {
        // SAFETY: a signal harms no memory.
        unsafe { libc::raise(SIGSEGV) };
    }
}

/// Has a child play a scene, and gives what it reported.
fn faulted(scene: &str) -> Fault {
    // The path of the test above, without the crate's name.
    let (_, module) = module_path!().split_once("::").unwrap();
    let test = format!("{module}::a_child_plays_its_scene");
    let mut child = Command::new(env::current_exe().unwrap());
    child
        .args([&test, "--exact", "--nocapture"])
        .env(SCENE, scene)
        .env_remove("BOOK_CHANNEL")
        .stdout(Stdio::null());
    let Death {
        fault,
        killed_by,
        dumped_core,
    } = fault::of(&mut child).unwrap();
    assert_eq!(
        (killed_by, dumped_core),
        (Some(fault.signal), false),
        "{fault:?}"
    );
    // Where nothing has faulted, this is a process id. Small ones would pass for null, and large ones for
    // wild: one stands for all, so that the verdict does not depend on it.
    let address = match fault.code {
        ..=SI_USER => 12_345,
        _ => fault.address,
    };
    Fault { address, ..fault }
}

fn say(fault: &Fault, what: &str) {
    trace!("child", "{what}");
    let code = fault.code_name();
    let tried = match fault.access {
        Some(Access::Read) => ", reading",
        Some(Access::Write) => ", writing",
        None => "",
    };
    // Some of these differ from run to run.
    let address = match fault.code {
        SEGV_ACCERR => "one that is mapped".to_owned(),
        ..=SI_USER => "the sender's process id, in truth".to_owned(),
        _ => fault.address.to_string(),
    };
    trace!("kernel", "says {code}{tried}, address: {address}");
    trace!("you", "say {:?}", cause(fault));
}

#[test]
fn a_cause_is_found_for_each_child() {
    let log = Log::start();
    let mut wrong = None;
    for (scene, what, expected) in [
        ("null", "reads through a null pointer", Cause::Null),
        (
            "field",
            "reads a field of a struct that is not there",
            Cause::Null,
        ),
        ("wild", "reads at address 99999999999999", Cause::Wild),
        ("constant", "writes to a constant", Cause::ReadOnly),
        (
            "guard",
            "reads a page that is there to be left alone",
            Cause::Guarded,
        ),
        ("sent", "raises the signal by itself", Cause::Sent),
    ] {
        let fault = faulted(scene);
        say(&fault, what);
        if cause(&fault) != expected && wrong.is_none() {
            wrong = Some((what, expected, cause(&fault)));
        }
    }
    if let Some((what, expected, said)) = wrong {
        testing::report(&log.text());
        panic!(
            "a child {what}, and cause says {said:?} where it is {expected:?}\n\
             The address says where, if there is one; the code says why. Is nothing mapped there, or \
             something that must not be used in this way? Or has nothing faulted?"
        );
    }
    testing::pin_exercise!("who-faulted", log);
}

#[test]
fn a_write_through_a_null_pointer_is_no_write_to_a_constant() {
    assert_cause(
        "null-write",
        Cause::Null,
        "nothing is mapped there to be read-only",
    );
    assert_cause(
        "wild-write",
        Cause::Wild,
        "nothing is mapped there to be read-only",
    );
}

/// On x86-64 only the highest and the lowest addresses are any; one in between is refused by the CPU
/// before it looks for a page, and without an address. On aarch64 it is an address like any other.
#[test]
fn an_address_of_zero_that_nobody_used_is_no_null_pointer() {
    let fault = assert_cause(
        "half",
        Cause::Wild,
        "the address was 1 << 63, and the kernel does not know it",
    );
    if cfg!(target_arch = "x86_64") {
        assert_eq!((fault.code, fault.address), (SI_KERNEL, 0));
    }
    let fault = Fault {
        signal: SIGSEGV,
        code: SI_KERNEL,
        address: 0,
        access: None,
    };
    assert_eq!(
        cause(&fault),
        Cause::Wild,
        "SI_KERNEL comes without an address\nIt is:"
    );
}

#[test]
fn a_signal_that_was_sent_is_nobodys_fault() {
    let fault = assert_cause(
        "sent",
        Cause::Sent,
        "the child has raised the signal by itself",
    );
    assert_eq!(fault.code, SI_TKILL);
    // Process 7 of user 0 sends it, by kill, sigqueue or tgkill: the address is its id.
    for code in [SI_USER, -1, SI_TKILL] {
        let fault = Fault {
            signal: SIGSEGV,
            code,
            address: 7,
            access: None,
        };
        assert_eq!(
            cause(&fault),
            Cause::Sent,
            "a code of {code} is that of a signal that was sent\nIt is:"
        );
    }
}

#[test]
fn the_first_page_is_null_and_the_second_is_not() {
    for (address, expected) in [(4095, Cause::Null), (4096, Cause::Wild)] {
        let fault = Fault {
            signal: SIGSEGV,
            code: SEGV_MAPERR,
            address,
            access: None,
        };
        assert_eq!(
            cause(&fault),
            expected,
            "nothing is mapped to address {address}\nIt is:"
        );
    }
    // Whoever maps the first page by force can have it read-only, too.
    let access = Some(Access::Write);
    let fault = Fault {
        signal: SIGSEGV,
        code: SEGV_ACCERR,
        address: 0,
        access,
    };
    assert_eq!(
        cause(&fault),
        Cause::ReadOnly,
        "something is mapped there\nIt is:"
    );
}

fn assert_cause(scene: &str, expected: Cause, why: &str) -> Fault {
    let fault = faulted(scene);
    let said = cause(&fault);
    assert!(
        said == expected,
        "cause says {said:?} where it is {expected:?}: {why}\nThe code is {}.",
        fault.code_name()
    );
    fault
}
