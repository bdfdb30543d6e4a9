//! Goods are back in the house.
use std::collections::HashMap;

use entity::{
    ids::{LocationId, OrderId, OrderLineId, OrderReturnId, VariantId},
    location, order_line,
    order_return::Status,
    order_return_line,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{ReturnError, lines_of, put, take};
use crate::{
    access::Actor,
    inventory::{
        CHANGES_MAX,
        fulfilment::{self, Parcel, ParcelError},
    },
    order::lines::{self, Counter, LineError, Pick},
    shop::{Shop, Unit, fault::Fault},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct ReceiveReturn {
    pub order_return: OrderReturnId,
    /// The version that was seen: what is reported twice would be counted twice.
    pub version: Option<i64>,
    pub lines: Vec<Arrived>,
    pub actor: Actor,
}

/// Units of a line that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived {
    pub line: OrderLineId,
    pub quantity: i32,
    /// On whose shelf they are put. None: on none, they cannot be sold again.
    pub restock_at: Option<LocationId>,
}

/// Counts what arrived, and puts on the shelf what can be sold again. More may arrive later.
///
/// # Errors
/// See [`ReturnError`].
pub async fn receive(shop: &Shop, request: &ReceiveReturn) -> Result<(), ReturnError> {
    shop.write(request, work).await
}

async fn work(unit: &Unit, request: &ReceiveReturn) -> Result<(), ReturnError> {
    let from = [Status::Approved, Status::Received];
    let (order, found) = take(unit, request.order_return, request.version, &from).await?;
    let own = lines_of(unit, found.id).await?;
    let all = lines::of_order(unit, order.id).await?;
    let picks: Vec<_> = request.lines.iter().map(|line| Pick { line: line.line, quantity: line.quantity }).collect();
    let wanted = lines::named(&picks, &all)?;
    let by_line: HashMap<_, _> = own.iter().map(|row| (row.order_line_id, row)).collect();
    if let Some(line) = wanted.iter().position(|(line, _)| !by_line.contains_key(&line.id)) {
        return Err(LineError::Unknown { line }.into());
    }
    let left = |line: &order_line::Model| by_line.get(&line.id).map_or(0, |row| row.quantity - row.received);
    if let Some(short) = lines::too_few(&wanted, left) {
        return Err(short.into());
    }
    if !lines::add(unit, Counter::Returned, &wanted).await? {
        return Err(Fault::broken("a line changed under its order's lock").into());
    }
    let shelf = Shelf::of(unit, order.id, request).await?;
    let mut units = Vec::new();
    for (at, ((line, quantity), arrived)) in wanted.iter().zip(&request.lines).enumerate() {
        let row = by_line.get(&line.id).ok_or_else(|| Fault::broken("a line of a return is gone"))?;
        let restocked = shelf.units(at, line, arrived, row)?;
        count(unit, row, *quantity, restocked.is_some(), arrived.restock_at).await?;
        units.extend(restocked);
    }
    put(unit, &found, Status::Received, "returnReceive", &request.actor).await?;
    restock(unit, found.id, &units, &request.actor.name).await
}

/// What can be put back where.
struct Shelf {
    /// Lines whose units are counted: they came from a shelf.
    counted: Vec<OrderLineId>,
    locations: Vec<LocationId>,
}

impl Shelf {
    async fn of(unit: &Unit, order: OrderId, request: &ReceiveReturn) -> Result<Self, Fault> {
        let rows = lines::allocations(unit, order).await?;
        let named = request.lines.iter().filter_map(|line| line.restock_at);
        let found = location::Entity::find().filter(location::Column::Id.is_in(named)).all(&unit.tx).await?;
        Ok(Self {
            counted: rows.into_iter().map(|row| row.order_line_id).collect(),
            locations: found.into_iter().map(|location| location.id).collect(),
        })
    }

    /// What is put on a shelf of the units that arrived.
    fn units(
        &self,
        at: usize,
        line: &order_line::Model,
        arrived: &Arrived,
        row: &order_return_line::Model,
    ) -> Result<Option<(VariantId, LocationId, i64)>, ReturnError> {
        let Some(location) = arrived.restock_at else { return Ok(None) };
        if !self.locations.contains(&location) {
            return Err(ReturnError::UnknownLocation { line: at });
        }
        if row.restocked > 0 && row.location_id != Some(location) {
            return Err(ReturnError::OtherLocation { line: at });
        }
        let variant = line.variant_id.filter(|_| self.counted.contains(&line.id));
        Ok(variant.map(|variant| (variant, location, i64::from(arrived.quantity))))
    }
}

async fn count(
    unit: &Unit,
    row: &order_return_line::Model,
    quantity: i32,
    is_restocked: bool,
    location: Option<LocationId>,
) -> Result<(), Fault> {
    let mut update = order_return_line::Entity::update_many()
        .col_expr(order_return_line::Column::Received, Expr::value(row.received + quantity))
        .filter(order_return_line::Column::OrderReturnId.eq(row.order_return_id))
        .filter(order_return_line::Column::OrderLineId.eq(row.order_line_id));
    if is_restocked {
        update = update
            .col_expr(order_return_line::Column::Restocked, Expr::value(row.restocked + quantity))
            .col_expr(order_return_line::Column::LocationId, Expr::value(location));
    }
    update.exec(&unit.tx).await?;
    Ok(())
}

async fn restock(
    unit: &Unit,
    of: OrderReturnId,
    units: &[(VariantId, LocationId, i64)],
    actor: &str,
) -> Result<(), ReturnError> {
    for units in units.chunks(CHANGES_MAX) {
        let parcel = Parcel { units: units.to_vec(), reference: of.to_string(), actor: actor.to_owned() };
        fulfilment::restock(unit, &parcel).await.map_err(|error| match error {
            ParcelError::Fault(fault) => fault,
            error => Fault::other("putting back what came back", error),
        })?;
    }
    Ok(())
}
