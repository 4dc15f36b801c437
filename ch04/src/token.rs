//! The name that a program gives to a source.

/// Says which source an [`Event`](crate::Event) is about: the number that it was registered with.
///
/// The kernel keeps it and hands it back. It means nothing to the queue, which does not even mind
/// if two sources have the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(pub usize);

impl From<Token> for usize {
    fn from(token: Token) -> Self {
        token.0
    }
}
