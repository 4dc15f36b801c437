//! Whether a coroutine leaves floating point as it found it, which a debug build checks.
//!
//! See [`switch`](crate::switch) for why a switch does not save the control words.

#[cfg(debug_assertions)]
use crate::switch;

/// The control words with which a coroutine began; nothing in a release build.
pub(super) struct FloatControl {
    #[cfg(debug_assertions)]
    words: u64,
}

impl FloatControl {
    pub(super) fn here() -> Self {
        Self {
            #[cfg(debug_assertions)]
            words: switch::float_control(),
        }
    }

    // ANCHOR: check
    /// Panics if a foreign function has changed them since: whoever runs next would compute with them.
    #[inline]
    pub(super) fn check(&self) {
        #[cfg(debug_assertions)]
        if switch::float_control() != self.words {
            self.restore();
            panic!(
                "a foreign function has changed how floating point rounds, and has not put it back"
            );
        }
    }
    // ANCHOR_END: check

    #[inline]
    pub(super) fn restore(&self) {
        #[cfg(debug_assertions)]
        // SAFETY: these are the words that the thread had.
        unsafe {
            switch::set_float_control(self.words);
        }
    }
}
