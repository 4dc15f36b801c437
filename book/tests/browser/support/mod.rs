//! What the browser's tests stand on: a workbook of their own, the real program that serves it, and a
//! real browser that is driven through WebDriver.

pub mod asked;
mod browsers;
pub mod driver;
#[path = "../../support_serve/in_place.rs"]
mod in_place;
pub mod lab;
pub mod page;
pub mod tries;
mod turns;
pub mod workbook;
