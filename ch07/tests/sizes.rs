//! A machine takes no more memory than the compiler's.

#[path = "../benches/contenders/machines/mod.rs"]
#[allow(dead_code, reason = "here only sizes are looked at")]
mod machines;

use machines::{compilers, corofied};
use std::mem::size_of_val;

#[test]
fn a_corofied_machine_is_no_larger_than_the_async_fn() {
    let sizes = [
        (
            "three",
            size_of_val(&corofied::three(0, 0)),
            size_of_val(&compilers::three(0, 0)),
        ),
        (
            "rounds",
            size_of_val(&corofied::rounds(0)),
            size_of_val(&compilers::rounds(0)),
        ),
        (
            "ten_deep",
            size_of_val(&corofied::ten_deep(0)),
            size_of_val(&compilers::ten_deep(0)),
        ),
    ];
    for (name, corofied, compilers) in sizes {
        assert!(
            corofied <= compilers,
            "{name} takes {corofied} bytes, as async fn {compilers}"
        );
    }
}
