//! not-yet: a dish is ordered again at the next poll
//!
//! The state keeps what the function has computed, and not the future that it waits for.

enum Dinner {
    Start { kitchen: Kitchen },
    Fish { soup: u32, kitchen: Kitchen },
    Pasta { soup: u32, kitchen: Kitchen },
    Done,
}

fn poll(&mut self) -> PollState<Result<u32, SoldOut>> {
    loop {
        match self {
            Self::Start { kitchen } => {
                let PollState::Ready(price) = kitchen.cook("soup").poll() else {
                    return PollState::NotReady;
                };
                let kitchen = self.leave();
                let Ok(soup) = price else {
                    return PollState::Ready(price);
                };
                *self = Self::Fish { soup, kitchen };
            }
            Self::Fish { soup, kitchen } => {
                let PollState::Ready(price) = kitchen.cook("fish").poll() else {
                    return PollState::NotReady;
                };
                let soup = *soup;
                let kitchen = self.leave();
                if let Ok(fish) = price {
                    return PollState::Ready(Ok(soup + fish));
                }
                *self = Self::Pasta { soup, kitchen };
            }
            Self::Pasta { soup, kitchen } => {
                let PollState::Ready(price) = kitchen.cook("pasta").poll() else {
                    return PollState::NotReady;
                };
                let price = price.map(|pasta| *soup + pasta);
                drop(self.leave());
                return PollState::Ready(price);
            }
            Self::Done => panic!("a dinner was polled again after it was over"),
        }
    }
}

fn leave(&mut self) -> Kitchen {
    match mem::replace(self, Self::Done) {
        Self::Start { kitchen } | Self::Fish { kitchen, .. } | Self::Pasta { kitchen, .. } => {
            kitchen
        }
        Self::Done => unreachable!("the function has no state in which it has no kitchen"),
    }
}
