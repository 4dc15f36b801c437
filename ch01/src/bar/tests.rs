//! What is simulated, against what can be computed.

use super::*;
use std::collections::BTreeMap;

const STYLES: [Style; 3] = [Style::Waits, Style::TopsUpFirst, Style::PoursFirst];

/// Drinks that differ in which of their times is the long one.
fn drinks() -> Vec<Drink> {
    let mut drinks = vec![Drink::default()];
    for pour in [1, 15, 40] {
        for settle in [0, 1, 99, 240] {
            for top_up in [0, 5, 33] {
                drinks.push(Drink {
                    pour,
                    settle,
                    top_up,
                });
            }
        }
    }
    drinks
}

fn bars(style: Style) -> impl Iterator<Item = Bar> {
    drinks().into_iter().flat_map(move |drink| {
        [1, 2, 12].map(|bartenders| Bar {
            drink,
            bartenders,
            style,
        })
    })
}

/// A top-up that takes no time is done in the very second of `until`, and counts.
fn report(bar: Bar, until: Seconds) -> Report {
    Report::of(&simulate(bar, &mut Nobody, until + 1), 0..until)
}

/// The whole drinks of each bartender: nothing is lost, since nobody begins before the last is served.
#[test]
fn who_waits_serves_one_drink_after_the_other() {
    for bar in bars(Style::Waits) {
        for until in [1, 119, 120, 121, 1500] {
            let each = until / bar.drink.latency();
            let served = report(bar, until).served;
            assert_eq!(
                served,
                each * bar.bartenders as u64,
                "{bar:?} until {until}"
            );
            assert!(served <= bar.most_in(until));
        }
    }
}

#[test]
fn who_goes_on_is_never_idle() {
    for style in [Style::TopsUpFirst, Style::PoursFirst] {
        for bar in bars(style) {
            let all = bar.bartenders as u64 * 1500;
            assert_eq!(report(bar, 1500).busy, all, "{bar:?}");
        }
    }
}

/// All hands are busy all the time, so what was not served is in progress; and a drink is poured only
/// when none has settled, so what is in progress was begun in the time that one takes to settle, or is
/// in somebody's hands.
#[test]
fn who_tops_up_first_serves_what_the_work_allows_but_for_the_drinks_in_progress() {
    for bar in bars(Style::TopsUpFirst) {
        for until in [1, 125, 1000, 1500] {
            let Drink { pour, settle, .. } = bar.drink;
            let in_progress = settle.div_ceil(pour) + 1;
            let begun = settle.div_ceil(pour) * pour + bar.drink.work();
            let report = report(bar, until);
            assert!(
                report.in_progress as u64 <= bar.bartenders as u64 * in_progress,
                "{bar:?}"
            );
            assert!(report.served <= bar.most_in(until), "{bar:?} until {until}");
            assert!(
                report.served >= bar.most_in(until.saturating_sub(begun)),
                "{bar:?} until {until}"
            );
        }
    }
}

#[test]
fn who_pours_first_serves_nobody_and_begins_a_drink_each_time() {
    for bar in bars(Style::PoursFirst) {
        let report = report(bar, 1500);
        assert_eq!(report.served, 0, "{bar:?}");
        let begun = bar.bartenders as u64 * 1500_u64.div_ceil(bar.drink.pour);
        assert_eq!(report.in_progress as u64, begun, "{bar:?}");
    }
}

/// Little's law: what is in progress is what is served in a second, times the seconds that each takes.
#[test]
fn the_drinks_in_progress_are_the_throughput_times_the_time_of_a_drink() {
    for (bartenders, style, in_progress) in [
        (1, Style::Waits, 1),
        (12, Style::Waits, 12),
        (1, Style::TopsUpFirst, 6),
        (2, Style::TopsUpFirst, 12),
    ] {
        let drink = Drink::default();
        let bar = Bar {
            drink,
            bartenders,
            style,
        };
        let diary = simulate(bar, &mut Nobody, 3 * HOUR);
        let report = Report::of(&diary, HOUR..2 * HOUR);
        assert_eq!(report.in_progress, in_progress, "{bar:?}");
        assert_eq!(
            report.in_progress as u64 * HOUR,
            report.served * drink.latency()
        );
    }
}

#[test]
fn two_who_share_serve_what_two_bars_of_one_serve() {
    for bar in bars(Style::TopsUpFirst).filter(|bar| bar.bartenders == 2) {
        let alone = Bar {
            bartenders: 1,
            ..bar
        };
        // One second is one piece of work at most, and a piece is at most one drink served.
        let (two, one) = (report(bar, 1500).served, report(alone, 1500).served);
        assert!(two.abs_diff(2 * one) <= 2, "{bar:?}: {two} and twice {one}");
    }
}

/// Keeps the bartender who is about to pour drink 20 from it for half an hour.
struct Keeps;

impl Manager for Keeps {
    fn turns_to(&mut self, _bartender: usize, order: usize) -> Seconds {
        if order == 20 { HOUR / 2 } else { 0 }
    }
}

/// The drinks that one poured and another topped up.
fn finished_by_another(diary: &Diary) -> Vec<usize> {
    let mut poured = BTreeMap::new();
    let mut by_another = Vec::new();
    for entry in diary {
        if entry.deed == Deed::Pours {
            poured.insert(entry.order, entry.bartender);
        } else if entry.deed == Deed::TopsUp && poured[&entry.order] != entry.bartender {
            by_another.push(entry.order);
        }
    }
    by_another
}

#[test]
fn two_finish_each_others_drinks_when_one_is_kept_and_otherwise_need_not() {
    let bar = Bar {
        drink: Drink::default(),
        bartenders: 2,
        style: Style::TopsUpFirst,
    };
    let undisturbed = simulate(bar, &mut Nobody, HOUR);
    assert_eq!(finished_by_another(&undisturbed), []);
    let kept = simulate(bar, &mut Keeps, HOUR / 2);
    assert_eq!(finished_by_another(&kept), [8, 10, 12, 14, 16, 18]);
}

#[test]
fn a_drink_is_poured_once_settles_and_is_topped_up_once() {
    for bar in STYLES.into_iter().flat_map(bars) {
        let mut poured = BTreeMap::new();
        for entry in simulate(bar, &mut Nobody, 1000) {
            match entry.deed {
                Deed::Reports => panic!("nobody wants a report: {entry}"),
                Deed::Pours => assert_eq!(poured.insert(entry.order, entry.to), None, "{entry}"),
                Deed::TopsUp => {
                    let poured = poured
                        .remove(&entry.order)
                        .expect("poured before, topped up once");
                    assert!(entry.from >= poured + bar.drink.settle, "{entry}");
                }
            }
        }
    }
}

#[test]
fn nobody_has_two_drinks_in_hands() {
    for bar in STYLES.into_iter().flat_map(bars) {
        let mut free_at = BTreeMap::new();
        for entry in simulate(bar, &mut Nobody, 1000) {
            let since = free_at.insert(entry.bartender, entry.to).unwrap_or(0);
            assert!(
                entry.from >= since,
                "{bar:?}: {entry}, and busy until {since}"
            );
        }
        assert!(free_at.keys().copied().eq(1..=bar.bartenders));
    }
}

#[test]
fn a_manager_is_asked_for_each_piece_of_work_and_delays_it() {
    struct Slow(Vec<(usize, usize)>);
    impl Manager for Slow {
        fn turns_to(&mut self, bartender: usize, order: usize) -> Seconds {
            self.0.push((bartender, order));
            10
        }
    }
    let mut slow = Slow(Vec::new());
    let bar = Bar {
        drink: Drink::default(),
        bartenders: 1,
        style: Style::Waits,
    };
    let diary = simulate(bar, &mut slow, 141);
    let diary: Vec<_> = diary.iter().map(Entry::to_string).collect();
    assert_eq!(slow.0, [(1, 1), (1, 1), (1, 2)]);
    assert_eq!(
        diary,
        [
            "0:00 to 0:10 reports a turn to drink 1",
            "0:10 to 0:25 pours drink 1",
            "2:05 to 2:15 reports a turn to drink 1",
            "2:15 to 2:20 tops up drink 1",
            "2:20 to 2:30 reports a turn to drink 2",
            "2:30 to 2:45 pours drink 2",
        ]
    );
}

#[test]
fn what_reaches_over_an_edge_of_the_hours_counts_in_part() {
    let bar = Bar {
        drink: Drink::default(),
        bartenders: 1,
        style: Style::Waits,
    };
    let diary = simulate(bar, &mut Nobody, HOUR);
    let report = Report::of(&diary, 117..240);
    let expected = Report {
        served: 2,
        busy: 3 + 15 + 5,
        in_hands: 1,
        in_progress: 1,
    };
    assert_eq!(report, expected);
    assert_eq!(report.busy_percent(1, 123), 19);
}
