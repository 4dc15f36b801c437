//! A coroutine from its beginning to its output, or as far as that's defined.

use crate::machine::Machine;
use crate::moment::Moment;
use crate::requests::{Requests, requests};
use ch09::Reactor;
use delayserver::{Config, DelayServer};
use std::mem::MaybeUninit;
use std::pin::pin;
use std::ptr::{self, NonNull};

/// How many polls it takes from the call to the output.
const POLLS: u32 = 3;

/// The server answers in order, and not in half a second.
fn server() -> DelayServer {
    Config::new().speedup(20.0).unwrap().start().unwrap()
}

fn coroutine(server: &DelayServer) -> Requests {
    requests(Reactor::start().unwrap(), server.addr())
}

/// The moments of a coroutine that's pinned to the stack: when it was made, and after each poll.
pub fn pinned() -> Vec<Moment> {
    let server = server();
    let mut coroutine = pin!(coroutine(&server));
    // SAFETY: the coroutine isn't moved out of the reference.
    let a = NonNull::from(unsafe { coroutine.as_mut().get_unchecked_mut() });
    // SAFETY: there's a coroutine, and `coroutine` isn't used any more before it's dropped, after the machine.
    let mut machine = unsafe { Machine::at(a) };
    polled(&mut machine, POLLS)
}

/// The moments of a coroutine that's moved to a box after so many polls: those at A, then those at B.
///
/// After two polls, the buffers at A and at B point to the same block of the heap, which the next poll would let go of
/// at one of them and use at the other. So the last moment is the one after the move.
pub fn moved_after(polls: u32) -> [Vec<Moment>; 2] {
    let server = server();
    let mut a = MaybeUninit::new(coroutine(&server));
    let mut b = Box::new(MaybeUninit::<Requests>::uninit());
    let [a, b] = [a.as_mut_ptr(), b.as_mut_ptr()].map(|place| NonNull::new(place).unwrap());
    // SAFETY: there's a coroutine at A, and A stays until this function returns.
    let mut machine = unsafe { Machine::at(a) };
    let before = polled(&mut machine, polls);
    // SAFETY: B is an empty box, and stays as long.
    unsafe { machine.move_to(b) };
    let after = polled(&mut machine, if polls < 2 { POLLS - polls } else { 0 });
    let is_stale = polls == 1;
    // SAFETY: the coroutine is at B. If its writer was stale, it wrote to the string that A's bytes still hold, and
    // that's the only one that points to its text.
    unsafe {
        if is_stale {
            ptr::drop_in_place(&raw mut (*a.as_ptr()).variables.buffer);
        }
        b.drop_in_place();
    }
    [before, after]
}

/// The moments before the first of so many polls, and after each of them.
fn polled(machine: &mut Machine, polls: u32) -> Vec<Moment> {
    let mut moments = vec![machine.moment()];
    for _ in 0..polls {
        machine.poll();
        moments.push(machine.moment());
    }
    moments
}
