//! What a customer ordered, shown to them and to nobody else.
pub mod discount;
pub mod fulfilment;
pub mod line;
pub mod object;

pub use self::{
    discount::DiscountAllocation,
    fulfilment::Fulfillment,
    line::OrderLineItem,
    object::{Order, OrderConnection, OrderSortKeys, find},
};
