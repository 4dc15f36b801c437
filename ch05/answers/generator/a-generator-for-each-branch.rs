//! solved
//!
//! Each branch has a stack of its own, as it would with generators that the compiler makes.

fn walk(self, fiber: &Suspender<T>) {
    let stacks = Stacks::new();
    if let Some(node) = self.open() {
        node.smaller
            .in_order(&stacks)
            .for_each(|value| fiber.suspend(value));
        fiber.suspend(node.value);
        node.larger
            .in_order(&stacks)
            .for_each(|value| fiber.suspend(value));
    }
}
