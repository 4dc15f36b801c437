//! The functions as coroutines. What corofy writes is in `corofied.rs`.

use super::leaf::{self, Turns};
use ch07::{Future, PollState};

fn turns(left: u64) -> Turns {
    leaf::turns(left)
}

/// Waits three times, the last time for so many polls.
pub fn three(start: u64, last: u64) -> Three {
    Three {
        state: ThreeState::Start { start, last },
    }
}

/// The machine of [`three`].
pub struct Three {
    state: ThreeState,
}

/// Where [`three`] is.
enum ThreeState {
    Start { start: u64, last: u64 },
    /// Line 12: `let first: u64 = turns(1).wait;`
    Wait1 { future: Turns, last: u64, start: u64 },
    /// Line 13: `let second: u64 = turns(1).wait;`
    Wait2 { future: Turns, first: u64, last: u64, start: u64 },
    /// Line 14: `let third: u64 = turns(last).wait;`
    Wait3 { future: Turns, second: u64, first: u64, start: u64 },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Three {
    type Output = u64;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = ThreeGuard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Three {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<u64> {
        loop {
            match &mut self.state {
                ThreeState::Start { .. } => {
                    let ThreeState::Start { start, last } = self.take() else {
                        unreachable!()
                    };
                    self.state = ThreeState::Wait1 {
                        future: turns(1),
                        last,
                        start,
                    };
                }
                ThreeState::Wait1 { future, .. } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    let ThreeState::Wait1 { start, last, .. } = self.take() else {
                        unreachable!()
                    };
                    let first: u64 = output;
                    self.state = ThreeState::Wait2 {
                        future: turns(1),
                        first,
                        last,
                        start,
                    };
                }
                ThreeState::Wait2 { future, .. } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    let ThreeState::Wait2 { start, last, first, .. } = self.take() else {
                        unreachable!()
                    };
                    let second: u64 = output;
                    self.state = ThreeState::Wait3 {
                        future: turns(last),
                        second,
                        first,
                        start,
                    };
                }
                ThreeState::Wait3 { future, .. } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    let ThreeState::Wait3 { start, first, second, .. } = self.take()
                    else { unreachable!() };
                    let third: u64 = output;
                    return self.finish(start + first + second + third);
                }
                ThreeState::Running => {
                    panic!("`three` was polled again after it panicked")
                }
                ThreeState::Done => {
                    panic!("`three` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> ThreeState {
        std::mem::replace(&mut self.state, ThreeState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = ThreeState::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct ThreeGuard<'machine>(&'machine mut Three);

impl<'machine> Drop for ThreeGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = ThreeState::Running;
    }
}

/// Waits in a loop.
pub fn rounds(count: u64) -> Rounds {
    Rounds {
        state: RoundsState::Start { count },
    }
}

/// The machine of [`rounds`].
pub struct Rounds {
    state: RoundsState,
}

/// Where [`rounds`] is.
enum RoundsState {
    Start { count: u64 },
    /// Line 23: `let one: u64 = turns(1).wait;`
    Wait1 { future: Turns, round: u64, sum: u64, count: u64 },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

/// What [`rounds`] does next.
enum RoundsNext {
    /// It goes on from its state.
    Poll,
    /// Lines 22–26: `while round < count { …`
    Loop1 { round: u64, sum: u64, count: u64 },
}

impl Future for Rounds {
    type Output = u64;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = RoundsGuard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Rounds {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<u64> {
        let mut next = RoundsNext::Poll;
        loop {
            match next {
                RoundsNext::Poll => {}
                RoundsNext::Loop1 { count, sum, round } => {
                    if round < count {
                        self.state = RoundsState::Wait1 {
                            future: turns(1),
                            round,
                            sum,
                            count,
                        };
                        next = RoundsNext::Poll;
                        continue;
                    }
                    return self.finish(sum);
                }
            }
            match &mut self.state {
                RoundsState::Start { .. } => {
                    let RoundsState::Start { count } = self.take() else {
                        unreachable!()
                    };
                    let sum: u64 = 0;
                    let round: u64 = 0;
                    next = RoundsNext::Loop1 {
                        round,
                        sum,
                        count,
                    };
                }
                RoundsState::Wait1 { future, .. } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    let RoundsState::Wait1 { count, mut sum, mut round, .. } = self
                        .take() else { unreachable!() };
                    let one: u64 = output;
                    sum += one;
                    round += 1;
                    next = RoundsNext::Loop1 {
                        round,
                        sum,
                        count,
                    };
                }
                RoundsState::Running => {
                    panic!("`rounds` was polled again after it panicked")
                }
                RoundsState::Done => {
                    panic!("`rounds` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> RoundsState {
        std::mem::replace(&mut self.state, RoundsState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = RoundsState::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct RoundsGuard<'machine>(&'machine mut Rounds);

impl<'machine> Drop for RoundsGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = RoundsState::Running;
    }
}

/// The first of ten functions, each of which waits for the next.
pub fn ten_deep(polls: u64) -> TenDeep {
    TenDeep {
        state: TenDeepState::Start { polls },
    }
}

/// The machine of [`ten_deep`].
pub struct TenDeep {
    state: TenDeepState,
}

/// Where [`ten_deep`] is.
enum TenDeepState {
    Start { polls: u64 },
    /// Line 32: `let below: u64 = deep_9(polls).wait;`
    Wait1 { future: Deep9 },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for TenDeep {
    type Output = u64;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = TenDeepGuard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl TenDeep {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<u64> {
        loop {
            match &mut self.state {
                TenDeepState::Start { .. } => {
                    let TenDeepState::Start { polls } = self.take() else {
                        unreachable!()
                    };
                    self.state = TenDeepState::Wait1 {
                        future: deep_9(polls),
                    };
                }
                TenDeepState::Wait1 { future } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    self.state = TenDeepState::Running;
                    let below: u64 = output;
                    return self.finish(below + 1);
                }
                TenDeepState::Running => {
                    panic!("`ten_deep` was polled again after it panicked")
                }
                TenDeepState::Done => {
                    panic!("`ten_deep` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> TenDeepState {
        std::mem::replace(&mut self.state, TenDeepState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = TenDeepState::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct TenDeepGuard<'machine>(&'machine mut TenDeep);

impl<'machine> Drop for TenDeepGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = TenDeepState::Running;
    }
}

fn deep_9(polls: u64) -> Deep9 {
    Deep9 {
        state: Deep9State::Start { polls },
    }
}

/// The machine of [`deep_9`].
struct Deep9 {
    state: Deep9State,
}

/// Where [`deep_9`] is.
enum Deep9State {
    Start { polls: u64 },
    /// Line 37: `let below: u64 = deep_8(polls).wait;`
    Wait1 { future: Deep8 },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Deep9 {
    type Output = u64;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = Deep9Guard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Deep9 {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<u64> {
        loop {
            match &mut self.state {
                Deep9State::Start { .. } => {
                    let Deep9State::Start { polls } = self.take() else {
                        unreachable!()
                    };
                    self.state = Deep9State::Wait1 {
                        future: deep_8(polls),
                    };
                }
                Deep9State::Wait1 { future } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    self.state = Deep9State::Running;
                    let below: u64 = output;
                    return self.finish(below + 1);
                }
                Deep9State::Running => {
                    panic!("`deep_9` was polled again after it panicked")
                }
                Deep9State::Done => {
                    panic!("`deep_9` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> Deep9State {
        std::mem::replace(&mut self.state, Deep9State::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = Deep9State::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct Deep9Guard<'machine>(&'machine mut Deep9);

impl<'machine> Drop for Deep9Guard<'machine> {
    fn drop(&mut self) {
        self.0.state = Deep9State::Running;
    }
}

fn deep_8(polls: u64) -> Deep8 {
    Deep8 {
        state: Deep8State::Start { polls },
    }
}

/// The machine of [`deep_8`].
struct Deep8 {
    state: Deep8State,
}

/// Where [`deep_8`] is.
enum Deep8State {
    Start { polls: u64 },
    /// Line 42: `let below: u64 = deep_7(polls).wait;`
    Wait1 { future: Deep7 },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Deep8 {
    type Output = u64;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = Deep8Guard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Deep8 {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<u64> {
        loop {
            match &mut self.state {
                Deep8State::Start { .. } => {
                    let Deep8State::Start { polls } = self.take() else {
                        unreachable!()
                    };
                    self.state = Deep8State::Wait1 {
                        future: deep_7(polls),
                    };
                }
                Deep8State::Wait1 { future } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    self.state = Deep8State::Running;
                    let below: u64 = output;
                    return self.finish(below + 1);
                }
                Deep8State::Running => {
                    panic!("`deep_8` was polled again after it panicked")
                }
                Deep8State::Done => {
                    panic!("`deep_8` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> Deep8State {
        std::mem::replace(&mut self.state, Deep8State::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = Deep8State::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct Deep8Guard<'machine>(&'machine mut Deep8);

impl<'machine> Drop for Deep8Guard<'machine> {
    fn drop(&mut self) {
        self.0.state = Deep8State::Running;
    }
}

fn deep_7(polls: u64) -> Deep7 {
    Deep7 {
        state: Deep7State::Start { polls },
    }
}

/// The machine of [`deep_7`].
struct Deep7 {
    state: Deep7State,
}

/// Where [`deep_7`] is.
enum Deep7State {
    Start { polls: u64 },
    /// Line 47: `let below: u64 = deep_6(polls).wait;`
    Wait1 { future: Deep6 },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Deep7 {
    type Output = u64;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = Deep7Guard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Deep7 {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<u64> {
        loop {
            match &mut self.state {
                Deep7State::Start { .. } => {
                    let Deep7State::Start { polls } = self.take() else {
                        unreachable!()
                    };
                    self.state = Deep7State::Wait1 {
                        future: deep_6(polls),
                    };
                }
                Deep7State::Wait1 { future } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    self.state = Deep7State::Running;
                    let below: u64 = output;
                    return self.finish(below + 1);
                }
                Deep7State::Running => {
                    panic!("`deep_7` was polled again after it panicked")
                }
                Deep7State::Done => {
                    panic!("`deep_7` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> Deep7State {
        std::mem::replace(&mut self.state, Deep7State::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = Deep7State::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct Deep7Guard<'machine>(&'machine mut Deep7);

impl<'machine> Drop for Deep7Guard<'machine> {
    fn drop(&mut self) {
        self.0.state = Deep7State::Running;
    }
}

fn deep_6(polls: u64) -> Deep6 {
    Deep6 {
        state: Deep6State::Start { polls },
    }
}

/// The machine of [`deep_6`].
struct Deep6 {
    state: Deep6State,
}

/// Where [`deep_6`] is.
enum Deep6State {
    Start { polls: u64 },
    /// Line 52: `let below: u64 = deep_5(polls).wait;`
    Wait1 { future: Deep5 },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Deep6 {
    type Output = u64;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = Deep6Guard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Deep6 {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<u64> {
        loop {
            match &mut self.state {
                Deep6State::Start { .. } => {
                    let Deep6State::Start { polls } = self.take() else {
                        unreachable!()
                    };
                    self.state = Deep6State::Wait1 {
                        future: deep_5(polls),
                    };
                }
                Deep6State::Wait1 { future } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    self.state = Deep6State::Running;
                    let below: u64 = output;
                    return self.finish(below + 1);
                }
                Deep6State::Running => {
                    panic!("`deep_6` was polled again after it panicked")
                }
                Deep6State::Done => {
                    panic!("`deep_6` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> Deep6State {
        std::mem::replace(&mut self.state, Deep6State::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = Deep6State::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct Deep6Guard<'machine>(&'machine mut Deep6);

impl<'machine> Drop for Deep6Guard<'machine> {
    fn drop(&mut self) {
        self.0.state = Deep6State::Running;
    }
}

fn deep_5(polls: u64) -> Deep5 {
    Deep5 {
        state: Deep5State::Start { polls },
    }
}

/// The machine of [`deep_5`].
struct Deep5 {
    state: Deep5State,
}

/// Where [`deep_5`] is.
enum Deep5State {
    Start { polls: u64 },
    /// Line 57: `let below: u64 = deep_4(polls).wait;`
    Wait1 { future: Deep4 },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Deep5 {
    type Output = u64;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = Deep5Guard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Deep5 {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<u64> {
        loop {
            match &mut self.state {
                Deep5State::Start { .. } => {
                    let Deep5State::Start { polls } = self.take() else {
                        unreachable!()
                    };
                    self.state = Deep5State::Wait1 {
                        future: deep_4(polls),
                    };
                }
                Deep5State::Wait1 { future } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    self.state = Deep5State::Running;
                    let below: u64 = output;
                    return self.finish(below + 1);
                }
                Deep5State::Running => {
                    panic!("`deep_5` was polled again after it panicked")
                }
                Deep5State::Done => {
                    panic!("`deep_5` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> Deep5State {
        std::mem::replace(&mut self.state, Deep5State::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = Deep5State::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct Deep5Guard<'machine>(&'machine mut Deep5);

impl<'machine> Drop for Deep5Guard<'machine> {
    fn drop(&mut self) {
        self.0.state = Deep5State::Running;
    }
}

fn deep_4(polls: u64) -> Deep4 {
    Deep4 {
        state: Deep4State::Start { polls },
    }
}

/// The machine of [`deep_4`].
struct Deep4 {
    state: Deep4State,
}

/// Where [`deep_4`] is.
enum Deep4State {
    Start { polls: u64 },
    /// Line 62: `let below: u64 = deep_3(polls).wait;`
    Wait1 { future: Deep3 },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Deep4 {
    type Output = u64;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = Deep4Guard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Deep4 {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<u64> {
        loop {
            match &mut self.state {
                Deep4State::Start { .. } => {
                    let Deep4State::Start { polls } = self.take() else {
                        unreachable!()
                    };
                    self.state = Deep4State::Wait1 {
                        future: deep_3(polls),
                    };
                }
                Deep4State::Wait1 { future } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    self.state = Deep4State::Running;
                    let below: u64 = output;
                    return self.finish(below + 1);
                }
                Deep4State::Running => {
                    panic!("`deep_4` was polled again after it panicked")
                }
                Deep4State::Done => {
                    panic!("`deep_4` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> Deep4State {
        std::mem::replace(&mut self.state, Deep4State::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = Deep4State::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct Deep4Guard<'machine>(&'machine mut Deep4);

impl<'machine> Drop for Deep4Guard<'machine> {
    fn drop(&mut self) {
        self.0.state = Deep4State::Running;
    }
}

fn deep_3(polls: u64) -> Deep3 {
    Deep3 {
        state: Deep3State::Start { polls },
    }
}

/// The machine of [`deep_3`].
struct Deep3 {
    state: Deep3State,
}

/// Where [`deep_3`] is.
enum Deep3State {
    Start { polls: u64 },
    /// Line 67: `let below: u64 = deep_2(polls).wait;`
    Wait1 { future: Deep2 },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Deep3 {
    type Output = u64;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = Deep3Guard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Deep3 {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<u64> {
        loop {
            match &mut self.state {
                Deep3State::Start { .. } => {
                    let Deep3State::Start { polls } = self.take() else {
                        unreachable!()
                    };
                    self.state = Deep3State::Wait1 {
                        future: deep_2(polls),
                    };
                }
                Deep3State::Wait1 { future } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    self.state = Deep3State::Running;
                    let below: u64 = output;
                    return self.finish(below + 1);
                }
                Deep3State::Running => {
                    panic!("`deep_3` was polled again after it panicked")
                }
                Deep3State::Done => {
                    panic!("`deep_3` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> Deep3State {
        std::mem::replace(&mut self.state, Deep3State::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = Deep3State::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct Deep3Guard<'machine>(&'machine mut Deep3);

impl<'machine> Drop for Deep3Guard<'machine> {
    fn drop(&mut self) {
        self.0.state = Deep3State::Running;
    }
}

fn deep_2(polls: u64) -> Deep2 {
    Deep2 {
        state: Deep2State::Start { polls },
    }
}

/// The machine of [`deep_2`].
struct Deep2 {
    state: Deep2State,
}

/// Where [`deep_2`] is.
enum Deep2State {
    Start { polls: u64 },
    /// Line 72: `let below: u64 = deep_1(polls).wait;`
    Wait1 { future: Deep1 },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Deep2 {
    type Output = u64;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = Deep2Guard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Deep2 {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<u64> {
        loop {
            match &mut self.state {
                Deep2State::Start { .. } => {
                    let Deep2State::Start { polls } = self.take() else {
                        unreachable!()
                    };
                    self.state = Deep2State::Wait1 {
                        future: deep_1(polls),
                    };
                }
                Deep2State::Wait1 { future } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    self.state = Deep2State::Running;
                    let below: u64 = output;
                    return self.finish(below + 1);
                }
                Deep2State::Running => {
                    panic!("`deep_2` was polled again after it panicked")
                }
                Deep2State::Done => {
                    panic!("`deep_2` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> Deep2State {
        std::mem::replace(&mut self.state, Deep2State::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = Deep2State::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct Deep2Guard<'machine>(&'machine mut Deep2);

impl<'machine> Drop for Deep2Guard<'machine> {
    fn drop(&mut self) {
        self.0.state = Deep2State::Running;
    }
}

fn deep_1(polls: u64) -> Deep1 {
    Deep1 {
        state: Deep1State::Start { polls },
    }
}

/// The machine of [`deep_1`].
struct Deep1 {
    state: Deep1State,
}

/// Where [`deep_1`] is.
enum Deep1State {
    Start { polls: u64 },
    /// Line 77: `let below: u64 = turns(polls).wait;`
    Wait1 { future: Turns },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Deep1 {
    type Output = u64;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = Deep1Guard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Deep1 {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<u64> {
        loop {
            match &mut self.state {
                Deep1State::Start { .. } => {
                    let Deep1State::Start { polls } = self.take() else {
                        unreachable!()
                    };
                    self.state = Deep1State::Wait1 {
                        future: turns(polls),
                    };
                }
                Deep1State::Wait1 { future } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    self.state = Deep1State::Running;
                    let below: u64 = output;
                    return self.finish(below + 1);
                }
                Deep1State::Running => {
                    panic!("`deep_1` was polled again after it panicked")
                }
                Deep1State::Done => {
                    panic!("`deep_1` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> Deep1State {
        std::mem::replace(&mut self.state, Deep1State::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = Deep1State::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct Deep1Guard<'machine>(&'machine mut Deep1);

impl<'machine> Drop for Deep1Guard<'machine> {
    fn drop(&mut self) {
        self.0.state = Deep1State::Running;
    }
}
