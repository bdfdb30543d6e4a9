//! Who may do what in the back office, and who did what.
//!
//! Somebody who runs the shop hands out keys ([`api_key`]), each with the [`scope`]s that its bearer
//! needs. Every change made with one leaves a line in the [`audit`] log. Invariant: a key is known by its hash only; it was
//! shown once, when it was made. Deliberately absent: users with passwords and roles (the back office brings them).

pub mod api_key;
pub mod audit;
pub mod scope;

pub use api_key::Staff;
pub use audit::Actor;
pub use scope::{Scope, Scopes};
