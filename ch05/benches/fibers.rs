//! Fibers beside corosensei's coroutines and the system's threads: `cargo bench -p ch05 --bench fibers`.
//!
//! Criterion measures one contender after the other, each for seconds. On a machine that does
//! something else meanwhile, `--bench ratios` is the one to believe.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

mod contenders;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::time::Instant;

fn benches(criterion: &mut Criterion) {
    for row in contenders::ROWS {
        let row = row();
        let mut group = criterion.benchmark_group(row.task);
        group.throughput(Throughput::Elements(row.at_once as u64));
        for (name, mut task) in row.contenders {
            group.bench_function(name, |bencher| {
                bencher.iter_custom(|times| {
                    let start = Instant::now();
                    task(times as usize);
                    start.elapsed()
                });
            });
        }
    }
}

criterion_group!(fibers, benches);
criterion_main!(fibers);
