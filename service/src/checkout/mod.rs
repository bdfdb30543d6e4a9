//! From a cart to an order.
//!
//! Entry points: [`choose_payment`] says how the buyer pays and what they agreed to; [`prepare`] holds the goods and says
//! what is still missing; [`place`] makes the order; [`attempt`] tells what became of it.
//! [`complete_draft`] makes one of what staff wrote down.
//! Invariants: an order is placed in one unit, which takes its stock, its promotions and its gift cards, or not at
//! all; a cart becomes one order, however often it is sent; the buyer is charged what they agreed to, or nothing.
//! Absent: talking to payment providers. The order says what it owes, and `payment` settles that after the unit.

pub mod attempt;
pub mod choose_payment;
pub mod complete_draft;
pub mod obstacle;
pub mod order_key;
pub mod place;
pub mod prepare;
mod rows;
