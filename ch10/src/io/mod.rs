//! Sockets that wait without blocking.

pub(crate) mod coop;
mod direction;
mod readiness;
mod registered;
mod sources;

pub(crate) use direction::Direction;
pub(crate) use readiness::Readiness;
pub(crate) use registered::Registered;
pub(crate) use sources::Sources;
