//! Twenty requests joined in one task: an answer polls the request that it's for, and no other.

use ch08::{Executor, Future, Http, HttpGet, PollState, Reactor, Waker, join_all};
use std::cell::Cell;
use std::io;
use std::process::ExitCode;
use std::rc::Rc;
use trace::{trace, waits};

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let server = delayserver::start()?;
    let (reactor, executor) = (Reactor::start()?, Executor::new());
    let polls = Rc::new(Cell::new(0));
    // The answers come a tenth of a second apart.
    let requests = (1..=20).map(|number| {
        let path = format!("/{}/answer", 100 * number);
        let request = Http::get(&reactor, server.addr(), &path);
        let polls = Rc::clone(&polls);
        Counted { request, polls }
    });
    trace!("main", "joins twenty requests in one task");
    let answers = executor.block_on(join_all(requests));
    let answers = answers.into_iter().collect::<io::Result<Vec<_>>>()?;
    let (count, polls) = (answers.len(), polls.get());
    trace!(
        "main",
        "has {count} answers, after {polls} polls of requests"
    );
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: counted
/// Passes each poll on to a request, and counts it.
struct Counted {
    request: HttpGet,
    polls: Rc<Cell<u32>>,
}

impl Future for Counted {
    type Output = io::Result<String>;

    fn poll(&mut self, waker: &Waker) -> PollState<io::Result<String>> {
        self.polls.set(self.polls.get() + 1);
        waits!("task 1", "answers");
        self.request.poll(waker)
    }
}
// ANCHOR_END: counted
