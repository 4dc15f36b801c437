//! Children fault in every way there is, and the parent learns what happened and lives.
//!
//! A child is this same program, told to run one test only, and which scene it has to play there.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]
#![allow(unsafe_code, reason = "somebody has to fault")]

use ch01::deref;
use ch01::fault::{self, Access, Death, Fault, SEGV_ACCERR, SEGV_MAPERR, SIGBUS, SIGSEGV};
use std::env::{self, current_exe};
use std::fs;
use std::hint::black_box;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd};
use std::path::Path;
use std::process::{Command, Stdio};
use std::ptr;

const SCENE: &str = "FAULT_SCENE";

#[test]
fn a_child_plays_its_scene() {
    let Ok(scene) = env::var(SCENE) else {
        return;
    };
    let (what, number) = scene.rsplit_once(' ').unwrap();
    let address: usize = number.parse().unwrap();
    fault::report_on_stderr().unwrap();
    play(what, address);
}

fn play(what: &str, address: usize) {
    let constant: *const u8 = SCENE.as_ptr();
    // SAFETY: this process is there to fault and to end of it.
    unsafe {
        match what {
            "read" => drop(deref::read(ptr::without_provenance(address))),
            "write" => deref::write(ptr::without_provenance_mut(address), 1),
            "constant" => deref::write(constant.cast_mut(), 1),
            "dig" => drop(dig(address as u64)),
            "behind the end" => drop(deref::read(behind_the_end())),
            "panic" => panic!("these are its last words"),
            "live" => {}
            _ => panic!("nobody knows the scene {what}"),
        }
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

/// A page of a mapped file that has no bytes.
fn behind_the_end() -> *const u8 {
    let empty = tempfile();
    // SAFETY: a mapping at an address of the kernel's choice touches no other memory.
    let page = unsafe {
        let (length, protection) = (4096, libc::PROT_READ);
        libc::mmap(
            ptr::null_mut(),
            length,
            protection,
            libc::MAP_SHARED,
            empty.as_raw_fd(),
            0,
        )
    };
    assert_ne!(page, libc::MAP_FAILED);
    page.cast()
}

/// A file without a name.
fn tempfile() -> fs::File {
    // SAFETY: the name is a C string.
    let fd = unsafe { libc::memfd_create(c"empty".as_ptr(), libc::MFD_CLOEXEC) };
    assert_ne!(fd, -1);
    // SAFETY: the descriptor has just been opened, and nobody else knows it.
    unsafe { fs::File::from_raw_fd(fd) }
}

fn child(scene: &str) -> Command {
    let mut child = Command::new(current_exe().unwrap());
    dress(&mut child, scene);
    child
}

fn dress(child: &mut Command, scene: &str) {
    child
        .args(["a_child_plays_its_scene", "--exact", "--nocapture"])
        .env(SCENE, scene)
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::null());
}

/// What a child was told that had to fault, and was ended by the signal itself.
fn fault(scene: &str) -> Fault {
    let death = fault::of(&mut child(scene)).unwrap();
    assert_eq!(
        death.killed_by,
        Some(death.fault.signal),
        "{scene}: {death:?}"
    );
    assert!(!death.dumped_core, "{scene}: {death:?}");
    death.fault
}

#[test]
fn the_address_is_the_one_that_was_used_whichever_it_is() {
    let mut random = 0x9E37_79B9_7F4A_7C15u64;
    for n in 0..32 {
        // Xorshift: any numbers do, as long as they are the same ones in each run. Programs and their
        // libraries are mapped above these addresses, and nothing is.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let address = (random % 0x5000_0000_0000) as usize;
        let (scene, access) = match n % 2 {
            0 => ("read", Access::Read),
            _ => ("write", Access::Write),
        };
        let expected = Fault {
            signal: SIGSEGV,
            code: SEGV_MAPERR,
            address,
            access: Some(access),
        };
        assert_eq!(fault(&format!("{scene} {address}")), expected);
    }
}

#[test]
fn the_address_of_the_step_is_not_mapped() {
    for _ in 0..8 {
        let fault = fault("read 99999999999999");
        assert_eq!(
            (fault.code, fault.address),
            (SEGV_MAPERR, 99_999_999_999_999)
        );
    }
}

/// The CPU refuses it before it looks for a page: by a general protection fault, or by a stack fault
/// if the compiler happens to keep the pointer in the register that usually points into the stack.
#[test]
#[cfg(target_arch = "x86_64")]
fn an_address_that_no_page_can_have_comes_without_itself() {
    for address in [1usize << 63, 1 << 62, (1 << 63) | 99_999_999_999_999] {
        let fault = self::fault(&format!("read {address}"));
        assert!([SIGSEGV, SIGBUS].contains(&fault.signal), "{fault:?}");
        assert_eq!((fault.code, fault.address), (fault::SI_KERNEL, 0));
        assert_eq!(fault.access, None);
    }
}

#[test]
fn the_kernels_own_memory_is_not_there_for_a_program() {
    let address = 0xFFFF_8880_0000_1000u64 as usize;
    let fault = fault(&format!("write {address}"));
    assert_eq!(
        (fault.code, fault.access),
        (SEGV_MAPERR, Some(Access::Write))
    );
    assert_eq!(fault.address, address);
}

#[test]
fn a_write_to_a_constant_is_refused_and_not_missing() {
    let fault = fault("constant 0");
    assert_eq!((fault.signal, fault.code), (SIGSEGV, SEGV_ACCERR));
    assert_eq!(fault.access, Some(Access::Write));
}

/// Fails if the handler runs on the stack that is used up.
#[test]
fn a_stack_that_is_used_up_is_reported_all_the_same() {
    let fault = fault("dig 0");
    assert_eq!(fault.signal, SIGSEGV);
    assert_ne!(fault.address, 0);
}

#[test]
fn a_page_behind_the_end_of_its_file_is_another_signal_and_the_same_number_another_code() {
    let fault = fault("behind the end 0");
    assert_eq!((fault.signal, fault.code), (SIGBUS, libc::BUS_ADRERR));
    assert_eq!(fault.code, SEGV_ACCERR);
    assert_ne!(fault.code_name(), "SEGV_ACCERR");
}

/// Where the hard limit allows it, the child may write as large a core file as it likes.
#[test]
fn no_core_file_is_left() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-core");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"ulimit -c "$(ulimit -H -c)"; exec "$0" "$@""#]);
    shell.arg(current_exe().unwrap()).current_dir(&dir);
    dress(&mut shell, "read 99999999999999");
    let Death { dumped_core, .. } = fault::of(&mut shell).unwrap();
    assert!(!dumped_core);
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);
}

#[test]
fn a_child_that_does_not_fault_is_an_error_with_its_last_words() {
    let lives = fault::of(&mut child("live 0")).unwrap_err().to_string();
    assert_eq!(lives, "the child has reported no fault (exit status: 0):");
    let panics = fault::of(&mut child("panic 0")).unwrap_err().to_string();
    assert!(panics.contains("(exit status: 101)"), "{panics}");
    assert!(panics.contains("these are its last words"), "{panics}");
}

#[test]
fn a_child_that_cannot_be_started_is_an_error() {
    let error = fault::of(&mut Command::new("/no/such/program")).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
}
