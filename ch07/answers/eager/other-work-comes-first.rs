//! not-yet: JoinedLater with eager requests doesn't take 7 ticks
//!
//! The wait is believed to begin when `wait` is reached.

fn predicted(program: Program) -> [u32; 2] {
    match program {
        Program::InTurn => [5, 5],
        Program::Joined => [3, 3],
        Program::MadeFirst => [5, 3],
        Program::JoinedLater => [7, 7],
    }
}
