//! The contenders in alternation, and their medians as ratios: `cargo bench -p ch07 --bench ratios`.
//!
//! Each round runs a short batch of every contender, another one first each time, so that whatever else the machine
//! does falls on all of them alike. The ratio of two medians then says more than either median does. The first
//! contender of each row is 1. Below the rows: how many bytes each machine takes.
#![allow(clippy::unwrap_used, reason = "a bench that can't go on has failed")]

mod contenders;

use contenders::machines::{by_hand, compilers, corofied};
use contenders::{ROWS, Row, Task};
use std::mem::size_of_val;
use std::time::{Duration, Instant};

/// How long a batch of each contender lasts at least, so that the clock's own cost doesn't count.
const BATCH: Duration = Duration::from_micros(200);
/// How long a row may take.
const ROW: Duration = Duration::from_secs(4);

fn main() {
    // `cargo test --benches` asks whether this still runs, and not how fast it is.
    let measured = std::env::args().any(|arg| arg == "--bench");
    for row in ROWS {
        let row = row();
        print_ratios(row.task, alternate(row, measured));
    }
    print_sizes();
}

/// A contender, how many turns it does in a batch, and how long each turn took in each batch.
struct Timed {
    name: &'static str,
    task: Task,
    turns: usize,
    /// In nanoseconds.
    times: Vec<f64>,
}

impl Timed {
    fn new(name: &'static str, mut task: Task, measured: bool) -> Self {
        let turns = if measured { calibrated(&mut task) } else { 1 };
        let times = Vec::new();
        Self {
            name,
            task,
            turns,
            times,
        }
    }

    fn run(&mut self) {
        let start = Instant::now();
        (self.task)(self.turns);
        self.times
            .push(start.elapsed().as_nanos() as f64 / self.turns as f64);
    }
}

/// Runs the contenders, another one first in each round.
fn alternate(row: Row, measured: bool) -> Vec<Timed> {
    let contenders = row.contenders.into_iter();
    let contenders = contenders.map(|(name, task)| Timed::new(name, task, measured));
    let mut contenders: Vec<Timed> = contenders.collect();
    let start = Instant::now();
    loop {
        for _ in 0..contenders.len() {
            contenders.iter_mut().for_each(Timed::run);
            contenders.rotate_left(1);
        }
        if !measured || start.elapsed() >= ROW {
            return contenders;
        }
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// How many turns make a batch. One try may have been interrupted; the best of three says it.
fn calibrated(task: &mut Task) -> usize {
    let mut turns = 1;
    loop {
        let tries = [(); 3].map(|()| {
            let start = Instant::now();
            task(turns);
            start.elapsed()
        });
        if tries.iter().all(|time| *time >= BATCH) {
            return turns;
        }
        turns *= 2;
    }
}

fn print_ratios(task: &str, contenders: Vec<Timed>) {
    println!("{task}");
    let mut first = None;
    for contender in contenders {
        let time = median(contender.times);
        let ratio = time / *first.get_or_insert(time);
        println!("    {:32} {ratio:8.2} {time:9.2} ns", contender.name);
    }
    println!();
}

fn print_sizes() {
    println!(
        "{:36} {:>8} {:>8} {:>8}",
        "bytes", "async fn", "corofied", "by hand"
    );
    let (a, b, c) = (
        compilers::three(0, 0),
        corofied::three(0, 0),
        by_hand::three(0, 0),
    );
    let sizes = [size_of_val(&a), size_of_val(&b), size_of_val(&c)];
    print_row("three waits", &sizes);
    let (a, b, c) = (
        compilers::rounds(0),
        corofied::rounds(0),
        by_hand::rounds(0),
    );
    let sizes = [size_of_val(&a), size_of_val(&b), size_of_val(&c)];
    print_row("a wait in a loop", &sizes);
    let (a, b) = (compilers::ten_deep(0), corofied::ten_deep(0));
    print_row("ten functions deep", &[size_of_val(&a), size_of_val(&b)]);
}

fn print_row(what: &str, sizes: &[usize]) {
    let sizes: String = sizes.iter().map(|size| format!(" {size:8}")).collect();
    println!("    {what:32}{sizes}");
}
