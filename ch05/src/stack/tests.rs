//! Labels and sizes; `tests/stacks.rs` has the rest.

use super::shape::{Bytes, whole_pages};
use super::*;

#[test]
fn sizes_are_whole_pages() {
    for (size, rounded) in [(0, 4096), (1, 4096), (4096, 4096), (4097, 8192)] {
        assert_eq!(whole_pages(size, 4096).unwrap(), rounded);
    }
    assert_eq!(
        whole_pages(usize::MAX - 4095, 4096).unwrap(),
        usize::MAX - 4095
    );
    assert!(whole_pages(usize::MAX - 4094, 4096).is_err());
}

#[test]
fn a_guard_is_at_least_a_page() {
    assert_eq!(Shape::new(1 << 16, 4 << 10).unwrap().guard, 16 << 10);
    assert_eq!(Shape::new(1 << 16, 64 << 10).unwrap().guard, 64 << 10);
    assert!(Shape::new(isize::MAX as usize - 4095, 4096).is_err());
}

#[test]
fn bytes_are_said_in_the_largest_unit_that_is_exact() {
    let said = [0, 1000, 64 << 10, 1 << 20, 1025 << 10, 3 << 30].map(|n| Bytes(n).to_string());
    let right = [
        "0 bytes",
        "1000 bytes",
        "64 KiB",
        "1 MiB",
        "1025 KiB",
        "3 GiB",
    ];
    assert_eq!(said, right);
}

#[cfg(unix)]
#[test]
fn a_label_holds_what_fits_of_a_name_and_is_empty_again() {
    let stacks = Stacks::new();
    let mut stack = stacks.take(1).unwrap();
    assert_eq!(stack.label.name(), None);
    let fits = "x".repeat(63);
    for (name, kept) in [
        ("deep".to_owned(), "deep".to_owned()),
        (fits.clone(), fits),
        ("x".repeat(64), "x".repeat(60) + "…"),
        // 59 bytes, and a letter of two that would end at the 61st.
        ("x".repeat(59) + "éééé", "x".repeat(59) + "…"),
    ] {
        stack.set_name(&name);
        assert_eq!(stack.label.name(), Some(&*kept));
    }
    stack.set_name("");
    assert_eq!(stack.label.name(), None);
    stack.set_name("first");
    drop(stack);
    assert_eq!(stacks.take(1).unwrap().label.name(), None);
}
