//! What to be told about a source, and how often.

use std::fmt;
use std::ops::{BitOr, BitOrAssign};

// ANCHOR: interest
/// What a program wants to hear about a source: a set of bits, never empty.
///
/// ```
/// use ch04::Interest;
///
/// let both = Interest::READABLE | Interest::WRITABLE;
/// assert!(both.is_readable() && both.is_writable());
/// assert_eq!(both.remove(Interest::READABLE), Some(Interest::WRITABLE));
/// ```
// ANCHOR: interest-bits
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interest(u8);

const READABLE: u8 = 0b001;
const WRITABLE: u8 = 0b010;
const PRIORITY: u8 = 0b100;

impl Interest {
    /// There is something to read, or a connection to accept, or the other side has closed.
    pub const READABLE: Self = Self(READABLE);
    /// There is room to write, or a connection is made.
    pub const WRITABLE: Self = Self(WRITABLE);
    // ANCHOR_END: interest-bits

    // ANCHOR: interest-sets
    /// Both sets in one, like `|`, and usable in constants.
    #[must_use = "the union is returned, the original stays as it is"]
    pub const fn add(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This set without the other's bits; none if nothing would be left.
    #[must_use = "the rest is returned, the original stays as it is"]
    pub fn remove(self, other: Self) -> Option<Self> {
        let rest = self.0 & !other.0;
        (rest != 0).then_some(Self(rest))
    }
    // ANCHOR_END: interest-sets
    // ANCHOR_END: interest

    /// Whether [`READABLE`](Self::READABLE) is in the set.
    #[must_use]
    pub const fn is_readable(self) -> bool {
        self.0 & READABLE != 0
    }

    /// Whether [`WRITABLE`](Self::WRITABLE) is in the set.
    #[must_use]
    pub const fn is_writable(self) -> bool {
        self.0 & WRITABLE != 0
    }

    /// Whether `PRIORITY`, which exists on Linux only, is in the set.
    #[must_use]
    pub const fn is_priority(self) -> bool {
        self.0 & PRIORITY != 0
    }

    /// What the platforms that know urgent data build their `PRIORITY` from.
    #[allow(dead_code, reason = "kqueue has no such thing")]
    pub(crate) const fn priority() -> Self {
        Self(PRIORITY)
    }
}

impl BitOr for Interest {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.add(other)
    }
}

impl BitOrAssign for Interest {
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

impl fmt::Debug for Interest {
    /// The names in the set: `READABLE | WRITABLE`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            (READABLE, "READABLE"),
            (WRITABLE, "WRITABLE"),
            (PRIORITY, "PRIORITY"),
        ];
        let mut separator = "";
        for (_, name) in names.iter().filter(|(bit, _)| self.0 & bit != 0) {
            write!(f, "{separator}{name}")?;
            separator = " | ";
        }
        Ok(())
    }
}

// ANCHOR: trigger
/// When a source that is ready is reported, and to how many.
///
/// mio has no such choice: all its sources are edge-triggered where the system can do that, which
/// is what [`Registry::register`](crate::Registry::register) does here too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trigger {
    /// Once for each time that something arrives; whoever is told has to drain the source.
    #[default]
    Edge,
    /// At every wait, for as long as the source is ready.
    Level,
    // ANCHOR: trigger-many
    /// Once, to one waiter; then never, until the source is registered anew with
    /// [`reregister_with`](crate::Registry::reregister_with).
    Oneshot,
    /// As [`Level`](Self::Level), but of all the queues that wait for this source one is woken, or
    /// more, and not each: for one [`Poll`](crate::Poll) a thread, and a listener in all of them.
    ///
    /// Linux only, elsewhere an error; and Linux lets no such registration be changed, only ended.
    Exclusive,
    // ANCHOR_END: trigger-many
}
// ANCHOR_END: trigger
