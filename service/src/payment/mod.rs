//! Money: from buyers, through gateways, into the ledger, and back again.
//!
//! Entry points: [`begin_rows`] and [`credit`] write down how an order is to be paid, in the unit that places it;
//! [`settle`] carries out what is written, and [`reconcile`] what was left; [`record`] is the one way in for what a
//! provider says, [`webhook`] for what it says unasked, [`manual`] for what comes by hand. Invariants: no payment
//! without its order; amounts only grow; each movement is in the ledger twice and the ledger adds up to nothing; never
//! more is given back than was taken. Whoever changes a payment has taken its order's row.
//! Absent: deciding what is owed. That is `order`'s and `checkout`'s to write down.

mod ask;
mod begin;
pub mod credit;
mod expire;
pub mod gateway;
mod later;
mod ledger;
pub mod manual;
mod merge;
pub(crate) mod past;
pub mod reconcile;
pub mod record;
mod refund;
pub mod settle;
pub mod webhook;

pub use begin::{ANSWER_WITHIN, NewPayment, begin_rows};
