//! The back office: who is let in, and what they change.
mod inventory;
mod keys;
mod price_lists;
mod products;
