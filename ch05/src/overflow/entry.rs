//! The process's list of mappings, for a handler to search: no lock, and nothing ever leaves it.
#![expect(unsafe_code, reason = "the list is read while others write to it")]

#[cfg(unix)]
use crate::stack::Label;
use crate::stack::Shape;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicPtr, Ordering};

// ANCHOR: node
/// One mapping in the list. What does not change may be read at any time, so only the address does:
/// a node whose mapping is gone waits for another one of exactly the same measures.
///
/// So there are never more nodes of some measures than there were such mappings at one time, and
/// none needs to be freed, which could pull it away from under a handler.
struct Node {
    /// Null when the mapping is gone.
    base: AtomicPtr<u8>,
    length: usize,
    shape: Shape,
    next: Option<&'static Node>,
}

static NEWEST: AtomicPtr<Node> = AtomicPtr::new(ptr::null_mut());
// ANCHOR_END: node

// ANCHOR: entry
/// A mapping's place in the list.
pub struct Entry {
    node: &'static Node,
}

impl Entry {
    /// Enters a mapping.
    pub fn new(base: NonNull<u8>, length: usize, shape: Shape) -> Self {
        let fits = |node: &&Node| node.length == length && node.shape == shape;
        let claim = |node: &&Node| node.claim(base);
        let node = nodes().filter(fits).find(claim);
        Self {
            node: node.unwrap_or_else(|| push(base, length, shape)),
        }
    }

    /// Takes the mapping out. The caller unmaps it only afterwards.
    pub fn clear(&self) {
        self.node.base.store(ptr::null_mut(), Ordering::Release);
    }
}
// ANCHOR_END: entry

impl Node {
    /// Whether the node was free, and is this mapping's now.
    fn claim(&self, base: NonNull<u8>) -> bool {
        let (free, ours) = (ptr::null_mut(), base.as_ptr());
        let (taken, not) = (Ordering::AcqRel, Ordering::Relaxed);
        let result = self.base.compare_exchange(free, ours, taken, not);
        result.is_ok()
    }
}

fn push(base: NonNull<u8>, length: usize, shape: Shape) -> &'static Node {
    let node = Box::leak(Box::new(Node {
        base: AtomicPtr::new(base.as_ptr()),
        length,
        shape,
        next: None,
    }));
    let mut newest = NEWEST.load(Ordering::Acquire);
    loop {
        // SAFETY: the list holds leaked nodes only.
        node.next = unsafe { newest.as_ref() };
        match NEWEST.compare_exchange_weak(newest, node, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => return node,
            Err(now) => newest = now,
        }
    }
}

fn nodes() -> impl Iterator<Item = &'static Node> {
    // SAFETY: a node in the list is leaked, and was complete before it was put there.
    let mut next = unsafe { NEWEST.load(Ordering::Acquire).as_ref() };
    std::iter::from_fn(move || {
        let node = next?;
        next = node.next;
        Some(node)
    })
}

// ANCHOR: find
/// The stack whose guard holds this address.
#[cfg(unix)]
pub struct Overflown {
    pub label: *const Label,
    pub size: usize,
}

/// Looks for the guard that an address belongs to.
///
/// Other threads may map and unmap meanwhile. A thread that has run onto the guard of its own stack
/// keeps that mapping by doing so, and no other mapping has an address in common with it.
#[cfg(unix)]
pub fn find(address: usize) -> Option<Overflown> {
    nodes().find_map(|node| {
        let base = node.base.load(Ordering::Acquire);
        let offset = address.checked_sub(base.addr())?;
        let (guard, stride) = (node.shape.guard, node.shape.stride());
        if base.is_null() || offset >= node.length || offset % stride >= guard {
            return None;
        }
        let end = offset - offset % stride + stride;
        Some(Overflown {
            label: base.wrapping_add(end).cast::<Label>().wrapping_sub(1),
            size: node.shape.size,
        })
    })
}
// ANCHOR_END: find

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// Measures that no pool asks for, so that the tests run beside others.
    fn shape(size: usize) -> Shape {
        Shape { guard: 100, size }
    }

    /// Addresses that are only compared, and that no mapping has: user memory ends below them.
    fn fake(offset: usize) -> NonNull<u8> {
        NonNull::without_provenance(
            std::num::NonZero::new(usize::MAX / 2 + 1 + offset).expect("the sum is not 0"),
        )
    }

    #[test]
    fn only_the_guards_are_found_and_each_with_its_own_label() {
        let base = fake(0);
        let entry = Entry::new(base, 3000, shape(900));
        let label = |slot: usize| base.addr().get() + (slot + 1) * 1000 - size_of::<Label>();
        let found = |offset| find(base.addr().get() + offset).map(|o| (o.label.addr(), o.size));
        for slot in 0..3 {
            assert_eq!(found(slot * 1000), Some((label(slot), 900)));
            assert_eq!(found(slot * 1000 + 99), Some((label(slot), 900)));
            assert_eq!(found(slot * 1000 + 100), None);
            assert_eq!(found(slot * 1000 + 999), None);
        }
        assert_eq!(found(3000), None);
        assert!(find(base.addr().get() - 1).is_none());
        entry.clear();
        assert_eq!(found(0), None);
    }

    #[test]
    fn the_null_page_is_nobodys() {
        let entry = Entry::new(fake(1 << 20), 1000, shape(901));
        entry.clear();
        assert!(find(0).is_none());
    }

    #[test]
    fn a_node_is_used_again_for_the_same_measures_only() {
        let count = || nodes().filter(|node| node.shape.guard == 77).count();
        let shape = |size| Shape { guard: 77, size };
        for n in 0..10 {
            let (one, other) = (fake((2 << 20) + n), fake((3 << 20) + n));
            let one = Entry::new(one, 1000, shape(1));
            let other = Entry::new(other, 1000, shape(1));
            assert!(!ptr::eq(one.node, other.node));
            one.clear();
            other.clear();
        }
        assert_eq!(count(), 2);
        Entry::new(fake(4 << 20), 1000, shape(2)).clear();
        Entry::new(fake(5 << 20), 2000, shape(1)).clear();
        assert_eq!(count(), 4);
    }
}
