//! solved
//!
//! One dish, one number, and what was computed.

struct Dinner {
    kitchen: Option<Kitchen>,
    dish: Option<Dish>,
    soup: Option<u32>,
    wait: u8,
}

fn dinner(kitchen: Kitchen) -> Dinner {
    Dinner {
        kitchen: Some(kitchen),
        dish: None,
        soup: None,
        wait: 0,
    }
}

fn poll(&mut self) -> PollState<Result<u32, SoldOut>> {
    loop {
        let mut price = Ok(0);
        if let Some(dish) = &mut self.dish {
            let PollState::Ready(ready) = dish.poll() else {
                return PollState::NotReady;
            };
            price = ready;
            self.dish = None;
        }
        self.wait += 1;
        let soup = self.soup.unwrap_or_default();
        let next = match (self.wait, price) {
            (1, _) => Ok("soup"),
            (2, Ok(price)) => {
                self.soup = Some(price);
                Ok("fish")
            }
            (3, Err(SoldOut)) => Ok("pasta"),
            (2..=4, price) => Err(price.map(|price| soup + price)),
            _ => panic!("a dinner was polled again after it was over"),
        };
        match next {
            Ok(name) => self.dish = Some(self.kitchen.as_ref().expect("it isn't over").cook(name)),
            Err(output) => {
                self.wait = 4;
                self.kitchen = None;
                return PollState::Ready(output);
            }
        }
    }
}

fn leave(&mut self) {}
