//! A value that points into itself.

use std::marker::PhantomPinned;
use std::pin::Pin;
use std::ptr::{self, NonNull};

// ANCHOR: label
/// A text, and a pointer to it.
pub struct Label {
    text: String,
    /// Points to `text`, once the label is pinned.
    own: Option<NonNull<String>>,
    _pinned: PhantomPinned,
}

impl Label {
    /// A label that may be moved still: it doesn't point anywhere.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            own: None,
            _pinned: PhantomPinned,
        }
    }

    /// Points the label to its own text.
    pub fn point(self: Pin<&mut Self>) {
        // SAFETY: nothing is moved out of the label.
        let label = unsafe { self.get_unchecked_mut() };
        label.own = Some(NonNull::from(&mut label.text));
    }
    // ANCHOR_END: label

    /// Where the label's pointer leads, in words. It isn't followed.
    pub fn points_to(&self, named: &[(&str, &Label)]) -> String {
        let own = self.own.expect("`point` was called").as_ptr();
        let leads_to = |label: &Label| ptr::eq(own, &raw const label.text);
        if leads_to(self) {
            return String::from("points to its own text");
        }
        let found = named.iter().find(|(_, label)| leads_to(label));
        found.map_or(String::from("points elsewhere"), |(name, _)| {
            format!("points to the text of {name}")
        })
    }
}
