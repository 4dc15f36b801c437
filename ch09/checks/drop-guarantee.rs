//! A bell and waiters in memory that outlives them. See [`Room`], which reads the list after each step.

#[path = "drop-guarantee/place.rs"]
mod place;
#[path = "drop-guarantee/room.rs"]
mod room;
#[path = "unpin.rs"]
mod unpin;

use super::*;
use room::Room;
use std::pin::pin;
use std::rc::Rc;
use testing::{Log, panic_of};
#[allow(
    unused_imports,
    reason = "a trait's constant is used only if there's no other"
)]
use unpin::{Asked, Otherwise as _};

/// All orders of the numbers up to `count`.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(count - 1).into_iter();
    let with_last = |order: Vec<usize>| {
        (0..count).map(move |at| {
            let mut order = order.clone();
            order.insert(at, count);
            order
        })
    };
    shorter.flat_map(with_last).collect()
}

#[test]
fn a_waiter_that_is_dropped_leaves_the_list() {
    for order in (1..=4).flat_map(orders) {
        let _log = Log::start();
        let room = Room::new(order.len());
        let mut left: Vec<_> = (1..=order.len()).collect();
        room.list_is(&left, "waiters were added");
        for number in order {
            room.end(number);
            left.retain(|it| *it != number);
            room.list_is(&left, &format!("waiter {number} was dropped"));
        }
    }
}

#[test]
fn the_bell_rings_for_the_first_waiter() {
    let _log = Log::start();
    let room = Room::new(4);
    room.end(2);
    for (number, left) in [(1, &[3, 4][..]), (3, &[4]), (4, &[])] {
        room.rings_for(number);
        room.list_is(left, &format!("the bell rang for waiter {number}"));
    }
    let woken: Vec<_> = (1..=4).map(|number| room.woken(number)).collect();
    assert!(
        woken == [0; 4],
        "a waiter was woken that the bell didn't ring for"
    );
    assert!(
        !room.ring(),
        "the bell rings for no one, and `ring` returns true"
    );
    room.add(1);
    room.ring();
    assert!(
        room.poll(1) == Some(true),
        "the bell rings for a waiter that hasn't been polled, and its first poll isn't ready"
    );
}

#[test]
fn safe_code_does_not_move_what_is_pinned() {
    let why = "Once it's pinned, safe code can get a plain reference to it by `Pin::get_mut`, and move it.";
    let bell = Asked::<Bell>::IS_UNPIN;
    let waiter = Asked::<Waiter>::IS_UNPIN;
    assert!(
        !waiter,
        "a `Waiter` is `Unpin`, and the list has pointers to it\n{why}"
    );
    assert!(
        !bell,
        "a `Bell` is `Unpin`, and its waiters have pointers to it\n{why}"
    );
}

#[test]
fn a_waiter_that_has_left_is_dropped() {
    for order in orders(3) {
        let _log = Log::start();
        let room = Room::new(3);
        room.rings_for(1);
        room.rings_for(2);
        let mut left = vec![3];
        for number in order {
            room.end(number);
            left.retain(|it| *it != number);
            let list = panic_of(|| room.list());
            assert!(
                list.as_ref() == Ok(&left),
                "the bell rang for waiters 1 and 2, waiter {number} was dropped after that, and the list is wrong\n\
                 {}",
                list.map_or_else(
                    |words| words,
                    |list| format!("It is {list:?}, and not {left:?}.")
                )
            );
        }
    }
}

#[test]
fn a_bell_is_dropped_before_its_waiters() {
    for order in orders(3) {
        let _log = Log::start();
        let room = Room::new(3);
        room.end_bell();
        for number in 1..=3 {
            let woken = room.woken(number);
            assert!(
                woken == 1,
                "the bell is dropped, and the number of waiter {number}'s wake-ups is {woken}"
            );
            let output = room.poll(number);
            assert!(
                output == Some(false),
                "the bell is dropped, and a poll of waiter {number} gives {output:?}"
            );
        }
        for number in order {
            room.end(number);
            room.list();
        }
    }
}

#[test]
fn a_waiter_is_in_one_list() {
    for again in 1..=3 {
        let _log = Log::start();
        let room = Room::new(3);
        room.add(again);
        let mut order: Vec<_> = (1..=3).filter(|number| *number != again).collect();
        order.push(again);
        room.list_is(&order, &format!("waiter {again} was added again"));

        let other = place::Place::new(Bell::default());
        room.waiter(again).with(|waiter| other.pinned().add(waiter));
        order.pop();
        let when = format!("waiter {again} was added to another bell");
        room.list_is(&order, &when);
        assert!(
            other.pinned().ring() && room.poll(again) == Some(true),
            "{when}, which rings, and the waiter isn't ready"
        );
        room.add(again);
        order.push(again);
        let when = "a waiter for which a bell has rung was added again";
        room.list_is(&order, when);
        assert!(room.poll(again).is_none(), "{when}, and is ready at once");
    }
}

#[test]
fn a_waker_drops_its_own_waiter() {
    let _log = Log::start();
    let room = Room::new(2);
    room.next_waker(|room| room.end(1));
    room.ring();
    room.list_is(&[2], "a waker dropped the waiter that it woke");
    room.next_waker(|room| room.end(2));
    room.end_bell();
    room.list();
}

#[test]
fn a_waker_changes_the_list() {
    let _log = Log::start();
    let room = Room::new(3);
    room.next_waker(|room| {
        room.add(1);
        room.rings_for(2);
    });
    room.ring();
    room.list_is(&[3, 1], "a waker added its waiter again, and rang");
    room.next_waker(|room| room.end(1));
    room.end_bell();
    room.list();
    assert!(
        room.woken(1) == 1,
        "a waiter was woken after it was dropped"
    );
}

#[test]
fn a_waker_drops_all_waiters_while_the_bell_is_dropped() {
    let _log = Log::start();
    let room = Room::new(4);
    room.next_waker(|room| (1..=4).rev().for_each(|number| room.end(number)));
    room.end_bell();
    room.list();
}

#[test]
fn a_waker_panics() {
    let _log = Log::start();
    let room = Room::new(3);
    room.next_waker(|_| panic!("a waker's own words"));
    let _words = panic_of(|| room.ring());
    room.list_is(&[2, 3], "a waker panicked while the bell rang");
    room.next_waker(|_| panic!("a waker's own words"));
    let _words = panic_of(|| room.end_bell());
    for number in 1..=3 {
        let output = room.poll(number);
        assert!(
            output.is_some(),
            "a waker panics while the bell is dropped, and waiter {number}, which comes later, isn't ready\n\
             It still has a pointer to the bell."
        );
        room.end(number);
        room.list();
    }
}

#[test]
fn on_the_stack_and_on_the_heap() {
    let bell = Rc::pin(Bell::default());
    let mut first = pin!(Waiter::default());
    bell.as_ref().add(first.as_mut());
    let mut boxed: Vec<_> = (0..3).map(|_| Box::pin(Waiter::default())).collect();
    for waiter in &mut boxed {
        bell.as_ref().add(waiter.as_mut());
    }
    {
        let mut short = pin!(Waiter::default());
        bell.as_ref().add(short.as_mut());
    }
    drop(boxed.swap_remove(1));
    assert!(bell.as_ref().ring() && bell.as_ref().ring() && bell.as_ref().ring());
    assert!(!bell.as_ref().ring(), "there are three waiters");
    first.set(Waiter::default());
    bell.as_ref().add(first.as_mut());
    drop(bell);
    assert_eq!(first.outcome.get(), Some(false), "the bell is gone");
}

#[test]
fn five_waiters() {
    let log = Log::start();
    let room = Room::new(5);
    room.list();
    room.end(3);
    room.list();
    room.ring();
    room.list();
    room.add(2);
    room.list();
    room.next_waker(|room| room.end(5));
    room.ring();
    room.list();
    room.end_bell();
    for number in 1..=5 {
        if room.waiter(number).is_there() {
            let output = room.poll(number);
            trace::trace!("waiter {number}", "has {output:?}");
        }
    }
    testing::pin_exercise!("drop-guarantee", log);
}
