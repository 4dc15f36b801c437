//! Every step of the chapter runs to its end and prints what its page shows.

#[test]
fn a_dereference() {
    testing::pin_step!("a-dereference");
}

#[test]
fn b_bad_pointer() {
    let run = testing::Run::of(env!("CARGO_BIN_EXE_b-bad-pointer"));
    // Where a fault is no signal, this sentence is all there is.
    if cfg!(unix) {
        testing::pin_run!("b-bad-pointer", run);
    } else {
        let printed = run.stdout;
        assert!(printed.starts_with("[main] starts no child: "), "{printed}");
    }
}

#[test]
fn c_bar() {
    testing::pin_step!("c-bar");
}

#[test]
fn d_two_spinners() {
    let run = testing::Run::of(env!("CARGO_BIN_EXE_d-two-spinners"));
    // Where threads cannot be pinned, the first line says so, and the kernel's proves nothing.
    if ch01::affinity::allowed().is_ok() {
        testing::pin_run!("d-two-spinners", run);
    } else {
        let printed = run.stdout;
        assert!(printed.contains("perhaps on two cores: "), "{printed}");
        assert!(!printed.contains("[kernel]"), "{printed}");
    }
}
