//! not-yet: MadeFirst with lazy requests doesn't take 3 ticks
//!
//! What was made is believed to run.

fn predicted(program: Program) -> [u32; 2] {
    match program {
        Program::InTurn => [5, 5],
        Program::Joined => [3, 3],
        Program::MadeFirst => [3, 3],
        Program::JoinedLater => [7, 4],
    }
}
