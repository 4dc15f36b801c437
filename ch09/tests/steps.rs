//! Every step of the chapter runs to its end and prints what its page shows.

#[test]
fn a_coroutines_variables() {
    testing::pin_step!("a-coroutines-variables");
}

#[test]
fn b_coroutines_references() {
    testing::pin_step!("b-coroutines-references");
}

#[test]
fn c_coroutines_problem() {
    testing::pin_step!("c-coroutines-problem");
}

#[test]
fn d_pin() {
    testing::pin_step!("d-pin");
}

#[test]
fn e_coroutines_pin() {
    testing::pin_step!("e-coroutines-pin");
}

#[test]
fn e_drop() {
    testing::pin_step!("e-drop");
}
