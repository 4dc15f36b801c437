//! solved
//!
//! An iterator by hand, inside a fiber that would not need it.

fn walk(self, fiber: &Suspender<T>) {
    let mut tree = self;
    let mut waiting = Vec::new();
    loop {
        while let Some(node) = tree.open() {
            let Node {
                smaller,
                value,
                larger,
            } = *node;
            waiting.push((value, larger));
            tree = smaller;
        }
        let Some((value, larger)) = waiting.pop() else {
            return;
        };
        fiber.suspend(value);
        tree = larger;
    }
}
