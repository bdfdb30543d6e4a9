//! Staff change what an order is made of, before anything of it is sent.
//!
//! Units are taken out at what was paid for them, the last ones of their line first; what is put in costs what it
//! costs today, without promotions. What was frozen at placement stays: only the current amounts follow.
mod goods;

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use entity::{
    ids::{OrderId, VariantId},
    money::Minor,
    order_adjustment, order_line, payment, refund,
    sales_order::{self, Status},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    balance, give_back,
    lines::{self, Counter, LINES_MAX, LineError, Pick},
    price::PriceError,
    timeline::{self, Happening},
    transition::{self, NotOpen},
    units::{self, Amounts},
};
use crate::{
    access::Actor,
    inventory::Shortage,
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault},
        idempotency::{self, Once, OnceError, Turn},
        settings::Settings,
    },
};

/// What is wanted: all of it, or nothing.
#[derive(Clone, Debug)]
pub struct Edit {
    pub order: OrderId,
    /// The version that was seen. Without it the status alone decides.
    pub version: Option<i64>,
    pub add: Vec<Add>,
    /// Lines and how many units of them shall be left: fewer than there are. More are added, at today's price.
    pub set: Vec<Pick>,
    pub once: Option<Once>,
    pub actor: Actor,
}

/// Units of a variant that are put in, as a line of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Add {
    pub variant: VariantId,
    pub quantity: i32,
}

/// Why it is refused. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error(transparent)]
    Order(#[from] NotOpen),
    #[error("say what changes")]
    Nothing,
    /// `line` counts the lines that are set.
    #[error(transparent)]
    Set(#[from] LineError),
    #[error("there are {there} units: add the variant to have more")]
    CannotRaise { line: usize, there: i32 },
    #[error("nothing would be left: cancel the order instead")]
    NothingLeft,
    /// Its lines are those that are added.
    #[error(transparent)]
    Price(#[from] PriceError),
    #[error("some of it is not in stock")]
    Short(Vec<Shortage>),
    #[error("money for this order is on its way: try again in a moment")]
    MoneyMoving,
    #[error(transparent)]
    Once(#[from] OnceError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for EditError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Order(error) => error.fault(),
            Self::Once(error) => error.fault(),
            Self::Price(error) => error.fault(),
            Self::Nothing
            | Self::Set(_)
            | Self::CannotRaise { .. }
            | Self::NothingLeft
            | Self::Short(_)
            | Self::MoneyMoving => None,
        }
    }
}

/// Edits an order. What it costs less goes back; what it costs more is outstanding.
///
/// # Errors
/// See [`EditError`].
pub async fn edit(shop: &Shop, request: &Edit) -> Result<(), EditError> {
    let work = Work { settings: shop.settings().await?, request };
    shop.write(&work, edit_in).await
}

struct Work<'a> {
    settings: Arc<Settings>,
    request: &'a Edit,
}

async fn edit_in(unit: &Unit, work: &Work<'_>) -> Result<(), EditError> {
    let request = work.request;
    if let Some(once) = &request.once
        && let Turn::Done(_) = idempotency::begin(unit, once, request.order.0).await?
    {
        return Ok(());
    }
    if request.add.is_empty() && request.set.is_empty() {
        return Err(EditError::Nothing);
    }
    // Nothing is sent of an order that is only confirmed.
    let order = transition::open(unit, request.order, request.version, &[Status::Confirmed]).await?;
    let lines = lines::of_order(unit, order.id).await?;
    if lines.len() + request.add.len() > LINES_MAX {
        return Err(LineError::TooMany.into());
    }
    let payments = give_back::of_order(unit, order.id).await?;
    if payments.iter().any(|payment| payment.capture_pending > Minor::ZERO) {
        return Err(EditError::MoneyMoving);
    }
    let removed = removed(request, &lines)?;
    let added = goods::priced(unit, &work.settings, &order, &lines, &request.add).await?;
    let left: i64 = lines.iter().map(|line| i64::from(line.quantity - line.removed)).sum();
    let taken: i64 = removed.iter().map(|(_, quantity)| i64::from(*quantity)).sum();
    if left == taken && added.lines.is_empty() {
        return Err(EditError::NothingLeft);
    }
    let minus = removed
        .iter()
        .map(|(line, quantity)| units::amounts(line, line.quantity - line.removed - quantity, *quantity))
        .collect::<Result<Vec<_>, _>>()?;
    let totals = Totals::of(&order, &minus, &added.lines);
    if !removed.is_empty() && !lines::add(unit, Counter::Removed, &removed).await? {
        return Err(Fault::broken("a line changed under its order's lock").into());
    }
    bulk::insert::<order_line::Entity>(unit, &added.lines, OnConflict::Fail).await?;
    bulk::insert::<order_adjustment::Entity>(unit, &added.taxes, OnConflict::Fail).await?;
    totals.write(unit, order.id, unit.now).await?;
    let correction = give_back_excess(unit, &order, &payments, totals.total, &request.actor).await?;
    let edited = Happening::Edited { before: order.current_total, after: totals.total };
    let happened = [edited].into_iter().chain(correction);
    timeline::tell(unit, order.id, "orderEdit", happened, &request.actor).await?;
    goods::let_go(unit, &order, &removed, &request.actor.name).await?;
    goods::take(unit, &work.settings, &order, &added.lines, &request.actor.name).await
}

/// The lines that lose units, and how many.
fn removed<'a>(request: &Edit, lines: &'a [order_line::Model]) -> Result<Vec<(&'a order_line::Model, i32)>, EditError> {
    let mut seen = BTreeSet::new();
    let mut removed = Vec::with_capacity(request.set.len());
    for (at, wanted) in request.set.iter().enumerate() {
        let line = lines.iter().find(|line| line.id == wanted.line).ok_or(LineError::Unknown { line: at })?;
        if !seen.insert(wanted.line) {
            return Err(LineError::Twice { line: at }.into());
        }
        let there = line.quantity - line.removed;
        if wanted.quantity < 0 {
            return Err(LineError::BadQuantity { line: at }.into());
        }
        if wanted.quantity > there {
            return Err(EditError::CannotRaise { line: at, there });
        }
        let (fewer, left) = (there - wanted.quantity, Counter::Removed.left(line));
        // Units whose money went back already are not given back once more.
        if fewer > left {
            return Err(LineError::TooFew { line: at, left }.into());
        }
        if fewer > 0 {
            removed.push((line, fewer));
        }
    }
    Ok(removed)
}

/// What an order costs now.
struct Totals {
    subtotal: Minor,
    discount: Minor,
    tax: Minor,
    total: Minor,
}

impl Totals {
    fn of(order: &sales_order::Model, minus: &[Amounts], plus: &[order_line::Model]) -> Self {
        let mut subtotal = order.current_subtotal;
        let mut discount = order.current_discount_total;
        let mut tax = order.current_tax_total;
        for amounts in minus {
            subtotal -= amounts.subtotal;
            discount -= amounts.discount;
            tax -= amounts.tax;
        }
        for line in plus {
            subtotal += line.subtotal;
            discount += line.discount;
            tax += line.tax;
        }
        let on_top = if order.is_tax_included { Minor::ZERO } else { tax };
        let total = subtotal - discount + order.shipping_price - order.shipping_discount + on_top;
        Self { subtotal, discount, tax, total }
    }

    async fn write(&self, unit: &Unit, order: OrderId, edited_at: DateTime<Utc>) -> Result<(), Fault> {
        sales_order::Entity::update_many()
            .col_expr(sales_order::Column::CurrentSubtotal, Expr::value(self.subtotal))
            .col_expr(sales_order::Column::CurrentDiscountTotal, Expr::value(self.discount))
            .col_expr(sales_order::Column::CurrentTaxTotal, Expr::value(self.tax))
            .col_expr(sales_order::Column::CurrentTotal, Expr::value(self.total))
            .col_expr(sales_order::Column::EditedAt, Expr::value(edited_at))
            .filter(sales_order::Column::Id.eq(order))
            .exec(&unit.tx)
            .await?;
        Ok(())
    }
}

/// What was paid beyond what the order costs now goes back.
async fn give_back_excess(
    unit: &Unit,
    order: &sales_order::Model,
    payments: &[payment::Model],
    total: Minor,
    actor: &Actor,
) -> Result<Option<Happening>, Fault> {
    let over = balance::of_order(unit, order.id, payments).await?.overpaid(total);
    if over <= Minor::ZERO {
        return Ok(None);
    }
    let row = refund::Model {
        id: unit.new_id(),
        order_id: order.id,
        order_return_id: None,
        currency: order.currency,
        amount: over,
        shipping: Minor::ZERO,
        is_correction: true,
        reason: String::new(),
        actor: actor.name.clone(),
        created_at: unit.now,
    };
    bulk::insert::<refund::Entity>(unit, std::slice::from_ref(&row), OnConflict::Fail).await?;
    give_back::set_aside(unit, row.id, payments, over).await?;
    Ok(Some(Happening::RefundBegun(row.id, over)))
}
