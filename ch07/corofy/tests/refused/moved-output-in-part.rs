use crate::stage::{After, Noisy};

fn given(noisy: Noisy) -> After<Noisy> {
    After::new(1, noisy)
}

fn pair(left: Noisy, right: Noisy) -> After<(Noisy, Noisy)> {
    After::new(1, (left, right))
}

coroutine fn first(a: Noisy, b: Noisy) -> Noisy {
    given(pair(a, b).wait.0).wait //~
}
