//! The queue beside mio, polling and raw epoll: `cargo bench -p ch04 --bench queue`.
//!
//! Criterion measures one contender after the other, each for seconds. On a machine that does
//! something else meanwhile, `--bench ratios` is the one to believe.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

mod contenders;

use contenders::{Mio, Ours, Polling, Queue, Raw, make_ready, source};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::fs::File;
use std::hint::black_box;
use std::os::fd::AsRawFd;

fn register<Q: Queue>(criterion: &mut Criterion) {
    let source = source();
    let queue = Q::new();
    let mut group = criterion.benchmark_group("register and deregister");
    group.bench_function(Q::NAME, |bencher| {
        bencher.iter(|| {
            queue.register(black_box(source.as_raw_fd()), 0);
            queue.deregister(black_box(source.as_raw_fd()));
        });
    });
}

fn poll<Q: Queue>(criterion: &mut Criterion, count: usize) {
    // One contender's sources at a time: four times ten thousand are more than a process may have.
    let sources: Vec<File> = (0..count).map(|_| source()).collect();
    let mut queue = Q::new();
    for (token, source) in sources.iter().enumerate() {
        queue.register(source.as_raw_fd(), token);
    }
    let chosen = count / 2;
    let mut group = criterion.benchmark_group("poll, one ready");
    group.bench_function(BenchmarkId::new(Q::NAME, count), |bencher| {
        bencher.iter(|| {
            make_ready(&sources[chosen]);
            assert_eq!(queue.poll(), (1, chosen));
        });
    });
    drop(queue);
}

fn benches(criterion: &mut Criterion) {
    contenders::raise_descriptor_limit();
    let ready = source();
    criterion.bench_function("write", |bencher| bencher.iter(|| make_ready(&ready)));

    register::<Ours>(criterion);
    register::<Mio>(criterion);
    register::<Polling>(criterion);
    register::<Raw>(criterion);

    for count in [1, 1_000, 10_000] {
        poll::<Ours>(criterion, count);
        poll::<Mio>(criterion, count);
        poll::<Polling>(criterion, count);
        poll::<Raw>(criterion, count);
    }
}

criterion_group!(queue, benches);
criterion_main!(queue);
