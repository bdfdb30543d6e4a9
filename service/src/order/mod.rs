//! Orders: what was bought, frozen as it was bought, and what became of it.
//!
//! Entry points: [`transition`] is the table of what may follow what; [`confirm`] and [`close`] are its two ways out
//! of waiting for money. Invariants: amounts never change after an order is placed; each change leaves a line in its
//! [`timeline`]; whoever changes an order takes its row first, so that changes queue; numbers have no gaps.
//! Absent: talking to payment providers. What an order owes is written down here, and moved by `payment`.

pub(crate) mod close;
pub(crate) mod confirm;
pub(crate) mod give_back;
pub mod timeline;
pub mod transition;
