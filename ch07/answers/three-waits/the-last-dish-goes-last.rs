//! not-yet: the kitchen closes while the machine still holds a dish
//!
//! Both are variables of `poll` by then, and the one that was declared last is dropped first.

fn poll(&mut self) -> PollState<Result<u32, SoldOut>> {
    loop {
        match mem::replace(self, Self::Done) {
            Self::Start { kitchen } => {
                let dish = kitchen.cook("soup");
                *self = Self::Soup { dish, kitchen };
            }
            Self::Soup { mut dish, kitchen } => {
                let PollState::Ready(price) = dish.poll() else {
                    *self = Self::Soup { dish, kitchen };
                    return PollState::NotReady;
                };
                drop(dish);
                match price {
                    Ok(soup) => {
                        let dish = kitchen.cook("fish");
                        *self = Self::Fish {
                            dish,
                            soup,
                            kitchen,
                        };
                    }
                    Err(SoldOut) => return PollState::Ready(Err(SoldOut)),
                }
            }
            Self::Fish {
                mut dish,
                soup,
                kitchen,
            } => {
                let PollState::Ready(price) = dish.poll() else {
                    *self = Self::Fish {
                        dish,
                        soup,
                        kitchen,
                    };
                    return PollState::NotReady;
                };
                drop(dish);
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
            Self::Pasta {
                mut dish,
                soup,
                kitchen,
            } => {
                let PollState::Ready(price) = dish.poll() else {
                    *self = Self::Pasta {
                        dish,
                        soup,
                        kitchen,
                    };
                    return PollState::NotReady;
                };
                return PollState::Ready(price.map(|pasta| soup + pasta));
            }
            Self::Done => panic!("a dinner was polled again after it was over"),
        }
    }
}
