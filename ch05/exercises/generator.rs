//! An iterator whose body is a fiber: the body says a value from wherever it is, deep in a loop or in a
//! recursion, and goes on from there when the next value is asked for.
//!
//! In the skeleton, `new` runs the body to its end and keeps all values. A body without an end never
//! returns.
//!
//! 1. **Make it lazy**: the body runs inside `next`, as far as its next value. After its end, and after
//!    a panic, which comes out of `next`, there is `None` forever.
//! 2. **Walk the tree** as you would say it: the smaller values, this one, the larger ones. An iterator
//!    by hand needs a stack of nodes; yours has one.
//!
//! The output shows who runs when.

use ch05::stack::{DEFAULT_SIZE, Stacks};
use ch05::{Coroutine, State, Suspender};
use std::iter::FusedIterator;
use trace::count;

/// The values that a body suspends with, one after the other.
#[derive(Debug)]
pub struct Generator<T> {
    values: std::vec::IntoIter<T>,
}

impl<T> Generator<T> {
    /// The body says a value with `suspend`.
    pub fn new(stacks: &Stacks, body: impl FnOnce(&Suspender<T>) + 'static) -> Self {
        let stack = stacks.take(DEFAULT_SIZE);
        let stack = stack.expect("there is memory for one more stack");
        let mut body = Coroutine::new(stack, body);
        let mut values = Vec::new();
        while let State::Suspended(value) = body.resume() {
            values.push(value);
        }
        let values = values.into_iter();
        Self { values }
    }
}

impl<T> Iterator for Generator<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.values.next()
    }
}

/// After the end, `None` comes forever.
impl<T> FusedIterator for Generator<T> {}

/// A binary search tree: no value on the left is larger, none on the right is smaller.
#[derive(Debug)]
pub struct Tree<T>(Option<Box<Node<T>>>);

#[derive(Debug)]
struct Node<T> {
    smaller: Tree<T>,
    value: T,
    larger: Tree<T>,
}

impl<T: Ord> Tree<T> {
    /// Puts a value where it belongs.
    pub fn insert(&mut self, value: T) {
        match &mut self.0 {
            Some(node) if value < node.value => node.smaller.insert(value),
            Some(node) => node.larger.insert(value),
            None => {
                let (smaller, larger) = (Tree(None), Tree(None));
                self.0 = Some(Box::new(Node {
                    smaller,
                    value,
                    larger,
                }));
            }
        }
    }
}

impl<T: 'static> Tree<T> {
    /// Takes the tree apart: the value with the two trees next to it, unless it is empty.
    fn open(self) -> Option<Box<Node<T>>> {
        count!("open");
        self.0
    }

    /// The values, the smallest first.
    pub fn in_order(self, stacks: &Stacks) -> Generator<T> {
        Generator::new(stacks, |fiber| self.walk(fiber))
    }

    /// Says the values of this tree in order.
    fn walk(self, fiber: &Suspender<T>) {
        if let Some(node) = self.open() {
            fiber.suspend(node.value);
        }
    }
}

#[cfg(test)]
#[path = "../checks/generator.rs"]
mod check;
