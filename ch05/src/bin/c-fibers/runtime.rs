//! Who runs, who is next, and what becomes of a fiber whose function returns.

use crate::fiber::{Fiber, State};
use crate::switch::{Context, switch};
use std::cell::{Cell, UnsafeCell};
use std::{io, ptr};
use trace::{ends, ready, resumes, spawns, trace, waits, wakes};

// ANCHOR: runtime
/// The fibers stay where they are: a switch keeps pointers to two contexts, and a slice, other than a
/// vector, cannot grow and move. Whoever runs has a shared reference to the runtime, and all that
/// changes is in cells: an exclusive one, which the compiler may rely on, exists nowhere.
pub struct Runtime {
    fibers: Box<[Fiber]>,
    /// The last one that was let run.
    current: Cell<usize>,
    /// Where `run` goes on when all fibers are done.
    home: UnsafeCell<Context>,
}
// ANCHOR_END: runtime

// ANCHOR: current-runtime
thread_local! {
    /// The runtime whose `run` this thread is in, for those on its fibers' stacks: nobody can pass
    /// them a reference. `run` has borrowed it, so it neither moves nor goes away meanwhile.
    static CURRENT: Cell<*const Runtime> = const { Cell::new(ptr::null()) };
}

fn with_current<T>(f: impl FnOnce(&Runtime) -> T) -> T {
    let runtime = CURRENT.get();
    assert!(
        !runtime.is_null(),
        "there are fibers only inside of Runtime::run"
    );
    // SAFETY: `run` has put in a reference that it holds, and takes it out before it returns.
    f(unsafe { &*runtime })
}
// ANCHOR_END: current-runtime

impl Runtime {
    // ANCHOR: new
    /// Has room for so many fibers at a time.
    pub fn new(fibers: usize) -> Self {
        Self {
            fibers: (0..fibers).map(|_| Fiber::new()).collect(),
            current: Cell::new(0),
            home: UnsafeCell::default(),
        }
    }
    // ANCHOR_END: new

    // ANCHOR: spawn
    /// Makes a function ready to run. It begins when its turn comes.
    pub fn spawn(&self, function: extern "C" fn()) -> io::Result<()> {
        let free = |fiber: &Fiber| fiber.state.get() == State::Available;
        let place = self.fibers.iter().position(free).ok_or_else(|| {
            let most = self.fibers.len();
            io::Error::other(format!(
                "all {most} fibers are taken: make the runtime larger"
            ))
        })?;
        self.fibers[place].begin(function);
        let fiber = place + 1;
        spawns!("main", "fiber {fiber}");
        Ok(())
    }
    // ANCHOR_END: spawn

    // ANCHOR: run
    /// Lets the fibers take turns; returns when the functions of all have returned.
    pub fn run(&self) {
        let outer = CURRENT.replace(self);
        assert!(
            outer.is_null(),
            "a fiber cannot wait for a runtime: it would wait for itself"
        );
        self.current.set(self.fibers.len().saturating_sub(1));
        waits!("main", "the fibers");
        self.go_on_from(&self.home);
        wakes!("runtime", "main");
        ends!("runtime");
        CURRENT.set(outer);
    }
    // ANCHOR_END: run

    // ANCHOR: go-on-from
    /// Lets the next fiber run, or `run` return if there is none; where the caller goes on is kept
    /// in `from`. It returns when the caller's turn has come again.
    fn go_on_from(&self, from: &UnsafeCell<Context>) {
        let to = match self.next_ready() {
            Some(next) => {
                self.fibers[next].state.set(State::Running);
                self.current.set(next);
                let fiber = next + 1;
                resumes!("runtime", "fiber {fiber}");
                &self.fibers[next].context
            }
            None => &self.home,
        };
        // SAFETY: both contexts stay where they are while `run` borrows the runtime. What is in `to`
        // was planted or left by a switch like this one, and nobody has gone on from there since: a
        // fiber that is ready does not run, and `run` waits only once. `from` is the caller's own.
        unsafe { switch(from.get(), to.get()) };
    }

    /// Round robin: the search starts behind the current fiber, and comes to itself last.
    fn next_ready(&self) -> Option<usize> {
        let (current, count) = (self.current.get(), self.fibers.len());
        (1..=count)
            .map(|distance| (current + distance) % count)
            .find(|n| self.fibers[*n].state.get() == State::Ready)
    }
    // ANCHOR_END: go-on-from
}

// ANCHOR: yield-now
/// Lets the other fibers have their turns.
pub fn yield_now() {
    with_current(|runtime| {
        let fiber = &runtime.fibers[runtime.current.get()];
        fiber.state.set(State::Ready);
        let number = runtime.current.get() + 1;
        ready!("fiber {number}");
        runtime.go_on_from(&fiber.context);
    });
}

/// The number of the fiber that calls, from 1 on.
pub fn current() -> usize {
    with_current(|runtime| runtime.current.get() + 1)
}
// ANCHOR_END: yield-now

// ANCHOR: finish
/// Where a fiber ends: `guard` calls this when the fiber's function has returned to it.
pub extern "C" fn finish() -> ! {
    let number = current();
    ends!("fiber {number}");
    trace!(
        "guard",
        "takes in fiber {number}: its function has returned"
    );
    ends!("guard");
    with_current(|runtime| {
        let fiber = &runtime.fibers[runtime.current.get()];
        // We are still on its stack. That is all right: until the switch, nobody else runs.
        fiber.state.set(State::Available);
        runtime.go_on_from(&fiber.context);
    });
    unreachable!("nobody goes on with a fiber that is available");
}
// ANCHOR_END: finish
