//! A draft that staff wrote becomes an order.
use std::sync::Arc;

use entity::{
    ids::{OrderId, VariantId},
    money::Minor,
    order_allocation, order_line,
    payment::Gateway,
    sales_order::{self, Status},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    inventory::{
        Shortage,
        reserve::ReserveError,
        sell::{self, Sell},
    },
    order::{
        confirm, frozen,
        timeline::{self, Happening},
        transition::{self, NotOpen},
    },
    payment::{NewPayment, begin_rows},
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault},
        idempotency::{self, Once, OnceError, Turn},
        settings::Settings,
    },
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct CompleteDraft {
    pub order: OrderId,
    /// The version that was seen. Without it the status alone decides.
    pub version: Option<i64>,
    pub once: Option<Once>,
    pub actor: Actor,
}

/// Why it is refused. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CompleteDraftError {
    #[error(transparent)]
    Order(#[from] NotOpen),
    #[error("some of it is not in stock")]
    Short(Vec<Shortage>),
    #[error("variant {0} is not sold any more")]
    NotSold(VariantId),
    #[error(transparent)]
    Once(#[from] OnceError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for CompleteDraftError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Order(error) => error.fault(),
            Self::Once(error) => error.fault(),
            Self::Short(_) | Self::NotSold(_) => None,
        }
    }
}

/// Commits a draft's goods and gives it its number, at the amounts that were agreed on. It is paid by hand.
///
/// # Errors
/// See [`CompleteDraftError`].
pub async fn complete_draft(shop: &Shop, request: &CompleteDraft) -> Result<(), CompleteDraftError> {
    let work = Work { settings: shop.settings().await?, request };
    shop.write(&work, complete_in).await
}

struct Work<'a> {
    settings: Arc<Settings>,
    request: &'a CompleteDraft,
}

async fn complete_in(unit: &Unit, work: &Work<'_>) -> Result<(), CompleteDraftError> {
    let request = work.request;
    if let Some(once) = &request.once
        && let Turn::Done(_) = idempotency::begin(unit, once, request.order.0).await?
    {
        return Ok(());
    }
    let order = transition::open(unit, request.order, request.version, &[Status::Draft]).await?;
    place(unit, order.id).await?;
    let begun = if order.total > Minor::ZERO {
        let by_hand =
            NewPayment { gateway: Gateway::Manual, source: None, amount: order.total, is_captured_at_once: true };
        let payment = begin_rows(unit, &order, &by_hand).await?;
        Some(Happening::PaymentBegun(payment.id))
    } else {
        None
    };
    let happened = [Happening::Placed].into_iter().chain(begun).chain([Happening::Confirmed]);
    timeline::record(unit, order.id, happened, &request.actor.name).await?;
    audit::record(unit, &request.actor, [Entry::new("draftOrderComplete", "Order", order.id)]).await?;
    event::record(unit, [Event::OrderPlaced(order.id), Event::OrderConfirmed(order.id)]).await?;
    take_goods(unit, work, &order).await?;
    confirm::number(unit, &order).await?;
    Ok(())
}

async fn place(unit: &Unit, order: OrderId) -> Result<(), Fault> {
    let placed = sales_order::Entity::update_many()
        .col_expr(sales_order::Column::Status, Expr::value(Status::Pending))
        .col_expr(sales_order::Column::PlacedAt, Expr::value(unit.now))
        .filter(sales_order::Column::Id.eq(order))
        .filter(sales_order::Column::Status.is_in(transition::may_become(Status::Pending)))
        .exec(&unit.tx)
        .await?;
    if placed.rows_affected == 1 { Ok(()) } else { Err(Fault::broken("a draft changed although its row was taken")) }
}

async fn take_goods(unit: &Unit, work: &Work<'_>, order: &sales_order::Model) -> Result<(), CompleteDraftError> {
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(order.id))
        .order_by_asc(order_line::Column::Position)
        .all(&unit.tx)
        .await
        .map_err(Fault::from)?;
    let demand: Vec<_> = lines.iter().filter_map(|line| Some((line.variant_id?, i64::from(line.quantity)))).collect();
    if demand.is_empty() {
        return Ok(());
    }
    let market = work.settings.markets.iter().find(|market| market.id == order.market_id);
    let sell = Sell {
        holder: order.id.0,
        demand,
        locations: market.map(|market| market.locations.clone()).unwrap_or_default(),
        reference: order.id.to_string(),
        actor: work.request.actor.name.clone(),
    };
    let taken = sell::sell(unit, &sell).await.map_err(|error| match error {
        ReserveError::Short(shortages) => CompleteDraftError::Short(shortages),
        ReserveError::UnknownVariant(variant) => CompleteDraftError::NotSold(variant),
        ReserveError::Fault(fault) => fault.into(),
        error @ (ReserveError::BadQuantity | ReserveError::TooMany | ReserveError::AlreadyOver) => {
            Fault::other("taking a draft's goods", error).into()
        }
    })?;
    let allocations = frozen::allocations(&lines, &taken)?;
    Ok(bulk::insert::<order_allocation::Entity>(unit, &allocations, OnConflict::Fail).await?)
}
