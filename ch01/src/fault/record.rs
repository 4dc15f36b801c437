//! A fault on its way through a pipe.

use super::{Access, Fault};

// ANCHOR: record
/// A fault as bytes: of one length, so that a handler can write them without asking for memory.
pub(super) type Record = [u8; RECORD];
const RECORD: usize = 40;

/// What a record begins with. Words on standard error, a panic's for one, do not.
const MARK: u64 = 0xFA_01_7E_D0_0F_A0_17_ED;

impl Fault {
    pub(super) fn to_record(self) -> Record {
        let access = match self.access {
            None => 0,
            Some(Access::Read) => 1,
            Some(Access::Write) => 2,
        };
        // To u64 by way of i64, which keeps the sign.
        let (signal, code) = (i64::from(self.signal) as u64, i64::from(self.code) as u64);
        let words = [MARK, signal, code, self.address as u64, access];
        let mut record = [0; RECORD];
        for (bytes, word) in record.chunks_exact_mut(8).zip(words) {
            bytes.copy_from_slice(&word.to_ne_bytes());
        }
        record
    }

    /// The record that these bytes end in; none if there is none.
    pub(super) fn from_end_of(bytes: &[u8]) -> Option<Self> {
        let record: &Record = bytes.last_chunk()?;
        let (words, _) = record.as_chunks();
        let mut words = words.iter().map(|bytes| u64::from_ne_bytes(*bytes));
        let mut next = || words.next();
        if next()? != MARK {
            return None;
        }
        Some(Self {
            signal: next()? as i32,
            code: next()? as i32,
            address: next()? as usize,
            access: match next()? {
                1 => Some(Access::Read),
                2 => Some(Access::Write),
                _ => None,
            },
        })
    }
}
// ANCHOR_END: record

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{SEGV_MAPERR, SIGBUS, SIGSEGV};

    #[test]
    fn a_fault_survives_as_bytes() {
        for (signal, code, address) in [
            (SIGSEGV, SEGV_MAPERR, 0),
            (SIGBUS, i32::MAX, usize::MAX),
            (SIGSEGV, -6, 99_999_999_999_999),
        ] {
            for access in [None, Some(Access::Read), Some(Access::Write)] {
                let fault = Fault {
                    signal,
                    code,
                    address,
                    access,
                };
                let mut bytes = b"words that came before".to_vec();
                bytes.extend(fault.to_record());
                assert_eq!(Fault::from_end_of(&bytes), Some(fault));
            }
        }
    }

    #[test]
    fn what_is_no_record_is_no_fault() {
        assert_eq!(Fault::from_end_of(b""), None);
        assert_eq!(Fault::from_end_of(&[0; RECORD]), None);
        let panic = b"thread 'main' panicked at src/main.rs:1:1: this is longer than a record";
        assert_eq!(Fault::from_end_of(panic), None);
    }
}
