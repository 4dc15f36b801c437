//! What the server says to what it is asked.

mod conformance;

conformance::conform!(delayserver::Config::new().start().unwrap());
