use super::*;
use crate::stack::Stacks;
use std::rc::Rc;

// ANCHOR: in-order
#[test]
fn values_come_out_in_order_and_the_result_last() {
    let stack = Stacks::new().take(64 * 1024).unwrap();
    let mut coroutine = Coroutine::new(stack, |suspender: &Suspender<u32>| {
        for value in 0..3 {
            suspender.suspend(value);
        }
        "done"
    });
    for value in 0..3 {
        assert_eq!(coroutine.resume(), State::Suspended(value));
    }
    assert_eq!(coroutine.resume(), State::Finished("done"));
    assert!(coroutine.is_finished());
}
// ANCHOR_END: in-order

// ANCHOR: dropped
#[test]
fn a_dropped_one_is_unwound() {
    let owned = Rc::new(());
    let stack = Stacks::new().take(64 * 1024).unwrap();
    let kept = Rc::clone(&owned);
    let mut coroutine = Coroutine::new(stack, move |suspender: &Suspender<()>| {
        let _kept = kept;
        suspender.suspend(());
        unreachable!();
    });
    assert_eq!(coroutine.resume(), State::Suspended(()));
    drop(coroutine);
    assert_eq!(Rc::strong_count(&owned), 1);
}
// ANCHOR_END: dropped

#[test]
fn places_on_a_stack_are_aligned_and_below_what_is_there() {
    #[repr(align(4096))]
    struct Page(#[expect(dead_code, reason = "it has a size")] [u8; 4096]);

    fn check<T>(top: *mut u8) {
        let place = below::<T>(top);
        assert!(place.is_aligned() && place.addr().is_multiple_of(16));
        assert!(place.addr() + size_of::<T>() <= top.addr());
    }
    let stack = Stacks::new().take(64 * 1024).unwrap();
    for used in [0, 1, 8, 16, 24, 100] {
        let top = stack.top().wrapping_sub(used);
        check::<()>(top);
        check::<u8>(top);
        check::<u128>(top);
        check::<[u8; 100]>(top);
        check::<Page>(top);
    }
}
