//! Where an order and its parts are.
use async_graphql::Enum;
use entity::{fulfilment, order_return, payment, refund_transaction, sales_order};
use service::order::{
    list,
    status::{FulfilmentStatus, PaymentStatus},
};

/// How far an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "sales_order::Status")]
pub enum OrderStatus {
    /// Staff are still writing it.
    Draft,
    /// It waits for its money.
    Pending,
    /// It has its number, and is to be sent.
    Confirmed,
    /// Some of it is sent.
    Processing,
    /// All of it is sent.
    Shipped,
    /// All of it has arrived.
    Delivered,
    /// Called off before anything of it was sent.
    Cancelled,
    /// Nobody paid for it in time.
    Expired,
    /// All that was paid for it went back.
    Refunded,
}

/// Where an order came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "sales_order::Source")]
pub enum OrderSource {
    Cart,
    /// Staff wrote it.
    Draft,
    /// From another shop's history.
    Import,
}

/// Why an order is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "sales_order::CancelReason")]
pub enum OrderCancelReason {
    Customer,
    Declined,
    Fraud,
    Inventory,
    Other,
    Staff,
}

/// Whether an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "PaymentStatus")]
pub enum OrderDisplayFinancialStatus {
    Pending,
    /// A provider holds the money.
    Authorized,
    PartiallyPaid,
    Paid,
    PartiallyRefunded,
    Refunded,
    Voided,
    Failed,
}

/// Whether an order is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "FulfilmentStatus")]
pub enum OrderDisplayFulfillmentStatus {
    Unfulfilled,
    #[graphql(name = "PARTIALLY_FULFILLED")]
    Partial,
    Fulfilled,
    /// All that was sent came back.
    Returned,
}

/// Where a parcel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "fulfilment::Status")]
pub enum FulfillmentDisplayStatus {
    InTransit,
    Delivered,
}

/// How far a return is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "order_return::Status")]
pub enum ReturnStatus {
    Requested,
    Approved,
    Declined,
    /// Some of it is back in the house; more may come.
    Received,
    Refunded,
    /// Called off before anything came.
    Cancelled,
}

/// Who moves the money of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "payment::Gateway")]
pub enum PaymentGateway {
    /// It comes by hand: by bank transfer, on delivery.
    Manual,
    /// No money at all.
    Test,
    Stripe,
    GiftCard,
    StoreCredit,
}

/// How far a payment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "payment::Status")]
pub enum OrderPaymentStatus {
    Pending,
    /// The buyer has to prove that it is them.
    ActionRequired,
    Authorized,
    Captured,
    Failed,
    Voided,
}

/// How far money that goes back is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "refund_transaction::Status")]
pub enum RefundTransactionStatus {
    Pending,
    Succeeded,
    Failed,
}

/// What orders are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "list::Sort")]
pub enum OrderSortKeys {
    /// In the order in which they were made.
    #[default]
    Id,
    #[graphql(name = "PROCESSED_AT")]
    PlacedAt,
    /// What they cost now.
    #[graphql(name = "TOTAL_PRICE")]
    Total,
    #[graphql(name = "ORDER_NUMBER")]
    Number,
}
