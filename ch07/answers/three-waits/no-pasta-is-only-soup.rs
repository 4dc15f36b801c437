//! not-yet: neither fish nor pasta: the dinner's output is Some(Ok(6))

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
                let price = Ok(*soup + price.unwrap_or(0));
                drop(self.leave());
                return PollState::Ready(price);
            }
            Self::Done => panic!("a dinner was polled again after it was over"),
        }
    }
}
