//! not-yet: JoinedLater with lazy requests doesn't take 4 ticks
//!
//! `join_all` is believed to begin what it's given.

fn predicted(program: Program) -> [u32; 2] {
    match program {
        Program::InTurn => [5, 5],
        Program::Joined => [3, 3],
        Program::MadeFirst => [5, 3],
        Program::JoinedLater => [4, 4],
    }
}
