//! The contenders in alternation, and their medians as ratios: `cargo bench -p ch04 --bench ratios`.
//!
//! Each round runs a short batch of every contender, another one first each time, so that whatever
//! else the machine does falls on all of them alike. The ratio of two medians then says more than
//! either median does. Raw epoll is 1 in each row.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

mod contenders;

use contenders::{Mio, Ours, Polling, Queue, Raw, make_ready, source};
use std::fs::File;
use std::os::fd::AsRawFd;
use std::time::Instant;

const ROUNDS: usize = 3_000;
const BATCH: usize = 100;

/// A contender at one task, which it does so many times.
type Task<'a> = Box<dyn FnMut(usize) + 'a>;

fn main() {
    // `cargo test --benches` asks whether this still runs, and not how fast it is.
    let rounds = if std::env::args().any(|arg| arg == "--bench") {
        ROUNDS
    } else {
        1
    };
    contenders::raise_descriptor_limit();
    let names = [Ours::NAME, Mio::NAME, Raw::NAME, Polling::NAME];
    println!(
        "{:24} {:>10} {:>10} {:>10} {:>10}   (median of raw epoll)",
        "", names[0], names[1], names[2], names[3]
    );

    let spare = source();
    let tasks = [
        register::<Ours>(&spare),
        register::<Mio>(&spare),
        register::<Raw>(&spare),
        register::<Polling>(&spare),
    ];
    print_ratios("register and deregister", medians(tasks, rounds));

    for count in [1, 1_000, 10_000] {
        // All wait for the same idle sources, and each for one of its own that becomes ready.
        let idle: Vec<File> = (1..count).map(|_| source()).collect();
        let tasks = [
            poll::<Ours>(&idle),
            poll::<Mio>(&idle),
            poll::<Raw>(&idle),
            poll::<Polling>(&idle),
        ];
        print_ratios(&format!("poll, 1 ready of {count}"), medians(tasks, rounds));
    }
}

fn register<Q: Queue + 'static>(source: &File) -> Task<'_> {
    let queue = Q::new();
    Box::new(move |times| {
        for _ in 0..times {
            queue.register(source.as_raw_fd(), 0);
            queue.deregister(source.as_raw_fd());
        }
    })
}

fn poll<Q: Queue + 'static>(idle: &[File]) -> Task<'_> {
    let mut queue = Q::new();
    for (token, source) in idle.iter().enumerate() {
        queue.register(source.as_raw_fd(), token);
    }
    let (chosen, ready) = (idle.len(), source());
    queue.register(ready.as_raw_fd(), chosen);
    Box::new(move |times| {
        for _ in 0..times {
            make_ready(&ready);
            assert_eq!(queue.poll(), (1, chosen));
        }
    })
}

// ANCHOR: medians
/// Each task's median time for one turn, in nanoseconds.
fn medians<const N: usize>(mut tasks: [Task<'_>; N], rounds: usize) -> [f64; N] {
    let mut times = [const { Vec::new() }; N];
    for round in 0..rounds {
        for turn in 0..N {
            let who = (round + turn) % N;
            let start = Instant::now();
            tasks[who](BATCH);
            times[who].push(start.elapsed().as_nanos() as f64 / BATCH as f64);
        }
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    })
}
// ANCHOR_END: medians

fn print_ratios(task: &str, [ours, mio, raw, polling]: [f64; 4]) {
    let [ours, mio, polling] = [ours, mio, polling].map(|median| median / raw);
    println!(
        "{task:24} {ours:10.2} {mio:10.2} {:10.2} {polling:10.2}   {raw:.0} ns",
        1.0
    );
}
