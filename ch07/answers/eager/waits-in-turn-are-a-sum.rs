//! not-yet: MadeFirst with eager requests doesn't take 5 ticks
//!
//! Two waits are believed to be a sum.

fn predicted(program: Program) -> [u32; 2] {
    match program {
        Program::InTurn => [5, 5],
        Program::Joined => [3, 3],
        Program::MadeFirst => [5, 5],
        Program::JoinedLater => [7, 4],
    }
}
