//! A bar, with four ways of staffing it, and one rule that ruins the third.

use ch01::bar::{Bar, Deed, Diary, Drink, HOUR, Hours, Nobody, Report, Style, simulate};
use std::io;
use std::process::ExitCode;
use trace::{ends, spawns, trace, waits};

/// What is counted is the second hour: in the first, a bar without a drink in progress gets going.
const COUNTED: Hours = HOUR..2 * HOUR;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: bars
const BARS: [(usize, Style, &str); 5] = [
    (1, Style::Waits, "one bartender, who waits"),
    (12, Style::Waits, "twelve bartenders, who wait"),
    (1, Style::TopsUpFirst, "one bartender, who goes on"),
    (2, Style::TopsUpFirst, "two bartenders, who go on"),
    (1, Style::PoursFirst, "one bartender, who pours first"),
];
// ANCHOR_END: bars

fn run() -> io::Result<()> {
    let drink = Drink::default();
    for (n, (bartenders, style, who)) in (1..).zip(BARS) {
        let bar = Bar {
            drink,
            bartenders,
            style,
        };
        trace!("bar {n}", "has {who}");
        let diary = simulate(bar, &mut Nobody, COUNTED.end);
        if matches!(n, 1 | 3) {
            tell_the_beginning(n, style, &diary);
        }
        report(n, bar, &diary);
    }
    Ok(())
}

fn tell_the_beginning(n: usize, style: Style, diary: &Diary) {
    spawns!("bar {n}", "bartender 1");
    for entry in diary.iter().filter(|entry| entry.from < 150) {
        let bartender = entry.bartender;
        trace!("bartender {bartender}", "{entry}");
        if (style, entry.deed) == (Style::Waits, Deed::Pours) {
            waits!("bartender {bartender}", "drink {} to settle", entry.order);
        }
    }
    ends!("bartender 1");
}

// ANCHOR: report
fn report(n: usize, bar: Bar, diary: &Diary) {
    let cap = match bar.style {
        Style::Waits => "waiting",
        Style::TopsUpFirst | Style::PoursFirst => "work",
    };
    let report = Report::of(diary, COUNTED);
    trace!(
        "bar {n}",
        "serves {} drinks an hour\n\
         capped by {cap}: {} x 3600 s / {} s = {}\n\
         hands busy {} % of the time\n\
         most at once: {} in hands, {} in progress",
        report.served,
        bar.bartenders,
        bar.held(),
        bar.most_in(HOUR),
        report.busy_percent(bar.bartenders, HOUR),
        report.in_hands,
        report.in_progress,
    );
    ends!("bar {n}");
}
// ANCHOR_END: report
