//! not-yet: `take` is called while the future runs, and doesn't leave it as it is
//!
//! The join never asks too early. The part's own safe method has to be right for every caller.

fn take(self: Pin<&mut Self>) -> F::Output {
    // SAFETY: there's no future any more.
    let part = unsafe { self.get_unchecked_mut() };
    match mem::replace(part, Part::Empty) {
        Part::Has(output) => output,
        _ => panic!("the output isn't there"),
    }
}
