//! Every step of the chapter runs to its end and prints what its page shows.

#[test]
fn a_runtime() {
    testing::pin_step!("a-runtime");
}

#[test]
fn b_reactor_executor() {
    testing::pin_step!("b-reactor-executor");
}

#[test]
fn c_join_all() {
    testing::pin_step!("c-join-all");
}

#[test]
fn c_spawn() {
    testing::pin_step!("c-spawn");
}

#[test]
fn d_multiple_threads() {
    testing::pin_step!("d-multiple-threads");
}

#[test]
fn e_lost_wakeup() {
    testing::pin_step!("e-lost-wakeup");
}

#[test]
fn f_two_reactors() {
    testing::pin_step!("f-two-reactors");
}
