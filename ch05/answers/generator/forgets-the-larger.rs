//! not-yet: the walk leaves values out

fn walk(self, fiber: &Suspender<T>) {
    if let Some(node) = self.open() {
        node.smaller.walk(fiber);
        fiber.suspend(node.value);
    }
}
