//! The workbook.
fn main() {}
