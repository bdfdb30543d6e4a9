//! Logging in: passwords, lasting logins, and what is sent by mail to prove an address.
//!
//! Entry points: [`login::log_in`], [`session::customer_of`], which finds out who a token belongs to, and
//! [`once`] for tokens that work a single time.
//! Invariants: no password and no token is ever stored or logged, only what proves them; five wrong passwords
//! close an account for two hours, however many are tried at once; neither answers nor their timing tell whether
//! an address has an account. Deliberately absent: what customers are, beyond whether they may log in.

pub mod email;
pub mod login;
pub mod once;
pub mod password;
pub mod session;

pub use self::session::customer_of;
