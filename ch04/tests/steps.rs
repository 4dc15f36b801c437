//! Every step of the chapter runs to its end and prints what its page shows.

#[test]
fn a_epoll() {
    testing::pin_step!("a-epoll");
}

#[test]
fn b_epoll_mio() {
    testing::pin_step!("b-epoll-mio");
}

#[test]
fn c_level_vs_edge() {
    testing::pin_step!("c-level-vs-edge");
}

#[test]
fn d_oneshot() {
    testing::pin_step!("d-oneshot");
}

#[test]
fn e_io_uring() {
    let run = testing::Run::of(env!("CARGO_BIN_EXE_e-io-uring"));
    // A container may forbid it, and other systems have none: then this sentence is all there is.
    let none = "[main] finds no io_uring: it needs Linux 5.7 or later, which must permit it\n";
    if run.stdout != none {
        testing::pin_run!("e-io-uring", run);
    }
}

#[test]
fn the_same_program_on_mio_differs_in_a_handful_of_lines() {
    let ours = include_str!("../src/bin/a-epoll.rs");
    let mios = include_str!("../src/bin/b-epoll-mio.rs");
    let only_ours: Vec<_> = ours
        .lines()
        .filter(|line| !mios.lines().any(|other| other == *line))
        .collect();
    assert!(only_ours.len() <= 5, "these differ: {only_ours:#?}");
}
