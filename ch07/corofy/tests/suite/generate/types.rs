//! The types of the variables that the generated coroutines have.

/// A type, in the words of the preamble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ty {
    Number,
    Flag,
    Text,
    Noisy,
    Maybe,
    Pair,
    Duo,
    Outcome,
    /// A parameter, `T: Debug`: there's a value of it only if it's given one.
    Any,
}

impl Ty {
    /// Those that drops can be seen of, more than once.
    pub const MIXED: [Ty; 11] = [
        Ty::Number,
        Ty::Number,
        Ty::Number,
        Ty::Flag,
        Ty::Text,
        Ty::Noisy,
        Ty::Noisy,
        Ty::Maybe,
        Ty::Pair,
        Ty::Duo,
        Ty::Outcome,
    ];

    /// How the type is written.
    pub fn text(self) -> &'static str {
        match self {
            Ty::Number => "u32",
            Ty::Flag => "bool",
            Ty::Text => "String",
            Ty::Noisy => "Noisy",
            Ty::Maybe => "Option<Noisy>",
            Ty::Pair => "(Noisy, u32)",
            Ty::Duo => "Duo",
            Ty::Outcome => "Result<u32, Noisy>",
            Ty::Any => "T",
        }
    }

    /// Whether a value is copied, not moved.
    pub fn copies(self) -> bool {
        matches!(self, Ty::Number | Ty::Flag)
    }
}
