//! not-yet: the walk goes through the tree before its values are asked for
//!
//! The recursion doesn't suspend: a loop over its result does.

fn walk(self, fiber: &Suspender<T>) {
    let mut values = Vec::new();
    collect(self, &mut values);
    for value in values {
        fiber.suspend(value);
    }
}

fn collect<T: 'static>(tree: Tree<T>, values: &mut Vec<T>) {
    if let Some(node) = tree.open() {
        collect(node.smaller, values);
        values.push(node.value);
        collect(node.larger, values);
    }
}
