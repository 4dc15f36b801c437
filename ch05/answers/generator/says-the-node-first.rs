//! not-yet: the walk says the values in another order

fn walk(self, fiber: &Suspender<T>) {
    if let Some(node) = self.open() {
        fiber.suspend(node.value);
        node.smaller.walk(fiber);
        node.larger.walk(fiber);
    }
}
