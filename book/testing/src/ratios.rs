//! Contenders in alternation, and their medians as ratios.
//!
//! Each round runs a short batch of every contender, another one first each time, so that whatever else the machine
//! does falls on all of them alike. The ratio of two medians then says more than either median does. The first
//! contender of each row is 1.

use std::fmt;
use std::time::{Duration, Instant};

/// Does a task so many times.
pub type Task = Box<dyn FnMut(usize)>;

/// A task, and who does it. The first contender is the one that the others are compared with.
pub struct Row {
    /// What is done.
    pub task: &'static str,
    /// Their names, and how they do it.
    pub contenders: Vec<(&'static str, Task)>,
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.contenders.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

/// How long a batch of each contender lasts at least, so that the clock's own cost doesn't count.
const BATCH: Duration = Duration::from_micros(200);
/// How long a row may take.
const ROW: Duration = Duration::from_secs(4);

/// Measures each row, made when its turn comes, and prints it. `cargo test --benches` asks only whether a bench still
/// runs: then each contender does its task once.
pub fn measure(rows: &[fn() -> Row]) {
    let measured = std::env::args().any(|arg| arg == "--bench");
    for row in rows {
        let row = row();
        print(row.task, alternate(row, measured));
    }
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
        let time = start.elapsed().as_nanos() as f64;
        self.times.push(time / self.turns as f64);
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

fn print(task: &str, contenders: Vec<Timed>) {
    println!("{task}");
    let mut first = None;
    for contender in contenders {
        let time = median(contender.times);
        let ratio = time / *first.get_or_insert(time);
        println!("    {:32} {ratio:8.2} {time:9.2} ns", contender.name);
    }
    println!();
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
