//! What the CPU tells the kernel besides the address: a few bits, different on each.

/// What a program tried to do with memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To read it, or to run what lies there.
    Read,
    /// To write to it.
    Write,
}

impl Access {
    // ANCHOR: x86-64
    /// From x86-64's number of the exception and its error code (Intel's manual, volume 3, 4.7).
    pub fn from_error_code(exception: u64, error: u64) -> Option<Self> {
        const PAGE_FAULT: u64 = 14;
        const WRITE: u64 = 1 << 1;
        // The other exceptions have an error code of another meaning, or none.
        (exception == PAGE_FAULT).then_some(if error & WRITE == 0 {
            Self::Read
        } else {
            Self::Write
        })
    }
    // ANCHOR_END: x86-64

    /// From aarch64's syndrome register, `ESR_EL1` (Arm's manual, D24.2.40).
    pub fn from_syndrome(syndrome: u64) -> Option<Self> {
        const FETCH: u64 = 0b10_0000;
        const DATA: u64 = 0b10_0100;
        const WRITE: u64 = 1 << 6;
        // Above the lowest 26 bits: the class of the exception, here those that user code causes.
        match (syndrome >> 26) & 0b11_1111 {
            FETCH => Some(Self::Read),
            DATA if syndrome & WRITE == 0 => Some(Self::Read),
            DATA => Some(Self::Write),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Access;

    #[test]
    fn x86_64_says_it_in_the_error_code_of_a_page_fault_only() {
        // User code, page not there: reading, then writing; and fetching an instruction.
        assert_eq!(Access::from_error_code(14, 0b100), Some(Access::Read));
        assert_eq!(Access::from_error_code(14, 0b110), Some(Access::Write));
        assert_eq!(Access::from_error_code(14, 0b1_0100), Some(Access::Read));
        // A general protection fault, as of a non-canonical address.
        assert_eq!(Access::from_error_code(13, 0b10), None);
    }

    #[test]
    fn aarch64_says_it_in_the_syndrome_of_an_abort_only() {
        // A translation fault of level 0, reading and writing; a fetch; a misaligned stack.
        assert_eq!(Access::from_syndrome(0x9200_0004), Some(Access::Read));
        assert_eq!(Access::from_syndrome(0x9200_0044), Some(Access::Write));
        assert_eq!(Access::from_syndrome(0x8200_0004), Some(Access::Read));
        assert_eq!(Access::from_syndrome(0x9a00_0000), None);
    }
}
