//! The same three requests, three times. With the argument `exact` it also prints what no two runs
//! have in common.

mod request;

use ch03::waiting::{CpuTime, Meter, Queue};
use request::Request;
use std::io;
use trace::{ends, sends, trace, waits};

// ANCHOR: requests
/// What is asked for, in this order, and after how many milliseconds the server answers.
const REQUESTS: [(&str, u32); 3] = [("slow", 3000), ("middle", 2000), ("quick", 1000)];
// ANCHOR_END: requests

// ANCHOR: run
pub fn run() -> io::Result<()> {
    let server = delayserver::start()?;
    for (way, nonblocking, wait) in WAYS {
        let requests = REQUESTS.iter().map(|(name, delay)| {
            trace!("{way}", "asks for {name}, which takes {delay} ms");
            sends!("{way}", "server");
            Request::send(server.addr(), name, *delay, nonblocking)
        });
        let mut requests: Vec<_> = requests.collect::<io::Result<_>>()?;
        waits!("server", "its next deadline");
        let meter = Meter::start()?;
        wait(&mut requests)?;
        report(way, &meter)?;
        ends!("{way}");
    }
    ends!("server");
    Ok(())
}

/// States for the timeline that the server has sent an answer. A blocking read can't tell when that was.
fn arrived(way: &str) {
    sends!("server", "{way}");
    waits!("server", "its next deadline");
}

type Wait = fn(&mut [Request]) -> io::Result<()>;
const WAYS: [(&str, bool, Wait); 3] = [
    ("blocking", false, blocking),
    ("busy", true, busy),
    ("queue", true, queue),
];
// ANCHOR_END: run

// ANCHOR: blocking
/// Each read takes as long as it takes: the thread is in the kernel, asleep.
fn blocking(requests: &mut [Request]) -> io::Result<()> {
    for n in 0..requests.len() {
        waits!("blocking", "the answer {}", REQUESTS[n].0);
        while !requests[n].go_on()? {}
        let unread = requests.iter().filter(|other| other.is_answered());
        let (answer, unread) = (requests[n].message(), unread.count());
        trace!(
            "blocking",
            "has the answer {answer}; answers that lie there unread: {unread}"
        );
    }
    Ok(())
}
// ANCHOR_END: blocking

// ANCHOR: busy
/// No read waits: each is told at once that nothing is there yet, and the next one is tried.
fn busy(requests: &mut [Request]) -> io::Result<()> {
    while requests.iter().any(Request::is_open) {
        for request in &mut *requests {
            if request.go_on()? {
                arrived("busy");
                trace!("busy", "has the answer {}", request.message());
            }
        }
    }
    Ok(())
}
// ANCHOR_END: busy

// ANCHOR: queue
/// No read waits, and none is in vain: one call waits for all three, and says which is ready.
fn queue(requests: &mut [Request]) -> io::Result<()> {
    let queue = Queue::new()?;
    for (n, request) in requests.iter().enumerate() {
        if let Some(stream) = request.stream() {
            queue.add(stream, n)?;
        }
    }
    while requests.iter().any(Request::is_open) {
        waits!("queue", "any of the three streams");
        for n in queue.wait()? {
            if requests[n].go_on()? {
                arrived("queue");
                trace!("queue", "has the answer {}", requests[n].message());
            }
        }
    }
    Ok(())
}
// ANCHOR_END: queue

// ANCHOR: report
fn report(way: &str, meter: &Meter) -> io::Result<()> {
    let times = meter.times()?;
    let names = Queue::CALLS.into_iter().chain(["read"]);
    let calls = names.map(|name| (meter.calls(name), name));
    let calls: Vec<_> = calls.filter(|(count, _)| *count > 0).collect();
    let sum: usize = calls.iter().map(|(count, _)| count).sum();
    if sum > 1000 {
        // How many exactly is another number in each run.
        trace!("{way}", "has made more than a thousand system calls");
    } else {
        let listed: Vec<_> = calls
            .iter()
            .map(|(count, name)| format!("{count} {name}"))
            .collect();
        trace!(
            "{way}",
            "has made {sum} system calls: {}",
            listed.join(", ")
        );
    }
    trace!("{way}", "has used {}", CpuTime::from(times));
    if std::env::args().any(|argument| argument == "exact") {
        let (passed, used) = (times.passed, times.used);
        trace!(
            "{way}",
            "exactly: {sum} calls, {used:.1?} of CPU time in {passed:.1?}"
        );
    }
    Ok(())
}
// ANCHOR_END: report
