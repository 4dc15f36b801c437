//! Where macOS keeps what an x86-64 CPU said about a fault.

use crate::fault::Access;

/// `_STRUCT_X86_EXCEPTION_STATE64`.
#[repr(C)]
pub struct Exception {
    exception: u16,
    cpu: u16,
    error: u32,
    address: u64,
}

impl Exception {
    /// What was tried, if this was a page fault.
    pub fn access(&self) -> Option<Access> {
        Access::from_error_code(self.exception.into(), self.error.into())
    }
}
