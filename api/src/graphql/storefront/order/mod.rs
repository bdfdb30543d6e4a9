//! What a customer ordered. No order can be placed yet, so there is none to show: the types are the dialect's, so
//! that its documents are valid, and wait to be filled.
pub mod discount;
pub mod line;
pub mod object;

pub use self::{
    discount::DiscountAllocation,
    line::OrderLineItem,
    object::{Order, OrderConnection, OrderSortKeys},
};
