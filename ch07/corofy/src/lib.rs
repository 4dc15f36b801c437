//! Rewrites functions that can wait into state machines.
//!
//! A coroutine is a function with the word `coroutine` in front of `fn`, whose body can wait for a future
//! with `.wait`. [`rewrite`] replaces each coroutine of a file by a constructor of the same name, a machine
//! and its `impl Future`, and keeps everything else byte for byte.
//!
//! What happens to a coroutine, file by file:
//!
//! 1. `source` finds the coroutines among a file's tokens, and `limits` refuses sources that no person writes.
//! 2. `known` notes which functions, types and imports the file declares; `nameable` says how a machine names their types.
//! 3. `signature` names what a signature leaves out, `items` moves items out of a body, and `comments` keeps its comments.
//! 4. `names` gives each variable a name of its own, so that later parts can compare names.
//! 5. `types` reads types off the source, with `bindings` for patterns, `calls` for calls and `lifetimes` for borrows; `kinds` says which types are
//!    copied and which have destructors.
//! 6. `temporaries` marks what lives on without a name, and `waits` takes waits out of expressions, so that each is a statement: with `lets`,
//!    `choices` for `if` and `match`, `turns` for loops, `operands` and `wanted` for the rest, and `keep` for the variables that this needs.
//! 7. `flow` lists what the code does to its variables, with `walk` for expressions; `borrows` says which borrow which, and `live` which of them a state
//!    has to keep. `lend` puts what's borrowed across a wait in its place on the heap, and `slots` puts that place
//!    in the machine if it's pinned, where `captures` sees that it stays. `rules` has
//!    rustc check the source's borrows.
//! 8. `lower` cuts the code at its waits and meeting points, with `branches` for constructs, `rest` for what follows them and `kont` for where a
//!    path goes on; `exits` rewrites `return`, `?`, `break` and `continue`.
//! 9. `machine` puts the items together, with `future` for its `poll`, `arms` for its states, `next` for its meeting points, `generics` for its parameters and `origins` for
//!    its comments; `circles` refuses machines that contain themselves, `shown` chooses variables' names, and `layout` prints.
//!
//! Small questions that several of them ask are answered by `syntax`, `macros`, `marks`, `patterns`, `written`, `waiting`,
//! `conventions`, `code` and `mutation`.

mod answer;
mod arms;
mod bindings;
mod borrows;
mod branches;
mod breaks;
mod calls;
mod captures;
mod choices;
mod circles;
mod code;
mod comments;
mod conventions;
mod exits;
mod flow;
mod future;
mod generics;
mod items;
mod keep;
mod kinds;
mod known;
mod kont;
mod layout;
mod lend;
mod lets;
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
mod next;
mod operands;
mod origins;
mod patterns;
mod pipeline;
mod rest;
mod rules;
mod shown;
mod signature;
mod slots;
mod source;
mod syntax;
mod target;
mod temporaries;
mod turns;
mod types;
mod waiting;
mod waits;
mod walk;
mod wanted;
mod written;

pub use answer::{Link, Reason, Refused, Rewritten, Target};
pub use pipeline::rewrite;
