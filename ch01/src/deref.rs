//! One byte read from memory or written to it, each by one instruction.
//!
//! A processor's file has `read` and `write`, and nothing else does: what the compiler makes of
//! `*pointer` is its own business, and here the instruction is the point.

#[cfg(target_arch = "aarch64")]
#[path = "deref/aarch64.rs"]
mod processor;
#[cfg(target_arch = "x86_64")]
#[path = "deref/x86_64.rs"]
mod processor;

#[cfg(not(any(target_arch = "aarch64", target_arch = "x86_64")))]
compile_error!("chapter 1 has instructions of its own, for x86-64 and for aarch64 only");

pub use processor::{read, write};

#[cfg(test)]
mod tests {
    #![expect(unsafe_code, reason = "the functions under test are unsafe to call")]

    use super::*;
    use std::array;

    #[test]
    fn a_read_gives_the_byte_whatever_it_is_and_wherever_it_lies() {
        let bytes: [u8; 256] = array::from_fn(|n| n as u8);
        for byte in &bytes {
            // SAFETY: the reference is valid for reads.
            let value = unsafe { read(byte) };
            assert_eq!(value, *byte);
        }
    }

    /// The compiler may not keep what it knows of memory across the instruction, or the other way
    /// round: this fails if `write` is declared not to touch memory.
    #[test]
    fn a_write_is_seen_by_the_code_around_it_and_touches_one_byte_only() {
        let mut bytes = [7; 3];
        for value in 0..=255 {
            let before = bytes[1];
            // SAFETY: the pointer is to a byte of this array, and nobody else has it.
            unsafe { write(&mut bytes[1], value) };
            assert_eq!(bytes, [7, value, 7], "before it was {before}");
        }
    }

    /// Fails if `read` is declared to depend on its operands alone.
    #[test]
    fn a_read_sees_what_was_written_just_before() {
        let mut byte = 0;
        let mut sum = 0u64;
        for value in 0..=255 {
            byte = value;
            // SAFETY: the reference is valid for reads.
            sum += u64::from(unsafe { read(&byte) });
        }
        assert_eq!((byte, sum), (255, 255 * 256 / 2));
    }
}
