//! not-yet: 0 of 12 bytes are sent, another 13 are said to be sent, and there's no panic
//!
//! An empty rest is where the end is, or a little later.

fn without(slice: NonNull<[u8]>, count: usize) -> NonNull<[u8]> {
    let left = slice.len().saturating_sub(count);
    let start = slice.cast::<u8>().as_ptr().wrapping_add(count);
    NonNull::slice_from_raw_parts(NonNull::new(start).unwrap(), left)
}
