//! The delay server.
