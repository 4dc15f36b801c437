//! Every step of the chapter runs to its end and prints what its page shows.

use std::process::Command;

/// Where the first steps have instructions of their own to swap stacks with.
const SWAPS: bool = cfg!(all(
    unix,
    any(target_arch = "aarch64", target_arch = "x86_64")
));

/// Elsewhere one sentence is all that there is.
fn says_where_it_runs(program: &str) {
    let output = testing::run(&mut Command::new(program));
    assert!(output.ended && !output.success, "{output}");
    assert!(
        output
            .stderr
            .starts_with("error: this step swaps stacks on Linux and macOS"),
        "{output}"
    );
}

#[test]
fn a_stack_swap() {
    if SWAPS {
        testing::pin_step!("a-stack-swap");
    } else {
        says_where_it_runs(env!("CARGO_BIN_EXE_a-stack-swap"));
    }
}

#[test]
fn b_show_stack() {
    if cfg!(all(unix, target_arch = "x86_64")) {
        testing::pin_step!("b-show-stack");
    } else if SWAPS {
        // Other registers, and a stack pointer that moves by 16: the page shows those of x86-64.
        let printed = testing::stdout_of(env!("CARGO_BIN_EXE_b-show-stack"));
        assert!(printed.contains("08 07 06 05 04 03 02 01"), "{printed}");
        assert!(printed.contains("the stack grows down"), "{printed}");
        assert!(!printed.contains("unknown"), "{printed}");
    } else {
        says_where_it_runs(env!("CARGO_BIN_EXE_b-show-stack"));
    }
}

#[test]
fn c_fibers() {
    if SWAPS {
        testing::pin_step!("c-fibers");
    } else {
        says_where_it_runs(env!("CARGO_BIN_EXE_c-fibers"));
    }
}

#[test]
fn e_fibers_windows() {
    if cfg!(all(windows, target_arch = "x86_64")) {
        let printed = testing::stdout_of(env!("CARGO_BIN_EXE_e-fibers-windows"));
        assert!(
            printed.ends_with("[main] has no fiber left to run, and ends\n"),
            "{printed}"
        );
    } else {
        testing::pin_step!("e-fibers-windows");
    }
}

#[test]
fn d_fibers_closure() {
    testing::pin_step!("d-fibers-closure");
}

#[test]
fn g_guard_page() {
    let run = testing::Run::of(env!("CARGO_BIN_EXE_g-guard-page"));
    // Where a fault is no signal, this sentence is all there is.
    if cfg!(unix) {
        testing::pin_run!("g-guard-page", run);
    } else {
        let printed = run.stdout;
        assert!(
            printed.starts_with("[parent] starts no child: "),
            "{printed}"
        );
    }
}

#[test]
fn h_many() {
    let run = testing::Run::of(env!("CARGO_BIN_EXE_h-many"));
    let all_parked = "[fibers] 100000 of them are parked, each on a stack of 256 KiB\n";
    // Elsewhere nobody counts; an older Linux has no room for so many, and a sentence says why.
    let printed = &run.stdout;
    if !cfg!(target_os = "linux") {
        assert!(printed.contains("[fibers] are not measured: "), "{printed}");
    } else if printed.contains(all_parked) {
        testing::pin_run!("h-many", run);
    } else {
        let why = "[main] makes 20000 fibers and not 100000: without light guards";
        assert!(printed.contains(why), "{printed}");
    }
}

#[test]
fn f_fibers_io() {
    if cfg!(unix) {
        testing::pin_step!("f-fibers-io");
    } else {
        let output = testing::run(&mut Command::new(env!("CARGO_BIN_EXE_f-fibers-io")));
        assert!(output.ended && !output.success, "{output}");
        assert!(output.stderr.contains("run it inside WSL 2"), "{output}");
    }
}
