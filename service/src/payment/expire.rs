//! Orders that nobody paid in time.
//!
//! Their payments are given up at the provider first: if the money came meanwhile, the order is confirmed instead. An
//! order whose provider cannot be reached waits.
use chrono::{DateTime, Utc};
use entity::{
    ids::OrderId,
    payment,
    sales_order::{self, Status},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    ask,
    gateway::{Cancel, GatewayError, Gateways, Look},
    record::{ANSWER, cover, covered, observe},
};
use crate::{
    order::{
        close::{self, Ending},
        give_back, transition,
    },
    shop::{Shop, Unit, fault::Fault},
};

/// Where a batch ended.
type After = Option<(DateTime<Utc>, OrderId)>;

/// Orders whose time is up, in the order in which it was, from where the last batch ended.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn overdue(shop: &Shop, after: After, limit: u64) -> Result<Vec<sales_order::Model>, Fault> {
    let mut select = sales_order::Entity::find()
        .filter(sales_order::Column::Status.is_in([Status::Pending, Status::Confirmed]))
        .filter(sales_order::Column::ExpiresAt.lte(shop.now()))
        .order_by_asc(sales_order::Column::ExpiresAt)
        .order_by_asc(sales_order::Column::Id)
        .limit(limit);
    if let Some((at, order)) = after {
        select =
            select.filter(Condition::any().add(sales_order::Column::ExpiresAt.gt(at)).add(
                Condition::all().add(sales_order::Column::ExpiresAt.eq(at)).add(sales_order::Column::Id.gt(order)),
            ));
    }
    Ok(select.all(shop.database().current()).await?)
}

/// Ends one order whose time is up, unless it is paid. Whether it has ended.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn expire(shop: &Shop, gateways: &Gateways, order: &sales_order::Model) -> Result<bool, Fault> {
    let payments = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order.id))
        .filter(payment::Column::Status.is_in([payment::Status::Pending, payment::Status::ActionRequired]))
        .all(shop.database().current())
        .await?;
    for payment in payments.iter().filter(|payment| !ask::is_credit(payment.gateway)) {
        if !give_up(shop, gateways, order, payment).await? {
            return Ok(false);
        }
    }
    shop.write(&order.id, end).await
}

/// Whether it is known what became of the payment.
async fn give_up(
    shop: &Shop,
    gateways: &Gateways,
    order: &sales_order::Model,
    payment: &payment::Model,
) -> Result<bool, Fault> {
    let (now, since) = (shop.now(), order.expires_at.unwrap_or(order.updated_at));
    let seen = match gateways.cancel(&Cancel { payment, since, now }).await {
        // It is further than we know.
        Err(GatewayError::Refused { .. }) => gateways.look(&Look { payment, now }).await,
        answer => answer,
    };
    let Ok(seen) = seen else { return Ok(false) };
    let recorded = observe(shop, payment.id, &seen, ANSWER).await?;
    Ok(recorded.is_none_or(|now| !matches!(now.status, payment::Status::Pending | payment::Status::ActionRequired)))
}

async fn end(unit: &Unit, order: &OrderId) -> Result<bool, Fault> {
    let Some(taken) = transition::take(unit, *order).await? else { return Ok(false) };
    let is_waiting = matches!(taken.status, Status::Pending | Status::Confirmed);
    if !is_waiting || taken.expires_at.is_none_or(|at| at > unit.now) {
        // Giving up its payment may have ended it.
        return Ok(taken.status == Status::Expired);
    }
    if covered(unit, &taken).await? {
        cover(unit, &taken, ANSWER).await?;
        return Ok(false);
    }
    // A payment that was written down meanwhile has its own time.
    let payments = give_back::of_order(unit, *order).await?;
    let is_open =
        |payment: &payment::Model| matches!(payment.status, payment::Status::Pending | payment::Status::ActionRequired);
    if payments.iter().any(is_open) {
        return Ok(false);
    }
    Ok(close::close(unit, *order, Ending::Expired, ANSWER).await?.is_some())
}
