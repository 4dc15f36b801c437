//! Three ways to pin a label, and what goes wrong when the promise is broken.

use crate::label::Label;
use std::mem;
use std::pin::{Pin, pin};
use trace::trace;

// ANCHOR: heap
pub fn on_the_heap() {
    let mut label: Pin<Box<Label>> = Box::pin(Label::new("hello"));
    label.as_mut().point();
    trace!("heap", "{}", label.points_to(&[]));
    let moved = Box::new(label);
    trace!("heap", "moved the box: {}", moved.points_to(&[]));
}
// ANCHOR_END: heap

// ANCHOR: stack
pub fn on_the_stack() {
    let mut label = Label::new("hello");
    // SAFETY: the label isn't moved from here on. The new `label` hides the old one, so no
    // later line can move it.
    let mut label = unsafe { Pin::new_unchecked(&mut label) };
    label.as_mut().point();
    trace!("stack", "{}", label.points_to(&[]));
}
// ANCHOR_END: stack

// ANCHOR: macro
pub fn with_the_macro() {
    let mut label = pin!(Label::new("hello"));
    label.as_mut().point();
    trace!("pin!", "{}", label.points_to(&[]));
}
// ANCHOR_END: macro

// ANCHOR: swap
pub fn swapped() {
    let (mut a, mut b) = (Label::new("a"), Label::new("b"));
    for label in [&mut a, &mut b] {
        // This is what goes wrong: `a` and `b` are moved later, and a pin promises that they
        // won't be. The pointers are only compared after that.
        // SAFETY: none.
        unsafe { Pin::new_unchecked(label) }.point();
    }
    trace!("swap", "a {}", a.points_to(&[("b", &b)]));
    mem::swap(&mut a, &mut b);
    trace!("swap", "swapped a and b: a {}", a.points_to(&[("b", &b)]));
}
// ANCHOR_END: swap
