//! The machine is polled once at a time, and between two polls the check looks at what the kitchen was told.

use super::*;
use testing::{Log, panic_of};
use trace::trace;

type Price = Result<u32, SoldOut>;

/// A kitchen with this menu: the poll at which each dish is ready, and its price.
fn kitchen(soup: (u32, Price), fish: (u32, Price), pasta: (u32, Price)) -> Kitchen {
    let menu = [("soup", soup), ("fish", fish), ("pasta", pasta)];
    let menu = menu.map(|(name, (poll, price))| (name, poll, price));
    Kitchen(menu.to_vec())
}

/// How often a dish was ordered.
fn orders(log: &Log, dish: &str) -> usize {
    let order = format!("gets an order: {dish}");
    let told = log.of("kitchen");
    told.iter().filter(|it| **it == order).count()
}

fn is_dropped(log: &Log, dish: &str) -> bool {
    log.of(dish).iter().any(|it| it == "is dropped")
}

/// The place of a line in the log.
fn place(log: &Log, line: &str) -> usize {
    let text = log.text();
    let at = text.lines().position(|it| it == line);
    at.unwrap_or_else(|| panic!("there should be a line {line:?}; there are these:\n{text}"))
}

#[test]
fn a_poll_ends_where_the_function_waits() {
    let log = Log::start();
    let mut dinner = dinner(kitchen((3, Ok(6)), (3, Ok(20)), (1, Ok(12))));
    assert_eq!(
        orders(&log, "soup"),
        0,
        "the body runs before the first poll"
    );
    for poll in 1..=5 {
        let output = dinner.poll();
        let (soup, fish) = (log.counted("soup"), log.counted("fish"));
        assert!(
            orders(&log, "soup") == 1 && orders(&log, "fish") <= 1,
            "a dish is ordered again at the next poll\nIt's the same dish that has to be polled again."
        );
        assert!(
            soup <= poll && fish <= poll.saturating_sub(2),
            "one poll of the dinner polls a dish again and again\n\
             A dish that isn't ready ends the poll: only the caller knows what else there is to do."
        );
        assert_eq!(
            soup,
            poll.min(3),
            "the soup is polled at each poll until it's ready"
        );
        assert!(
            poll == 5 || output == PollState::NotReady,
            "the dinner is over before its dishes are ready: poll {poll} returns {output:?}"
        );
    }
}

#[test]
fn a_poll_goes_on_as_far_as_it_can() {
    let log = Log::start();
    let mut dinner = dinner(kitchen((1, Ok(6)), (1, Err(SoldOut)), (1, Ok(12))));
    let output = dinner.poll();
    let last = ["pasta", "fish", "soup"]
        .into_iter()
        .find(|dish| log.counted(dish) > 0);
    assert!(
        output != PollState::NotReady,
        "every dish is ready at its first poll, and the machine stops after the {}\n\
         There was nothing to wait for.",
        last.unwrap_or("start")
    );
}

#[test]
fn the_output_is_what_the_function_returns() {
    let no = (1, Err(SoldOut));
    for (soup, fish, pasta, expected, why) in [
        (
            (2, Ok(6)),
            (2, Ok(20)),
            no,
            Ok(26),
            "soup for 6, fish for 20",
        ),
        (
            (2, Ok(6)),
            no,
            (2, Ok(12)),
            Ok(18),
            "soup for 6, no fish, pasta for 12",
        ),
        ((2, Ok(6)), no, no, Err(SoldOut), "neither fish nor pasta"),
        (no, (1, Ok(20)), (1, Ok(12)), Err(SoldOut), "no soup"),
    ] {
        let log = Log::start();
        let mut dinner = dinner(kitchen(soup, fish, pasta));
        let output = (0..9).find_map(|_| match dinner.poll() {
            PollState::Ready(output) => Some(output),
            PollState::NotReady => None,
        });
        assert!(
            soup.1.is_ok() || orders(&log, "fish") == 0,
            "there's no soup, and the fish is ordered all the same\nWhat does `?` do?"
        );
        assert!(
            fish.1.is_err() || orders(&log, "pasta") == 0,
            "there's fish, and the pasta is ordered all the same"
        );
        assert!(
            output == Some(expected),
            "{why}: the dinner's output is {output:?}, and {expected:?} is expected"
        );
    }
}

#[test]
fn a_dish_is_dropped_before_the_next_is_ordered() {
    let log = Log::start();
    let mut dinner = dinner(kitchen((1, Ok(6)), (1, Err(SoldOut)), (2, Ok(12))));
    let _ = dinner.poll();
    for (dish, next) in [("soup", "fish"), ("fish", "pasta")] {
        let is_in_time = is_dropped(&log, dish)
            && place(&log, &format!("[{dish}] is dropped"))
                < place(&log, &format!("[kitchen] gets an order: {next}"));
        assert!(
            is_in_time,
            "the {dish} is still there when the {next} is ordered\n\
             A `wait` ends with its future: a real one would hold a connection."
        );
    }
}

#[test]
fn the_function_holds_nothing_after_it_returned() {
    let no = (1, Err(SoldOut));
    for menu in [
        [(1, Ok(6)), (1, Ok(20)), no],
        [(1, Ok(6)), no, (1, Ok(12))],
        [no, no, no],
    ] {
        let log = Log::start();
        let mut dinner = dinner(kitchen(menu[0], menu[1], menu[2]));
        let _ = dinner.poll();
        let text = log.text();
        trace!("main", "has the dinner's output");
        let dishes = ["soup", "fish", "pasta"];
        let kept = dishes
            .into_iter()
            .find(|dish| log.counted(dish) > 0 && !is_dropped(&log, dish));
        assert!(
            kept.is_none(),
            "the function has returned, and the machine still holds the {}",
            kept.unwrap_or_default()
        );
        assert!(
            log.of("kitchen").contains(&"closes".to_owned()),
            "the function has returned, and the machine still holds the kitchen\n\
             A parameter that was moved into a function is dropped when the function returns."
        );
        assert!(
            text.ends_with("[kitchen] closes\n"),
            "the kitchen closes while the machine still holds a dish\n\
             A `wait` ends with its future; the parameters are dropped after the last line."
        );
        drop(dinner);
    }
}

#[test]
fn polled_again_it_panics_and_does_nothing() {
    for fish in [Ok(20), Err(SoldOut)] {
        let log = Log::start();
        let mut dinner = dinner(kitchen((1, Ok(6)), (1, fish), (1, Err(SoldOut))));
        let _ = dinner.poll();
        let before = log.text();
        let again = panic_of(|| dinner.poll());
        if let Ok(output) = again {
            panic!(
                "polled again after it was over, the machine returns {output:?}\nA function returns once."
            );
        }
        let after = log.text();
        assert!(
            before == after,
            "polled again after it was over, the machine goes on:\n{}",
            &after[before.len()..]
        );
    }
}

#[test]
fn two_dinners() {
    let log = Log::start();
    for fish in [(1, Ok(20)), (2, Err(SoldOut))] {
        let mut dinner = dinner(kitchen((2, Ok(6)), fish, (1, Ok(12))));
        trace!("main", "has a dinner that hasn't begun");
        let price = loop {
            match dinner.poll() {
                PollState::Ready(price) => break price,
                PollState::NotReady => trace!("main", "does other work"),
            }
        };
        trace!("main", "pays: {price:?}");
    }
    testing::pin_exercise!("three-waits", log);
}
