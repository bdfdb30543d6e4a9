//! Customers: who they are, where they live, which groups they belong to.
//!
//! Entry points: [`create::create`] and [`update::update`], [`address_book`], [`choose_password`] for those who
//! forgot theirs, [`group`]. Who a token belongs to says [`auth::customer_of`](crate::auth::customer_of).
//! Invariants: one address for mail is one customer and one login; an account that was made with an address
//! that bought as a guest opens only by a mail to it; at most one address is the default. Deliberately absent: the
//! mails themselves, which whoever sends them makes from the events.

pub mod address;
pub mod address_book;
pub mod choose_password;
pub mod create;
pub mod group;
pub mod invite;
pub mod profile;
pub mod read;
pub mod recover;
pub mod update;
