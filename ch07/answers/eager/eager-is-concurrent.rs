//! not-yet: InTurn with eager requests doesn't take 3 ticks
//!
//! The second request isn't made before the first one is ready.

fn predicted(program: Program) -> [u32; 2] {
    match program {
        Program::InTurn => [5, 3],
        Program::Joined => [3, 3],
        Program::MadeFirst => [5, 3],
        Program::JoinedLater => [7, 4],
    }
}
