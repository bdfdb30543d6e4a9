//! Money that providers hold for an order is to be taken.
use entity::{
    ids::{OrderId, PaymentId},
    money::Minor,
    payment,
    sales_order::Status,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{
    balance, give_back,
    timeline::{self, Happening},
    transition::{self, NotOpen},
};
use crate::{
    access::Actor,
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
        idempotency::{self, Once, OnceError, Turn},
    },
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Capture {
    pub order: OrderId,
    /// Of this payment only.
    pub payment: Option<PaymentId>,
    /// None: all that the buyer still owes.
    pub amount: Option<Minor>,
    pub once: Option<Once>,
    pub actor: Actor,
}

/// Why it is refused. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    #[error(transparent)]
    Order(#[from] NotOpen),
    #[error("there is no such payment of this order")]
    UnknownPayment,
    #[error("an amount must be positive")]
    BadAmount,
    #[error("no money is held for this order that it still needs")]
    NothingHeld,
    /// In minor units of the order's currency.
    #[error("{} can be captured", .open.0)]
    TooMuch { open: Minor },
    #[error(transparent)]
    Once(#[from] OnceError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for CaptureError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Order(error) => error.fault(),
            Self::Once(error) => error.fault(),
            Self::UnknownPayment | Self::BadAmount | Self::NothingHeld | Self::TooMuch { .. } => None,
        }
    }
}

const FROM: [Status; 4] = [Status::Confirmed, Status::Processing, Status::Shipped, Status::Delivered];

/// Asks for money that is held, the oldest payment first; never more than the order still needs.
///
/// # Errors
/// See [`CaptureError`].
pub async fn capture(shop: &Shop, request: &Capture) -> Result<(), CaptureError> {
    shop.write(request, capture_in).await
}

/// The same, as part of a larger unit.
///
/// # Errors
/// See [`CaptureError`].
pub async fn capture_in(unit: &Unit, request: &Capture) -> Result<(), CaptureError> {
    if let Some(once) = &request.once
        && let Turn::Done(_) = idempotency::begin(unit, once, request.order.0).await?
    {
        return Ok(());
    }
    if request.amount.is_some_and(|amount| amount <= Minor::ZERO) {
        return Err(CaptureError::BadAmount);
    }
    let order = transition::open(unit, request.order, None, &FROM).await?;
    let payments = give_back::of_order(unit, order.id).await?;
    if let Some(payment) = request.payment
        && payments.iter().all(|row| row.id != payment)
    {
        return Err(CaptureError::UnknownPayment);
    }
    let owed = balance::of_order(unit, order.id, &payments).await?.outstanding(order.current_total);
    let wanted = |payment: &&payment::Model| request.payment.is_none_or(|wanted| wanted == payment.id);
    let held: Vec<_> = payments.iter().filter(wanted).filter(|payment| held(payment) > Minor::ZERO).collect();
    let open = std::cmp::min(owed, held.iter().map(|payment| self::held(payment)).sum());
    if open <= Minor::ZERO {
        return Err(CaptureError::NothingHeld);
    }
    let total = request.amount.unwrap_or(open);
    if total > open {
        return Err(CaptureError::TooMuch { open });
    }
    let mut missing = total;
    let mut happened = Vec::new();
    for payment in held {
        let part = std::cmp::min(self::held(payment), missing);
        if part > Minor::ZERO {
            ask(unit, payment.id, part).await?;
            happened.push(Happening::CaptureBegun(payment.id, part));
            missing -= part;
        }
    }
    Ok(timeline::tell(unit, order.id, "orderCapture", happened, &request.actor).await?)
}

/// What a provider holds on a payment and was not asked for.
fn held(payment: &payment::Model) -> Minor {
    if payment.status == payment::Status::Authorized {
        payment.authorized - payment.captured - payment.capture_pending
    } else {
        Minor::ZERO
    }
}

async fn ask(unit: &Unit, payment: PaymentId, amount: Minor) -> Result<(), Fault> {
    let column = |column| Expr::col(column);
    let asked = column(payment::Column::Captured).add(column(payment::Column::CapturePending)).add(amount.0);
    let changed = payment::Entity::update_many()
        .col_expr(payment::Column::CapturePending, column(payment::Column::CapturePending).add(amount.0))
        .col_expr(payment::Column::ReconcileAt, Expr::value(unit.now))
        .col_expr(payment::Column::UpdatedAt, Expr::value(unit.now))
        .filter(payment::Column::Id.eq(payment))
        .filter(payment::Column::Status.eq(payment::Status::Authorized))
        .filter(asked.lte(column(payment::Column::Authorized)))
        .exec(&unit.tx)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(Fault::broken("a payment changed under its order's lock")) }
}
