//! The contenders in alternation, and their medians as ratios: `cargo bench -p ch05 --bench ratios`.
//!
//! Each round runs a short batch of every contender, another one first each time, so that whatever
//! else the machine does falls on all of them alike. The ratio of two medians then says more than
//! either median does. The first contender of each row is 1. At the end: the memory that waiting takes.
//!
//! One thing does not fall on all alike. On a busy machine a second thread waits for a core, and
//! two hundred threads get more of the cores than one. So the CPU time of the whole process is
//! told too: what a task costs, however long it had to wait.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

mod contenders;
mod measures;

use contenders::{ROWS, Row, Task};
use measures::cpu_time::CpuTime;
use measures::memory;
use std::time::{Duration, Instant};

/// How long a batch of each contender lasts at least, so that the clock's own cost does not count.
const BATCH: Duration = Duration::from_micros(200);
/// How long a row may take.
const ROW: Duration = Duration::from_secs(4);

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if memory::is_child(&args) {
        return;
    }
    // `cargo test --benches` asks whether this still runs, and not how fast it is.
    let measured = args.iter().any(|arg| arg == "--bench");
    for row in ROWS {
        let row = row();
        print_ratios(row.task, alternate(row, measured));
    }
    memory::print_table(measured);
}

/// A contender, how many turns it does in a batch, and how long each of what is counted took.
struct Timed {
    name: &'static str,
    task: Task,
    turns: usize,
    /// In nanoseconds.
    times: Vec<f64>,
    cpu_times: Vec<f64>,
}

impl Timed {
    fn new(name: &'static str, mut task: Task, measured: bool) -> Self {
        Self {
            name,
            turns: if measured { calibrated(&mut task) } else { 1 },
            task,
            times: Vec::new(),
            cpu_times: Vec::new(),
        }
    }

    /// Runs a batch of what is counted in each turn.
    fn run(&mut self, in_a_turn: usize) {
        let count = (self.turns * in_a_turn) as f64;
        let (start, cpu_start) = (Instant::now(), CpuTime::now());
        (self.task)(self.turns);
        let (time, cpu_time) = (start.elapsed(), cpu_start.elapsed());
        self.times.push(time.as_nanos() as f64 / count);
        self.cpu_times.push(cpu_time.as_nanos() as f64 / count);
    }
}

// ANCHOR: medians
/// Runs the contenders, another one first in each round.
fn alternate(row: Row, measured: bool) -> Vec<Timed> {
    let contenders = row.contenders.into_iter();
    let mut contenders: Vec<Timed> = contenders
        .map(|(name, task)| Timed::new(name, task, measured))
        .collect();
    let start = Instant::now();
    loop {
        for _ in 0..contenders.len() {
            for contender in &mut contenders {
                contender.run(row.at_once);
            }
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
// ANCHOR_END: medians

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
    println!("{task:50} {:>22} {:>24}", "time", "CPU time");
    let medians = contenders.into_iter();
    let medians = medians.map(|c| (c.name, median(c.times), median(c.cpu_times)));
    let mut first = None;
    for (name, time, cpu) in medians {
        let (one, cpu_one) = *first.get_or_insert((time, cpu));
        let (ratio, cpu_ratio) = (time / one, cpu / cpu_one);
        println!("    {name:32} {ratio:12.2} {time:11.1} ns {cpu_ratio:12.2} {cpu:11.1} ns");
    }
    println!();
}
