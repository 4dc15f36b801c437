//! Where macOS keeps what an aarch64 CPU said about a fault.

use crate::fault::Access;

/// `_STRUCT_ARM_EXCEPTION_STATE64`.
#[repr(C)]
pub struct Exception {
    address: u64,
    syndrome: u32,
    exception: u32,
}

impl Exception {
    /// What was tried, if this was an abort of an access to memory.
    pub fn access(&self) -> Option<Access> {
        Access::from_syndrome(self.syndrome.into())
    }
}
