//! Pages of what belongs to orders.
use super::{line::LineItem, object::Order, payment::OrderEvent};
use crate::connection;

connection!(
    /// Orders.
    OrderConnection,
    OrderEdge,
    Order
);
connection!(
    /// What an order is made of.
    LineItemConnection,
    LineItemEdge,
    LineItem
);
connection!(
    /// What happened to an order.
    OrderEventConnection,
    OrderEventEdge,
    OrderEvent
);
