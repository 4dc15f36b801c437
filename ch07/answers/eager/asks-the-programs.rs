//! solved
//!
//! The most reliable prediction there is.

fn predicted(program: Program) -> [u32; 2] {
    let server = Rc::<Server>::default();
    [
        program.ticks(&server, programs::lazy),
        program.ticks(&server, get),
    ]
}
