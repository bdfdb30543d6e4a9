//! Money paid in beforehand, that anybody with the code may spend.
//!
//! Entry points: [`create`] makes a card and shows its code, the only time; [`find`] is for carts;
//! [`ledger`] moves money; [`adjust`], [`deactivate`] and [`list`] are for whoever runs the shop. Invariant: a balance is the sum of
//! its movements and never below zero. Nothing outside this module writes `gift_card` or `gift_card_movement`.
//! A gift card pays: it is no discount, and no tax changes with it.

pub mod adjust;
pub mod code;
pub mod create;
pub mod deactivate;
pub mod find;
pub mod ledger;
pub mod list;
