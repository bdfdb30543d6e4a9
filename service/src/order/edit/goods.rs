//! What an edit puts in and takes out, on the shelf and off it.
use std::collections::BTreeMap;

use entity::{
    ids::{LocationId, OrderLineId},
    order_adjustment, order_allocation, order_line, sales_order,
};

use super::{Add, EditError};
use crate::{
    customer::address::snapshot,
    inventory::{
        reserve::ReserveError,
        sell::{self, Sell},
    },
    order::{
        close::{self, Unsent},
        frozen::{self, Described},
        lines::{self, Fate},
        price::{self, Buyer, Wanted, What},
    },
    pricing::destination::Destination,
    shop::{
        Unit,
        bulk::{self, OnConflict},
        fault::Fault,
        settings::{Market, Settings},
    },
};

/// Lines that are put in.
#[derive(Default)]
pub(super) struct Added {
    pub(super) lines: Vec<order_line::Model>,
    pub(super) taxes: Vec<order_adjustment::Model>,
}

/// What is put in, at today's price and the taxes of where the order goes.
pub(super) async fn priced(
    unit: &Unit,
    settings: &Settings,
    order: &sales_order::Model,
    before: &[order_line::Model],
    add: &[Add],
) -> Result<Added, EditError> {
    if add.is_empty() {
        return Ok(Added::default());
    }
    let buyer = Buyer {
        market: market_of(settings, order)?,
        currency: order.currency,
        is_tax_included: order.is_tax_included,
        customer: order.customer_id,
        destination: destination(order)?,
    };
    let wanted: Vec<_> = add
        .iter()
        .map(|add| Wanted { what: What::Variant(add.variant), quantity: add.quantity, price: None })
        .collect();
    let (quote, goods) = price::price(unit, &buyer, &wanted, None).await?;
    let next = before.iter().map(|line| line.position).max().map_or(0, |last| last + 1);
    let mut added = Added::default();
    for (position, (quoted, good)) in (next..).zip(quote.lines.iter().zip(&goods)) {
        let described = Described { id: unit.new_id(), order: order.id, position, quoted, good, is_added: true };
        let line = frozen::line(unit, &described)?;
        added.taxes.extend(frozen::taxes(unit, order.id, Some(line.id), &quoted.taxes));
        added.lines.push(line);
    }
    Ok(added)
}

/// The market that an order was placed in.
fn market_of<'a>(settings: &'a Settings, order: &sales_order::Model) -> Result<&'a Market, Fault> {
    let market = settings.markets.iter().find(|market| market.id == order.market_id);
    market.map(AsRef::as_ref).ok_or_else(|| Fault::broken("an order of a market that there is not"))
}

/// Where an order goes.
pub(super) fn destination(order: &sales_order::Model) -> Result<Destination, Fault> {
    let address = order.shipping_address.as_ref().map(snapshot::read).transpose()?;
    Ok(price::destination(address.as_ref(), order.country))
}

/// Units that were taken out are not committed to the order any more.
pub(super) async fn let_go(
    unit: &Unit,
    order: &sales_order::Model,
    removed: &[(&order_line::Model, i32)],
    actor: &str,
) -> Result<(), Fault> {
    if removed.is_empty() {
        return Ok(());
    }
    let allocations = lines::allocations(unit, order.id).await?;
    let mut by_location: BTreeMap<LocationId, Vec<(OrderLineId, i32)>> = BTreeMap::new();
    let mut units = Vec::new();
    for (line, quantity) in removed {
        let Some(variant) = line.variant_id else { continue };
        let mut missing = *quantity;
        for row in allocations.iter().filter(|row| row.order_line_id == line.id) {
            let part = missing.min(open(row));
            if part > 0 {
                missing -= part;
                by_location.entry(row.location_id).or_default().push((line.id, part));
                units.push((variant, row.location_id, i64::from(part)));
            }
        }
    }
    for (location, released) in by_location {
        if !lines::allot(unit, Fate::Released, location, &released).await? {
            return Err(Fault::broken("an allocation changed under its order's lock"));
        }
    }
    close::uncommit(unit, order.id, units, Unsent::Restocked, actor).await
}

fn open(row: &order_allocation::Model) -> i32 {
    row.quantity - row.fulfilled - row.released
}

/// Units that were put in are committed to the order.
pub(super) async fn take(
    unit: &Unit,
    settings: &Settings,
    order: &sales_order::Model,
    added: &[order_line::Model],
    actor: &str,
) -> Result<(), EditError> {
    if added.is_empty() {
        return Ok(());
    }
    let demand = added.iter().filter_map(|line| Some((line.variant_id?, i64::from(line.quantity))));
    let request = Sell {
        holder: order.id.0,
        demand: demand.collect(),
        locations: market_of(settings, order)?.locations.clone(),
        reference: order.id.to_string(),
        actor: actor.to_owned(),
    };
    let taken = sell::sell(unit, &request).await.map_err(|error| match error {
        ReserveError::Short(shortages) => EditError::Short(shortages),
        ReserveError::Fault(fault) => fault.into(),
        error @ (ReserveError::UnknownVariant(_)
        | ReserveError::BadQuantity
        | ReserveError::TooMany
        | ReserveError::AlreadyOver) => Fault::other("committing what an edit put in", error).into(),
    })?;
    let rows = frozen::allocations(added, &taken)?;
    Ok(bulk::insert::<order_allocation::Entity>(unit, &rows, OnConflict::Fail).await?)
}
