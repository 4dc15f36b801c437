//! What the compiler is asked for, and what it answers.

use std::error::Error;
use std::fmt;
use std::ops::RangeInclusive;

use proc_macro2::Span;

/// Whose `Future` the machines implement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// Chapter 7's: `poll(&mut self)`.
    #[default]
    Polling,
    /// Chapter 8's: `poll(&mut self, waker: &Waker)`.
    Waker,
    /// Chapter 9's: `poll(self: Pin<&mut Self>, waker: &Waker)`.
    Pinned,
}

/// A source with machines instead of its coroutines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The whole file.
    pub text: String,
    /// Which lines became which.
    pub links: Vec<Link>,
}

/// Where an arm of a machine comes from, in lines that count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its state or meeting point, as the machine names it.
    pub state: String,
    /// Its lines in the source.
    pub source: RangeInclusive<usize>,
    /// Its lines in the text that was written.
    pub machine: RangeInclusive<usize>,
}

/// Why a source can't be rewritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// One reason or more, in the order of their lines.
    pub reasons: Vec<Reason>,
}

/// One thing that can't be rewritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Its line, counted from 1.
    pub line: usize,
    /// Its column in characters, counted from 1.
    pub column: usize,
    /// What is wrong, and what to write instead.
    pub why: String,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.why)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, reason) in self.reasons.iter().enumerate() {
            let separator = if n == 0 { "" } else { "\n" };
            write!(f, "{separator}{reason}")?;
        }
        Ok(())
    }
}

impl Error for Refused {}

impl Reason {
    /// A reason about the code at `span`.
    pub(crate) fn at(span: Span, why: impl Into<String>) -> Reason {
        let start = span.start();
        Reason {
            line: start.line.max(1),
            column: start.column + 1,
            why: why.into(),
        }
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Refused {
        Refused {
            reasons: vec![reason],
        }
    }
}
