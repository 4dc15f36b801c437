//! not-yet: one poll of the dinner polls a dish again and again
//!
//! It waits, as the function does: there's nothing to do for the caller meanwhile.

fn poll(&mut self) -> PollState<Result<u32, SoldOut>> {
    loop {
        match self {
            Self::Start { .. } => {
                let kitchen = self.leave();
                let dish = kitchen.cook("soup");
                *self = Self::Soup { dish, kitchen };
            }
            Self::Soup { dish, .. } => {
                let price = loop {
                    if let PollState::Ready(price) = dish.poll() {
                        break price;
                    }
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
            }
            Self::Fish { dish, soup, .. } => {
                let price = loop {
                    if let PollState::Ready(price) = dish.poll() {
                        break price;
                    }
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
                let price = loop {
                    if let PollState::Ready(price) = dish.poll() {
                        break price;
                    }
                };
                let price = price.map(|pasta| *soup + pasta);
                drop(self.leave());
                return PollState::Ready(price);
            }
            Self::Done => panic!("a dinner was polled again after it was over"),
        }
    }
}
