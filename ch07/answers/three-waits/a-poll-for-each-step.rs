//! not-yet: every dish is ready at its first poll, and the machine stops after the soup
//!
//! Each poll is one step of the machine.

fn poll(&mut self) -> PollState<Result<u32, SoldOut>> {
    loop {
        match self {
            Self::Start { .. } => {
                let kitchen = self.leave();
                let dish = kitchen.cook("soup");
                *self = Self::Soup { dish, kitchen };
            }
            Self::Soup { dish, .. } => {
                let PollState::Ready(price) = dish.poll() else {
                    return PollState::NotReady;
                };
                let kitchen = self.leave();
                let Ok(soup) = price else {
                    return PollState::Ready(price);
                };
                let dish = kitchen.cook("fish");
                *self = Self::Fish {
                    dish,
                    soup,
                    kitchen,
                };
                return PollState::NotReady;
            }
            Self::Fish { dish, soup, .. } => {
                let PollState::Ready(price) = dish.poll() else {
                    return PollState::NotReady;
                };
                let soup = *soup;
                let kitchen = self.leave();
                if let Ok(fish) = price {
                    return PollState::Ready(Ok(soup + fish));
                }
                let dish = kitchen.cook("pasta");
                *self = Self::Pasta {
                    dish,
                    soup,
                    kitchen,
                };
            }
            Self::Pasta { dish, soup, .. } => {
                let PollState::Ready(price) = dish.poll() else {
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
