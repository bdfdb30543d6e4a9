//! Money goes back: for units of lines, for shipping, or just so.
//!
//! Units give back what stands in their line since it was bought, the first ones first; nothing is computed. The money
//! is set aside on the payments that took it and moved by `payment`.
use entity::{
    ids::{OrderId, OrderReturnId, RefundId},
    money::Minor,
    payment, refund, refund_line,
    sales_order::{self, Status},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    close::{self, Unsent},
    give_back,
    lines::{self, Counter, LineError, Pick},
    timeline::{self, Happening},
    transition::{self, NotOpen},
    units,
};
use crate::{
    access::Actor,
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault},
        idempotency::{self, Once, OnceError, Turn},
    },
};

/// Characters of a reason at most.
pub const REASON_CHARS_MAX: usize = 255;

/// What is wanted: the sum of its parts goes back.
#[derive(Clone, Debug)]
pub struct Refund {
    pub order: OrderId,
    /// The version that was seen. Without it what is left decides.
    pub version: Option<i64>,
    /// Units, at what was paid for them. Only of an order that is not closed.
    pub lines: Vec<Pick>,
    /// Of what was paid for shipping, with its tax.
    pub shipping: Minor,
    /// For nothing in particular.
    pub amount: Minor,
    pub reason: String,
    pub once: Option<Once>,
    pub actor: Actor,
}

/// Why it is refused. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum RefundError {
    #[error(transparent)]
    Order(#[from] NotOpen),
    #[error(transparent)]
    Line(#[from] LineError),
    #[error("say what is given back")]
    Nothing,
    #[error("an amount may not be negative")]
    BadAmount,
    #[error("a reason has at most {REASON_CHARS_MAX} characters")]
    ReasonTooLong,
    /// In minor units of the order's currency.
    #[error("{} is left of what was paid for shipping", .left.0)]
    AboveShipping { left: Minor },
    /// In minor units of the order's currency.
    #[error("{} is left of what was captured", .left.0)]
    AboveCaptured { left: Minor },
    #[error(transparent)]
    Once(#[from] OnceError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for RefundError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Order(error) => error.fault(),
            Self::Once(error) => error.fault(),
            Self::Line(_)
            | Self::Nothing
            | Self::BadAmount
            | Self::ReasonTooLong
            | Self::AboveShipping { .. }
            | Self::AboveCaptured { .. } => None,
        }
    }
}

/// Also of what is over: a refund that failed, or one that was not wanted at first, can still be made.
const FROM: [Status; 7] = [
    Status::Confirmed,
    Status::Processing,
    Status::Shipped,
    Status::Delivered,
    Status::Cancelled,
    Status::Expired,
    Status::Refunded,
];

/// Sets money aside to go back. An order of which everything goes back is refunded, and what was not sent of it can be
/// sold again.
///
/// # Errors
/// See [`RefundError`].
pub async fn refund(shop: &Shop, request: &Refund) -> Result<RefundId, RefundError> {
    shop.write(request, refund_in).await
}

/// The same, as part of a larger unit.
///
/// # Errors
/// See [`RefundError`].
pub async fn refund_in(unit: &Unit, request: &Refund) -> Result<RefundId, RefundError> {
    let id: RefundId = unit.new_id();
    if let Some(once) = &request.once
        && let Turn::Done(done) = idempotency::begin(unit, once, id.0).await?
    {
        return Ok(done.into());
    }
    let order = transition::open(unit, request.order, request.version, &FROM).await?;
    let asked = Asked {
        id,
        lines: &request.lines,
        shipping: request.shipping,
        amount: request.amount,
        reason: &request.reason,
        of_return: None,
    };
    give(unit, &order, &asked, "refundCreate", &request.actor).await?;
    Ok(id)
}

/// What goes back of an order whose row is taken.
pub(super) struct Asked<'a> {
    pub(super) id: RefundId,
    pub(super) lines: &'a [Pick],
    pub(super) shipping: Minor,
    pub(super) amount: Minor,
    pub(super) reason: &'a str,
    pub(super) of_return: Option<OrderReturnId>,
}

/// Sets money aside, and writes down what for.
pub(super) async fn give(
    unit: &Unit,
    order: &sales_order::Model,
    asked: &Asked<'_>,
    action: &'static str,
    actor: &Actor,
) -> Result<(), RefundError> {
    check(asked)?;
    let id = asked.id;
    let rows = take_units(unit, order, asked.lines, id).await?;
    check_shipping(unit, order, asked.shipping).await?;
    let payments = give_back::of_order(unit, order.id).await?;
    let left: Minor = payments.iter().map(give_back::left).sum();
    let total = rows
        .iter()
        .map(|row| row.amount)
        .chain([asked.shipping, asked.amount])
        .try_fold(Minor::ZERO, |sum, part| sum.0.checked_add(part.0).map(Minor))
        .filter(|total| *total <= left)
        .ok_or(RefundError::AboveCaptured { left })?;
    let row = refund::Model {
        id,
        order_id: order.id,
        order_return_id: asked.of_return,
        currency: order.currency,
        amount: total,
        shipping: asked.shipping,
        is_correction: false,
        reason: asked.reason.trim().to_owned(),
        actor: actor.name.clone(),
        created_at: unit.now,
    };
    bulk::insert::<refund::Entity>(unit, std::slice::from_ref(&row), OnConflict::Fail).await?;
    bulk::insert::<refund_line::Entity>(unit, &rows, OnConflict::Fail).await?;
    give_back::set_aside(unit, id, &payments, total).await?;
    timeline::tell(unit, order.id, action, [Happening::RefundBegun(id, total)], actor).await?;
    if total > Minor::ZERO && total == left && is_settled(&payments) {
        all_is_given_back(unit, order, &actor.name).await?;
    }
    Ok(())
}

fn check(asked: &Asked<'_>) -> Result<(), RefundError> {
    if asked.shipping < Minor::ZERO || asked.amount < Minor::ZERO {
        return Err(RefundError::BadAmount);
    }
    if asked.reason.chars().count() > REASON_CHARS_MAX {
        return Err(RefundError::ReasonTooLong);
    }
    if asked.lines.is_empty() && asked.shipping == Minor::ZERO && asked.amount == Minor::ZERO {
        return Err(RefundError::Nothing);
    }
    Ok(())
}

/// Counts units as refunded, and says what each line gives back: its first units that have not.
async fn take_units(
    unit: &Unit,
    order: &sales_order::Model,
    picks: &[Pick],
    refund: RefundId,
) -> Result<Vec<refund_line::Model>, RefundError> {
    if picks.is_empty() {
        return Ok(Vec::new());
    }
    let lines = lines::of_order(unit, order.id).await?;
    let wanted = lines::named(picks, &lines)?;
    if let Some(short) = lines::too_few(&wanted, |line| Counter::Refunded.left(line)) {
        return Err(short.into());
    }
    if !lines::add(unit, Counter::Refunded, &wanted).await? {
        return Err(Fault::broken("a line changed under its order's lock").into());
    }
    let rows = wanted.into_iter().map(|(line, quantity)| {
        let amounts = units::amounts(line, line.refunded, quantity)?;
        Ok(refund_line::Model {
            refund_id: refund,
            order_line_id: line.id,
            quantity,
            amount: amounts.paid(order.is_tax_included),
            tax: amounts.tax,
        })
    });
    rows.collect()
}

async fn check_shipping(unit: &Unit, order: &sales_order::Model, wanted: Minor) -> Result<(), RefundError> {
    if wanted == Minor::ZERO {
        return Ok(());
    }
    let before = refund::Entity::find().filter(refund::Column::OrderId.eq(order.id)).all(&unit.tx).await;
    let before: Minor = before.map_err(Fault::from)?.iter().map(|refund| refund.shipping).sum();
    let left = shipping_paid(order) - before;
    if wanted > left { Err(RefundError::AboveShipping { left }) } else { Ok(()) }
}

/// What the buyer pays for shipping, with its tax.
pub fn shipping_paid(order: &sales_order::Model) -> Minor {
    let net = order.shipping_price - order.shipping_discount;
    if order.is_tax_included { net } else { net + order.shipping_tax }
}

/// Whether nothing more can be taken on these payments.
fn is_settled(payments: &[payment::Model]) -> bool {
    payments.iter().all(|payment| {
        let is_over = match payment.status {
            payment::Status::Pending | payment::Status::ActionRequired | payment::Status::Authorized => false,
            payment::Status::Captured | payment::Status::Failed | payment::Status::Voided => true,
        };
        is_over && payment.capture_pending == Minor::ZERO
    })
}

/// An order that was given back whole is over: what was not sent of it is not sent any more.
async fn all_is_given_back(unit: &Unit, order: &sales_order::Model, actor: &str) -> Result<(), Fault> {
    if transition::may_follow(order.status, Status::Refunded)
        && transition::advance(unit, order.id, Status::Refunded).await?.is_some()
    {
        close::let_go(unit, order.id, Unsent::Restocked, actor).await?;
    }
    Ok(())
}
