//! solved
//!
//! This is `corofy`'s output. Its input has a binding with a type for each dish:
//!
//! ```text
//! coroutine fn dinner(kitchen: Kitchen) -> Result<u32, SoldOut> {
//!     let dish: Dish = kitchen.cook("soup");
//!     let soup: u32 = dish.wait?;
//!     let dish: Dish = kitchen.cook("fish");
//!     let fish: Result<u32, SoldOut> = dish.wait;
//!     let main: u32 = match fish {
//!         Ok(price) => price,
//!         Err(SoldOut) => {
//!             let dish: Dish = kitchen.cook("pasta");
//!             dish.wait?
//!         }
//!     };
//!     Ok(soup + main)
//! }
//! ```

fn dinner(kitchen: Kitchen) -> Dinner {
    Dinner {
        state: DinnerState::Start { kitchen },
    }
}

/// The machine of [`dinner`].
struct Dinner {
    state: DinnerState,
}

/// Where [`dinner`] is.
enum DinnerState {
    Start {
        kitchen: Kitchen,
    },
    /// Line 3: `let soup: u32 = dish.wait?;`
    Wait1 {
        future: Dish,
        kitchen: Kitchen,
    },
    /// Line 5: `let fish: Result<u32, SoldOut> = dish.wait;`
    Wait2 {
        future: Dish,
        soup: u32,
        kitchen: Kitchen,
    },
    /// Line 10: `dish.wait?`
    Wait3 {
        future: Dish,
        fish: Result<u32, SoldOut>,
        soup: u32,
        kitchen: Kitchen,
    },
    /// After lines 6–12: `let main: u32 = match fish { …`
    After1 {
        main: u32,
        fish: Result<u32, SoldOut>,
        soup: u32,
        kitchen: Kitchen,
    },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

fn poll(&mut self) -> ch07::PollState<Self::Output> {
    let guard = DinnerGuard(self);
    let polled = guard.0.resume();
    std::mem::forget(guard);
    polled
}

impl Dinner {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> ch07::PollState<Result<u32, SoldOut>> {
        loop {
            match &mut self.state {
                DinnerState::Start { .. } => {
                    let DinnerState::Start { kitchen } = self.take() else {
                        unreachable!()
                    };
                    let dish: Dish = kitchen.cook("soup");
                    self.state = DinnerState::Wait1 {
                        future: dish,
                        kitchen,
                    };
                }
                DinnerState::Wait1 { future, .. } => {
                    let ch07::PollState::Ready(ready) = ch07::Future::poll(future) else {
                        return ch07::PollState::NotReady;
                    };
                    let DinnerState::Wait1 { kitchen, .. } = self.take() else {
                        unreachable!()
                    };
                    let output = ready;
                    let soup: u32 = match output {
                        Ok(value) => value,
                        Err(error) => return self.finish(Err(From::from(error))),
                    };
                    let dish: Dish = kitchen.cook("fish");
                    self.state = DinnerState::Wait2 {
                        future: dish,
                        soup,
                        kitchen,
                    };
                }
                DinnerState::Wait2 { future, .. } => {
                    let ch07::PollState::Ready(ready) = ch07::Future::poll(future) else {
                        return ch07::PollState::NotReady;
                    };
                    let DinnerState::Wait2 { kitchen, soup, .. } = self.take() else {
                        unreachable!()
                    };
                    let fish: Result<u32, SoldOut> = ready;
                    let main: u32 = match fish {
                        Ok(price) => price,
                        Err(SoldOut) => {
                            let dish: Dish = kitchen.cook("pasta");
                            self.state = DinnerState::Wait3 {
                                future: dish,
                                fish,
                                soup,
                                kitchen,
                            };
                            continue;
                        }
                    };
                    self.state = DinnerState::After1 {
                        main,
                        fish,
                        soup,
                        kitchen,
                    };
                }
                DinnerState::Wait3 { future, .. } => {
                    let ch07::PollState::Ready(ready) = ch07::Future::poll(future) else {
                        return ch07::PollState::NotReady;
                    };
                    let DinnerState::Wait3 {
                        kitchen,
                        soup,
                        fish,
                        ..
                    } = self.take()
                    else {
                        unreachable!()
                    };
                    let output = ready;
                    let main: u32 = match output {
                        Ok(value) => value,
                        Err(error) => return self.finish(Err(From::from(error))),
                    };
                    self.state = DinnerState::After1 {
                        main,
                        fish,
                        soup,
                        kitchen,
                    };
                }
                DinnerState::After1 { .. } => {
                    let DinnerState::After1 {
                        kitchen: _kitchen,
                        soup,
                        fish: _fish,
                        main,
                    } = self.take()
                    else {
                        unreachable!()
                    };
                    return self.finish(Ok(soup + main));
                }
                DinnerState::Running => {
                    panic!("`dinner` was polled again after it panicked")
                }
                DinnerState::Done => {
                    panic!("`dinner` was polled again after it was ready")
                }
            }
        }
    }
    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> DinnerState {
        std::mem::replace(&mut self.state, DinnerState::Running)
    }
    /// Ends with an output.
    fn finish(&mut self, output: Result<u32, SoldOut>) -> ch07::PollState<Result<u32, SoldOut>> {
        self.state = DinnerState::Done;
        ch07::PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct DinnerGuard<'machine>(&'machine mut Dinner);
impl<'machine> Drop for DinnerGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = DinnerState::Running;
    }
}

fn leave(&mut self) {}
