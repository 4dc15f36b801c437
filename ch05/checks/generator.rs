//! Bodies that say when they run, and when what they own is dropped.

use super::*;
use std::cell::Cell;
use std::panic::resume_unwind;
use std::rc::Rc;
use testing::{Log, panic_of};
use trace::trace;

/// Owned by a body; says when it is dropped.
struct Lamp;

impl Drop for Lamp {
    fn drop(&mut self) {
        trace!("generator", "puts out its lamp");
    }
}

/// Counts to a number, by the light of a lamp.
fn count_to(stacks: &Stacks, last: u32) -> Generator<u32> {
    Generator::new(stacks, move |fiber| {
        trace!("generator", "lights its lamp");
        let _lamp = Lamp;
        for number in 1..=last {
            trace!("generator", "counts {number}");
            fiber.suspend(number);
        }
    })
}

fn tree<T: Ord>(values: impl IntoIterator<Item = T>) -> Tree<T> {
    let mut tree = Tree(None);
    values.into_iter().for_each(|value| tree.insert(value));
    tree
}

/// Asks again when the body has nothing left. A coroutine that is resumed after its end panics.
fn ask_after<T>(end: &str, numbers: &mut Generator<T>) -> Option<T> {
    panic_of(|| numbers.next()).unwrap_or_else(|words| {
        panic!(
            "after {end} of its body, `next` resumes the body once more\n\
             The coroutine panics: {words}. It has to be asked first whether it has ended."
        )
    })
}

#[test]
fn a_value_is_made_when_it_is_asked_for() {
    let log = Log::start();
    let stacks = Stacks::new();
    trace!("main", "makes a generator that would count to 4");
    let mut numbers = count_to(&stacks, 4);
    let began_early = !log.of("generator").is_empty();
    for _ in 0..2 {
        trace!("main", "asks");
        let number = numbers.next();
        trace!("main", "hears {number:?}");
    }
    trace!("main", "has heard enough");
    let counted_more = log.of("generator").iter().any(|what| what == "counts 3");
    drop(numbers);
    trace!("main", "makes one that counts to 1");
    let mut numbers = count_to(&stacks, 1);
    for _ in 0..3 {
        trace!("main", "asks");
        let number = ask_after("the end", &mut numbers);
        trace!("main", "hears {number:?}");
    }
    if began_early || counted_more {
        testing::report(&log.text());
    }
    assert!(
        !began_early,
        "the body has run although no value was asked for\n\
         It has to run inside `next`, as far as its next value."
    );
    assert!(
        !counted_more,
        "two values were asked for, and the body has run further than to the second"
    );
    testing::pin_exercise!("generator", log);
}

#[test]
fn a_walk_says_the_values_in_order() {
    let stacks = Stacks::new();
    let cases: [&[u32]; 7] = [
        &[],
        &[1],
        &[2, 1],
        &[1, 2],
        &[2, 1, 3],
        &[4, 2, 6, 1, 3, 5, 7],
        &[5, 5, 3, 9, 5, 3, 8, 1],
    ];
    for values in cases {
        let walked: Vec<u32> = tree(values.iter().copied()).in_order(&stacks).collect();
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        let mistake = match walked.len() == sorted.len() {
            true => "the walk says the values in another order",
            false => "the walk leaves values out",
        };
        assert!(
            walked == sorted,
            "{mistake}\n{values:?} were put in, and it said {walked:?}."
        );
    }
}

#[test]
fn a_walk_stands_still_at_each_value_that_it_says() {
    let log = Log::start();
    let mut walk = tree([4, 2, 6, 1, 3, 5, 7]).in_order(&Stacks::new());
    // 4, 2 and 1, and beside 1 two empty trees; the walk is at each value when it says it.
    for (value, opened) in [(1, 4), (2, 5), (3, 7), (4, 8)] {
        assert_eq!(walk.next(), Some(value));
        assert!(
            log.counted("open") <= opened,
            "the walk goes through the tree before its values are asked for\n\
             To say {value}, it has opened {} trees; {opened} are enough.",
            log.counted("open")
        );
    }
}

#[test]
fn after_the_end_there_is_none_forever() {
    let stacks = Stacks::new();
    for last in [0, 1, 5] {
        let mut numbers = count_to(&stacks, last);
        assert!((&mut numbers).eq(1..=last));
        let after = [(); 2].map(|()| ask_after("the end", &mut numbers));
        assert!(after == [None, None], "it has ended, and goes on");
    }
}

/// Ends a body that runs on although no value is asked for: it would fill the memory.
fn is_enough(made: u64) {
    assert!(
        made < 1000,
        "a body without an end runs on and on, although a few values were asked for"
    );
}

#[test]
fn bodies_without_an_end_give_what_is_asked_for() {
    let stacks = Stacks::new();
    let fibonacci = Generator::new(&stacks, |fiber| {
        let (mut this, mut next) = (0u64, 1);
        for made in 0.. {
            is_enough(made);
            fiber.suspend(this);
            (this, next) = (next, this.wrapping_add(next));
        }
    });
    let made = Rc::new(Cell::new(0));
    let makes = Rc::clone(&made);
    let squares = Generator::new(&stacks, move |fiber| {
        for number in 0u64.. {
            is_enough(number);
            makes.set(number + 1);
            fiber.suspend(number * number);
        }
    });
    let mut both = Vec::new();
    for (a, b) in fibonacci.zip(squares) {
        both.push((a, b));
        if both.len() == 6 {
            break;
        }
    }
    assert_eq!(both, [(0, 0), (1, 1), (1, 4), (2, 9), (3, 16), (5, 25)]);
    assert_eq!(
        made.get(),
        6,
        "six squares were asked for, and so many made:"
    );
}

/// A value that counts its drops.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Leaf {
    value: u32,
    dropped: Rc<Cell<u32>>,
}

impl Drop for Leaf {
    fn drop(&mut self) {
        self.dropped.set(self.dropped.get() + 1);
    }
}

#[test]
fn two_trees_are_compared_no_further_than_they_are_equal() {
    let stacks = Stacks::new();
    let dropped = Rc::new(Cell::new(0));
    let leaf = |value| Leaf {
        value,
        dropped: Rc::clone(&dropped),
    };
    let tall = tree((1..=100).map(leaf)).in_order(&stacks);
    let flat = tree([50, 25, 75, 3, 1, 2, 60].map(leaf)).in_order(&stacks);
    let mut pairs = tall.zip(flat);
    let equal = pairs.by_ref().take_while(|(a, b)| a.value == b.value);
    assert_eq!(
        equal.count(),
        3,
        "1, 2 and 3 are in both, then come 4 and 25"
    );
    assert_eq!(
        dropped.get(),
        8,
        "a walk drops what it still has to say\n\
         Four values were asked for of each tree. Dropped by then:"
    );
    drop(pairs);
    assert_eq!(
        dropped.get(),
        107,
        "both walks were dropped half-way, and not everything that was left in the trees\n\
         Dropped, of 107:"
    );
}

#[test]
fn it_can_be_dropped_after_any_number_of_values() {
    for asked in 0..=4 {
        let log = Log::start();
        let captured = Rc::new(());
        let capture = Rc::clone(&captured);
        let mut numbers = Generator::new(&Stacks::new(), move |fiber| {
            let _capture = &capture;
            let _lamp = Lamp;
            (1..=3).for_each(|number| fiber.suspend(number));
        });
        numbers.by_ref().take(asked).for_each(|_: i32| ());
        drop(numbers);
        assert!(
            Rc::strong_count(&captured) == 1,
            "a generator was dropped, and what its body had captured was not\n\
             Values that were asked for before: {asked}."
        );
        let lamps = usize::from(asked > 0);
        assert!(
            log.of("generator").len() == lamps,
            "a generator was dropped, and what its body owned was not\n\
             Values that were asked for before: {asked}."
        );
    }
}

#[test]
fn panics_of_the_body_come_out_of_next() {
    let log = Log::start();
    let stacks = Stacks::new();
    let made = panic_of(|| {
        Generator::new(&stacks, |fiber| {
            let _lamp = Lamp;
            fiber.suspend(1);
            // Without the message that a panic prints.
            resume_unwind(Box::new("out of numbers"));
        })
    });
    let Ok(mut numbers) = made else {
        panic!("the panic of a body comes out of `new`, when no value was asked for");
    };
    assert_eq!(numbers.next(), Some(1));
    match panic_of(|| numbers.next()) {
        Ok(said) => panic!(
            "the body panicked, and `next` returned {said:?}\nThe panic is lost: the caller of `next` has to get it."
        ),
        Err(words) => assert!(
            words == "out of numbers",
            "`next` panics with other words: {words}"
        ),
    }
    assert!(
        log.of("generator") == ["puts out its lamp"],
        "what the body owns is dropped by its panic"
    );
    let after = [(); 2].map(|()| ask_after("a panic", &mut numbers));
    assert!(
        after == [None, None],
        "it has ended with a panic, and goes on"
    );
}

#[test]
fn recursion_may_go_deep_and_generators_may_use_generators() {
    let stacks = Stacks::new();
    let descending = tree((0..300).rev()).in_order(&stacks);
    let own = stacks.clone();
    let every_third = Generator::new(&stacks, move |fiber| {
        let mut numbers = count_to(&own, 1000);
        while let Some(number) = numbers.nth(2) {
            fiber.suspend(number);
        }
    });
    let mut numbers = 0;
    for (number, third) in descending.zip(every_third) {
        assert_eq!((number, third), (numbers, 3 * numbers + 3));
        numbers += 1;
    }
    assert_eq!(numbers, 300, "one of the two has ended early");
}
