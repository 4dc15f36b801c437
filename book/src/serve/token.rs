//! A secret that can't be guessed.

use std::fmt;

/// 128 bits, in hexadecimal: short enough for an address that is printed.
#[derive(Clone)]
pub(super) struct Token(String);

impl Token {
    /// From the operating system.
    pub(super) fn new() -> anyhow::Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)
            .map_err(|error| anyhow::anyhow!("the system has no random bytes to give: {error}"))?;
        Ok(Self::from(bytes))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Looks at every byte whatever the first ones are, so that the time taken tells nothing.
    pub(super) fn is(&self, claimed: &[u8]) -> bool {
        let own = self.0.as_bytes();
        let differing = own.iter().zip(claimed).fold(0, |all, (a, b)| all | (a ^ b));
        own.len() == claimed.len() && std::hint::black_box(differing) == 0
    }
}

impl From<[u8; 16]> for Token {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_the_token() {
        let token = Token::new().unwrap();
        let text = token.as_str().as_bytes();
        assert_eq!(text.len(), 32);
        assert!(token.is(text));
        assert!(!token.is(&text[..31]));
        assert!(!token.is(b""));
        assert!(!token.is(&[text, b"0"].concat()));
        let mut other = text.to_vec();
        other[31] ^= 1;
        assert!(!token.is(&other));
    }

    #[test]
    fn two_tokens_differ() {
        assert_ne!(
            Token::new().unwrap().as_str(),
            Token::new().unwrap().as_str()
        );
    }

    #[test]
    fn a_token_is_not_printed_by_accident() {
        assert_eq!(format!("{:?}", Token::new().unwrap()), "Token(..)");
    }
}
