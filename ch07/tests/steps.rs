//! Every step of the chapter runs to its end and prints what its page shows.

#[test]
fn a_coroutine() {
    testing::pin_step!("a-coroutine");
}

#[test]
fn a_coroutine_std() {
    testing::pin_step!("a-coroutine-std");
}

#[test]
fn the_compilers_machine_prints_the_same_lines_as_the_one_by_hand() {
    let by_hand = testing::stdout_of(env!("CARGO_BIN_EXE_a-coroutine"));
    let compilers = testing::stdout_of(env!("CARGO_BIN_EXE_a-coroutine-std"));
    assert_eq!(by_hand, compilers);
}

#[test]
fn d_combinators() {
    testing::pin_step!("d-combinators");
}

#[test]
fn a_chain_prints_the_same_lines_as_the_machine_by_hand() {
    let by_hand = testing::stdout_of(env!("CARGO_BIN_EXE_a-coroutine"));
    let chained = testing::stdout_of(env!("CARGO_BIN_EXE_d-combinators"));
    assert_eq!(by_hand, chained);
}

#[test]
fn e_generator() {
    testing::pin_step!("e-generator");
}

#[test]
fn b_async_await() {
    testing::pin_step!("b-async-await");
}

#[test]
fn c_async_await() {
    testing::pin_step!("c-async-await");
}
