//! What a function hands back as it was on Windows x64, and what Windows itself knows of a stack.

// ANCHOR: place
/// Where the thread information block has what it says of the stack that the thread is on: so far
/// behind the address that the segment register gs holds.
pub mod place {
    /// The address behind its last byte.
    pub const STACK_BASE: usize = 0x8;
    /// The lowest byte that may be used without asking for more.
    pub const STACK_LIMIT: usize = 0x10;
    /// Where its memory begins.
    pub const DEALLOCATION_STACK: usize = 0x1478;
    /// How much is to be left for a handler, should it overflow.
    pub const GUARANTEED_BYTES: usize = 0x1748;
}
// ANCHOR_END: place

/// One value that a switch exchanges.
#[derive(Debug)]
pub struct Saved {
    /// The register; or the field of the thread information block.
    pub name: &'static str,
    /// Where it is, if it is no register.
    pub place: Option<usize>,
    /// How large it is.
    pub bytes: usize,
    /// Where it lies in the context.
    pub offset: usize,
}

// ANCHOR: xmm
/// Sixteen bytes, at a multiple of 16: `movaps` faults at any other address. The alignment carries
/// over to whatever holds one, so that the compiler keeps it, wherever a context lies.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(16))]
pub struct Xmm([u64; 2]);
// ANCHOR_END: xmm

// ANCHOR: saved
/// Makes the struct that the switch is written for, and the list that the step prints.
macro_rules! saved {
    ($($field:ident: $kind:ident $(at $place:expr)?,)*) => {
        /// What one stack's flow of control needs to go on.
        #[derive(Debug, Default)]
        #[repr(C, align(16))]
        pub struct Context {
            $(pub $field: $kind,)*
        }

        /// The fields of [`Context`], in order.
        pub const SAVED: &[Saved] = &[$(Saved {
            name: stringify!($field),
            place: only(&[$($place)?]),
            bytes: size_of::<$kind>(),
            offset: std::mem::offset_of!(Context, $field),
        },)*];
    };
}
// ANCHOR_END: saved

const fn only(places: &[usize]) -> Option<usize> {
    if let [place] = places {
        Some(*place)
    } else {
        None
    }
}

// ANCHOR: list
saved! {
    rsp: u64,
    rbx: u64,
    rbp: u64,
    r12: u64,
    r13: u64,
    r14: u64,
    r15: u64,
    rdi: u64,
    rsi: u64,
    xmm6: Xmm,
    xmm7: Xmm,
    xmm8: Xmm,
    xmm9: Xmm,
    xmm10: Xmm,
    xmm11: Xmm,
    xmm12: Xmm,
    xmm13: Xmm,
    xmm14: Xmm,
    xmm15: Xmm,
    stack_base: u64 at place::STACK_BASE,
    stack_limit: u64 at place::STACK_LIMIT,
    deallocation_stack: u64 at place::DEALLOCATION_STACK,
    guaranteed_bytes: u64 at place::GUARANTEED_BYTES,
}
// ANCHOR_END: list

// ANCHOR: aligned
/// The build ends here if a field were moved to where `movaps` cannot reach it.
const _: () = {
    assert!(align_of::<Context>() == 16);
    let mut n = 0;
    while n < SAVED.len() {
        assert!(SAVED[n].bytes != 16 || SAVED[n].offset.is_multiple_of(16));
        n += 1;
    }
};
// ANCHOR_END: aligned
