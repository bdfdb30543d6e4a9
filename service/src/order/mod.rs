//! Orders: what was bought, frozen as it was bought, and what became of it.
//!
//! Entry points: [`transition`] is the table of what may follow what; `confirm` and `close` are its two ways out
//! of waiting for money. Then staff [`cancel`] it, [`fulfil`] it in parts that are [`deliver`]ed, take [`returns`],
//! [`refund`] and [`capture`] money. [`status`] tells whether it is paid and sent; [`balance`] what is owed.
//! Invariants: amounts never change after an order is placed; each change leaves a line in its [`timeline`]; whoever
//! changes an order takes its row first, then payments, then stock, so that changes queue; numbers have no gaps.
//! Absent: talking to payment providers. What an order owes is written down here, and moved by `payment`.

pub mod balance;
pub mod cancel;
pub mod capture;
pub(crate) mod close;
pub(crate) mod confirm;
pub mod deliver;
pub mod draft;
pub mod edit;
pub(crate) mod frozen;
pub mod fulfil;
pub(crate) mod give_back;
pub mod lines;
pub mod list;
pub mod price;
pub mod read;
pub mod refund;
pub mod returns;
pub mod status;
pub mod timeline;
pub mod tracking;
pub mod transition;
mod units;
