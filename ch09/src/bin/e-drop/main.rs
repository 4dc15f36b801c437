//! A list that knows values by their addresses, and what becomes of it when the values go.

mod register;

use register::{Guest, Register};
use std::convert::Infallible;
use std::mem;
use std::pin::pin;
use std::process::ExitCode;
use std::rc::Rc;
use trace::trace;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> Result<(), Infallible> {
    let register = Rc::new(Register::default());
    let ada = pin!(Guest::new("Ada", &register));
    ada.as_ref().sign_in();
    {
        let bo = pin!(Guest::new("Bo", &register));
        bo.as_ref().sign_in();
        trace!("register", "has {}", register.names());
    }
    trace!("register", "has {} after the block", register.names());
    let cy = Box::pin(Guest::new("Cy", &register));
    cy.as_ref().sign_in();
    mem::forget(cy);
    trace!("register", "has {} in the end", register.names());
    Ok(())
}
// ANCHOR_END: run
