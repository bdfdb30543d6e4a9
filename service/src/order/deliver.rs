//! A parcel arrives.
use entity::{
    fulfilment,
    ids::{FulfilmentId, OrderId},
    sales_order::{self, Status},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};

use super::{
    lines, status,
    timeline::{self, Happening},
    transition,
};
use crate::{
    access::Actor,
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
    },
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Deliver {
    pub fulfilment: FulfilmentId,
    pub actor: Actor,
}

/// Why it is refused. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    #[error("there is no such parcel")]
    Unknown,
    #[error("this parcel is delivered already")]
    AlreadyDelivered,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for DeliverError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Unknown | Self::AlreadyDelivered => None,
        }
    }
}

/// Says that a parcel has arrived. With the last of a sent order, the order is delivered.
///
/// # Errors
/// See [`DeliverError`].
pub async fn deliver(shop: &Shop, request: &Deliver) -> Result<OrderId, DeliverError> {
    shop.write(request, work).await
}

async fn work(unit: &Unit, request: &Deliver) -> Result<OrderId, DeliverError> {
    let order = take_order_of(unit, request.fulfilment).await?.ok_or(DeliverError::Unknown)?;
    let delivered = fulfilment::Entity::update_many()
        .col_expr(fulfilment::Column::Status, Expr::value(fulfilment::Status::Delivered))
        .col_expr(fulfilment::Column::DeliveredAt, Expr::value(unit.now))
        .col_expr(fulfilment::Column::UpdatedAt, Expr::value(unit.now))
        .filter(fulfilment::Column::Id.eq(request.fulfilment))
        .filter(fulfilment::Column::Status.eq(fulfilment::Status::InTransit))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    if delivered.rows_affected != 1 {
        return Err(DeliverError::AlreadyDelivered);
    }
    let happened = [Happening::Delivered(request.fulfilment)];
    timeline::tell(unit, order.id, "fulfillmentDeliver", happened, &request.actor).await?;
    if order.status == Status::Shipped && is_all_there(unit, order.id).await? {
        transition::advance(unit, order.id, Status::Delivered).await?;
    }
    Ok(order.id)
}

async fn is_all_there(unit: &Unit, order: OrderId) -> Result<bool, Fault> {
    if lines::of_order(unit, order).await?.iter().any(|line| status::unsent(line) > 0) {
        return Ok(false);
    }
    let on_their_way = fulfilment::Entity::find()
        .filter(fulfilment::Column::OrderId.eq(order))
        .filter(fulfilment::Column::Status.eq(fulfilment::Status::InTransit))
        .count(&unit.tx)
        .await?;
    Ok(on_their_way == 0)
}

/// Takes the row of the order that a parcel is of.
pub(super) async fn take_order_of(unit: &Unit, fulfilment: FulfilmentId) -> Result<Option<sales_order::Model>, Fault> {
    let Some(parcel) = fulfilment::Entity::find_by_id(fulfilment).one(&unit.tx).await? else { return Ok(None) };
    transition::take(unit, parcel.order_id).await
}
