//! Panics that a check expects, or tells in its own words.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What something returns, or the words that it panics with. Such a panic prints nothing, so what is said
/// about it is what the check says.
///
/// # Errors
///
/// The panic's message; `a panic` if it has none.
pub fn panic_of<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = take_hook();
        set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                report(panic);
            }
        }));
    });
    let before = QUIET.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(run));
    QUIET.set(before);
    outcome.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        text.unwrap_or("a panic").to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::panic_of;

    #[test]
    fn a_panic_becomes_its_words() {
        assert_eq!(panic_of(|| 1), Ok(1));
        let number = 2;
        let words: Result<(), _> = panic_of(|| panic!("the {number}nd of them"));
        assert_eq!(words, Err("the 2nd of them".to_owned()));
        let words: Result<(), _> = panic_of(|| panic!("plain"));
        assert_eq!(words, Err("plain".to_owned()));
    }
}
