//! Turns that are charged and turns that are not, and drinks whose break-even is known from here.

use super::*;
use ch01::bar::{Deed, Diary, Entry};
use testing::Log;
use trace::trace;

const STYLES: [(&str, Style); 2] = [("waits", Style::Waits), ("goes on", Style::TopsUpFirst)];
const TWO_MINUTES: Seconds = 120;

fn evening(bartenders: usize, style: Style, takes: Seconds, closing: Seconds) -> Diary {
    let bar = Bar {
        drink: Drink::default(),
        bartenders,
        style,
    };
    simulate(bar, &mut Reports::new(takes), closing)
}

/// What is wrong with the reports in a diary. A turn is where the order differs from the one that the
/// same bartender had before.
fn complaint(diary: &Diary, takes: Seconds) -> Option<String> {
    let mut before: HashMap<usize, Entry> = HashMap::new();
    for entry in diary {
        let last = before.insert(entry.bartender, *entry);
        let turns = last.is_some_and(|last| last.order != entry.order);
        let reports = entry.deed == Deed::Reports;
        let who = format!("bartender {}, {entry}", entry.bartender);
        if turns && !reports {
            return Some(format!("a turn to another order was not reported\n{who}"));
        }
        if reports && !turns {
            return Some(format!(
                "a report was made, although nobody turned to another order\n{who}"
            ));
        }
        if reports && entry.to - entry.from != takes {
            return Some(format!("a report does not take its {takes} seconds\n{who}"));
        }
    }
    None
}

#[test]
fn a_turn_to_another_order_is_reported_and_going_on_stops_paying() {
    let log = Log::start();
    trace!("manager", "wants reports of {TWO_MINUTES} s");
    let diaries = STYLES.map(|(who, style)| {
        let diary = evening(1, style, TWO_MINUTES, 280);
        for entry in &diary {
            trace!("who {who}", "{entry}");
        }
        diary
    });
    if let Some(complaint) = diaries
        .iter()
        .find_map(|diary| complaint(diary, TWO_MINUTES))
    {
        testing::report(&log.text());
        panic!("{complaint}");
    }
    let drink = Drink::default();
    for takes in [0, 30, 60, 90, TWO_MINUTES] {
        let [waits, goes_on] = STYLES.map(|(_, style)| served(style, drink, takes));
        trace!(
            "manager",
            "with reports of {takes} s\n\
             who waits serves {waits}, who goes on {goes_on}"
        );
    }
    trace!(
        "manager",
        "makes going on pointless with reports of {} s",
        break_even(drink)
    );
    testing::pin_exercise!("bar-with-a-manager", log);
}

#[test]
fn each_bartender_reports_only_own_turns() {
    let mut manager = Reports::new(7);
    let turns = [
        (1, 1),
        (2, 2),
        (1, 1),
        (2, 2),
        (2, 1),
        (1, 2),
        (1, 2),
        (2, 1),
    ];
    let costs = turns.map(|(bartender, order)| manager.turns_to(bartender, order));
    assert_eq!(
        costs,
        [0, 0, 0, 0, 7, 7, 0, 0],
        "two bartenders take turns, and each report must be of its own bartender's turn\n\
         These were the bartenders and their orders: {turns:?}\n\
         What each cost, and should have cost:"
    );
    for (_, style) in STYLES {
        for (bartenders, takes) in [(2, 10), (3, 45), (12, TWO_MINUTES)] {
            let diary = evening(bartenders, style, takes, 3600);
            if let Some(complaint) = complaint(&diary, takes) {
                panic!("{complaint}, one of {bartenders} bartenders");
            }
        }
    }
}

/// Whoever goes on turns away from each drink and back to it, which is one turn more than whoever
/// waits makes, and gains the time in which it settles.
#[test]
fn the_break_even_depends_on_the_drink() {
    let mut manager = Reports::new(5);
    assert_eq!(
        [manager.turns_to(1, 1), manager.turns_to(1, 2)],
        [0, 5],
        "turns are not charged as they should be, so there is no break-even to be found yet\n\
         The first order, and a turn to a second one:"
    );
    for (pour, settle, top_up) in [
        (15, 100, 5),
        (10, 30, 10),
        (40, 75, 1),
        (5, 8, 60),
        (15, 0, 5),
    ] {
        let drink = Drink {
            pour,
            settle,
            top_up,
        };
        let found = break_even(drink);
        assert!(
            found >= settle,
            "going on still pays with reports as long as the break-even that was found\n\
             {drink:?}: found {found} s"
        );
        assert!(
            found <= settle,
            "going on pays no more with reports that are shorter than the break-even that was found\n\
             {drink:?}: found {found} s"
        );
    }
}
