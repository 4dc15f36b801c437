//! Rewrites functions that can wait into state machines.
//!
//! A coroutine is a function with the word `coroutine` in front of `fn`, whose body can wait for a future
//! with `.wait`. [`rewrite`] replaces each coroutine of a file by a constructor of the same name, a machine
//! and its `impl Future`, and keeps everything else byte for byte.
//!
//! What happens to a coroutine, file by file:
//!
//! 1. `source` finds the coroutines among a file's tokens, and `limits` refuses sources that no person writes.
//! 2. `known` notes which functions, types and imports the file declares.
//! 3. `names` gives each variable a name of its own, so that later parts can compare names.
//! 4. `types` reads types off the source; `kinds` says which of them are copied and which have destructors.
//! 5. `waits` takes waits out of expressions, so that each is a statement.
//! 6. `flow` lists what the code does to its variables, and `live` says which of them a state has to keep.
//! 7. `lower` cuts the code at its states; `exits` rewrites `return`, `?`, `break` and `continue`.
//! 8. `machine` puts the items together, and `layout` prints them.

mod answer;
mod arms;
mod bindings;
mod borrows;
mod branches;
mod breaks;
mod calls;
mod circles;
mod code;
mod comments;
mod conventions;
mod exits;
mod flow;
mod generics;
mod items;
mod kinds;
mod known;
mod kont;
mod layout;
mod lend;
mod lifetimes;
mod limits;
mod live;
mod lower;
mod machine;
mod macros;
mod marks;
mod mutation;
mod nameable;
mod names;
mod operands;
mod origins;
mod patterns;
mod pipeline;
mod rest;
mod shown;
mod signature;
mod source;
mod syntax;
mod target;
mod temporaries;
mod types;
mod waiting;
mod waits;
mod walk;
mod wanted;
mod written;

pub use answer::{Link, Reason, Refused, Rewritten, Target};
pub use pipeline::rewrite;
