//! Whether an order is paid, and whether it is sent: computed from its payments and its lines, never stored.
use entity::{money::Minor, order_line, payment};

/// Whether an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaymentStatus {
    Pending,
    /// A provider holds the money for us.
    Authorized,
    PartiallyPaid,
    Paid,
    PartiallyRefunded,
    Refunded,
    Voided,
    Failed,
}

/// Whether an order is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FulfilmentStatus {
    Unfulfilled,
    Partial,
    Fulfilled,
    /// All that was sent came back.
    Returned,
}

/// Whether an order of this total is paid by these payments. Money counts as given back once it is.
pub fn of_payments<'a>(total: Minor, payments: impl IntoIterator<Item = &'a payment::Model>) -> PaymentStatus {
    let payments: Vec<_> = payments.into_iter().collect();
    let captured: Minor = payments.iter().map(|payment| payment.captured).sum();
    let refunded: Minor = payments.iter().map(|payment| payment.refunded).sum();
    let has = |status| payments.iter().any(|payment| payment.status == status);
    if captured > Minor::ZERO {
        return match (refunded, captured) {
            (refunded, captured) if refunded >= captured => PaymentStatus::Refunded,
            (refunded, _) if refunded > Minor::ZERO => PaymentStatus::PartiallyRefunded,
            (_, captured) if captured >= total => PaymentStatus::Paid,
            _ => PaymentStatus::PartiallyPaid,
        };
    }
    if has(payment::Status::Authorized) {
        PaymentStatus::Authorized
    } else if total == Minor::ZERO {
        PaymentStatus::Paid
    } else if has(payment::Status::Pending) || has(payment::Status::ActionRequired) {
        PaymentStatus::Pending
    } else if has(payment::Status::Voided) {
        PaymentStatus::Voided
    } else if has(payment::Status::Failed) {
        PaymentStatus::Failed
    } else {
        PaymentStatus::Pending
    }
}

/// Whether an order of these lines is sent. What was taken out need not be.
pub fn of_lines<'a>(lines: impl IntoIterator<Item = &'a order_line::Model>) -> FulfilmentStatus {
    let (mut wanted, mut sent, mut back) = (0_i64, 0_i64, 0_i64);
    for line in lines {
        wanted += i64::from(line.quantity - line.removed);
        sent += i64::from(line.fulfilled);
        back += i64::from(line.returned);
    }
    match (sent, back) {
        (0, _) => FulfilmentStatus::Unfulfilled,
        (sent, _) if sent < wanted => FulfilmentStatus::Partial,
        (sent, back) if back >= sent => FulfilmentStatus::Returned,
        _ => FulfilmentStatus::Fulfilled,
    }
}

/// Units of a line that are to be sent and are not.
pub fn unsent(line: &order_line::Model) -> i32 {
    line.quantity - line.removed - line.fulfilled
}
