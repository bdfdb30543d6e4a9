//! A part of an order, or all of it, leaves the house.
use std::collections::HashSet;

use entity::{
    fulfilment, fulfilment_line,
    ids::{FulfilmentId, LocationId, OrderId, OrderLineId, VariantId},
    location, order_allocation, order_line,
    sales_order::{self, Status},
};
use sea_orm::EntityTrait;

use super::{
    lines::{self, Counter, Fate, LineError, Pick},
    status,
    timeline::{self, Happening},
    tracking::{self, Tracking, TrackingError},
    transition::{self, NotOpen},
};
use crate::{
    access::Actor,
    inventory::{
        CHANGES_MAX,
        fulfilment::{self as stock, Parcel, ParcelError},
    },
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault},
        idempotency::{self, Once, OnceError, Turn},
    },
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Fulfil {
    pub order: OrderId,
    pub location: LocationId,
    /// None: all that is still to be sent from there.
    pub lines: Option<Vec<Pick>>,
    pub tracking: Tracking,
    pub once: Option<Once>,
    pub actor: Actor,
}

/// Why it is refused; `line` counts from 0. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum FulfilError {
    #[error(transparent)]
    Order(#[from] NotOpen),
    #[error(transparent)]
    Line(#[from] LineError),
    #[error("there is no such location")]
    UnknownLocation,
    #[error("nothing is to be sent from there any more")]
    NothingLeft,
    #[error("{here} units of this line are to be sent from there")]
    NotHere { line: usize, here: i32 },
    /// Sold on backorder, and not there yet.
    #[error("{available} of {wanted} units of variant {variant} are on hand there")]
    NotOnHand { variant: VariantId, wanted: i64, available: i64 },
    #[error(transparent)]
    Tracking(#[from] TrackingError),
    #[error(transparent)]
    Once(#[from] OnceError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for FulfilError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Order(error) => error.fault(),
            Self::Once(error) => error.fault(),
            Self::Line(_)
            | Self::UnknownLocation
            | Self::NothingLeft
            | Self::NotHere { .. }
            | Self::NotOnHand { .. }
            | Self::Tracking(_) => None,
        }
    }
}

/// What a parcel is made of.
struct Packed<'a> {
    lines: Vec<(&'a order_line::Model, i32)>,
    /// Of these, what is taken from the location's shelf.
    counted: Vec<(OrderLineId, i32)>,
    units: Vec<(VariantId, LocationId, i64)>,
}

/// Sends lines from a location: their units leave its shelf. Lines whose stock is not counted leave from anywhere.
///
/// # Errors
/// See [`FulfilError`].
pub async fn fulfil(shop: &Shop, request: &Fulfil) -> Result<FulfilmentId, FulfilError> {
    shop.write(request, fulfil_in).await
}

/// The same, as part of a larger unit.
///
/// # Errors
/// See [`FulfilError`].
pub async fn fulfil_in(unit: &Unit, request: &Fulfil) -> Result<FulfilmentId, FulfilError> {
    let id: FulfilmentId = unit.new_id();
    if let Some(once) = &request.once
        && let Turn::Done(done) = idempotency::begin(unit, once, id.0).await?
    {
        return Ok(done.into());
    }
    let tracking = tracking::check(&request.tracking)?;
    let order = transition::open(unit, request.order, None, &[Status::Confirmed, Status::Processing]).await?;
    if location::Entity::find_by_id(request.location).one(&unit.tx).await.map_err(Fault::from)?.is_none() {
        return Err(FulfilError::UnknownLocation);
    }
    let lines = lines::of_order(unit, order.id).await?;
    let allocations = lines::allocations(unit, order.id).await?;
    let packed = pack(request, &lines, &allocations)?;
    if !lines::add(unit, Counter::Fulfilled, &packed.lines).await? {
        let short = lines::too_few(&packed.lines, |line| Counter::Fulfilled.left(line));
        return Err(short.map_or_else(|| Fault::broken("a line changed under its order's lock").into(), Into::into));
    }
    if !lines::allot(unit, Fate::Fulfilled, request.location, &packed.counted).await? {
        return Err(Fault::broken("an allocation changed under its order's lock").into());
    }
    write(unit, id, request, tracking, &packed.lines).await?;
    timeline::tell(unit, order.id, "fulfillmentCreate", [Happening::Fulfilled(id)], &request.actor).await?;
    let sent: i32 = packed.lines.iter().map(|(_, quantity)| quantity).sum();
    let is_all = lines.iter().map(status::unsent).sum::<i32>() == sent;
    let next = if is_all { Status::Shipped } else { Status::Processing };
    if order.status != next && transition::advance(unit, order.id, next).await?.is_none() {
        return Err(Fault::broken("an order changed although its row was taken").into());
    }
    take_from_shelf(unit, &order, packed.units, &request.actor.name).await?;
    Ok(id)
}

fn pack<'a>(
    request: &Fulfil,
    lines: &'a [order_line::Model],
    allocations: &[order_allocation::Model],
) -> Result<Packed<'a>, FulfilError> {
    let counted: HashSet<_> = allocations.iter().map(|row| row.order_line_id).collect();
    let here = |line: &order_line::Model| {
        if !counted.contains(&line.id) {
            return status::unsent(line);
        }
        let own = allocations.iter().filter(|row| row.order_line_id == line.id && row.location_id == request.location);
        own.map(|row| row.quantity - row.fulfilled - row.released).sum()
    };
    let wanted = match &request.lines {
        Some(picks) => lines::named(picks, lines)?,
        None => lines.iter().map(|line| (line, here(line))).filter(|(_, quantity)| *quantity > 0).collect(),
    };
    if wanted.is_empty() {
        return Err(FulfilError::NothingLeft);
    }
    if let Some(short) = lines::too_few(&wanted, |line| Counter::Fulfilled.left(line)) {
        return Err(short.into());
    }
    if let Some(LineError::TooFew { line, left }) = lines::too_few(&wanted, here) {
        return Err(FulfilError::NotHere { line, here: left });
    }
    let from_shelf: Vec<_> = wanted.iter().filter(|(line, _)| counted.contains(&line.id)).collect();
    let units = from_shelf
        .iter()
        .filter_map(|(line, quantity)| Some((line.variant_id?, request.location, i64::from(*quantity))))
        .collect();
    let counted = from_shelf.iter().map(|(line, quantity)| (line.id, *quantity)).collect();
    Ok(Packed { units, counted, lines: wanted })
}

async fn write(
    unit: &Unit,
    id: FulfilmentId,
    request: &Fulfil,
    tracking: Tracking,
    packed: &[(&order_line::Model, i32)],
) -> Result<(), Fault> {
    let parcel = fulfilment::Model {
        id,
        order_id: request.order,
        location_id: request.location,
        status: fulfilment::Status::InTransit,
        tracking_company: tracking.company,
        tracking_number: tracking.number,
        tracking_url: tracking.url,
        sent_at: unit.now,
        delivered_at: None,
        created_at: unit.now,
        updated_at: unit.now,
    };
    let rows: Vec<_> = packed
        .iter()
        .map(|(line, quantity)| fulfilment_line::Model {
            fulfilment_id: parcel.id,
            order_line_id: line.id,
            quantity: *quantity,
        })
        .collect();
    bulk::insert::<fulfilment::Entity>(unit, std::slice::from_ref(&parcel), OnConflict::Fail).await?;
    bulk::insert::<fulfilment_line::Entity>(unit, &rows, OnConflict::Fail).await
}

async fn take_from_shelf(
    unit: &Unit,
    order: &sales_order::Model,
    units: Vec<(VariantId, LocationId, i64)>,
    actor: &str,
) -> Result<(), FulfilError> {
    for units in units.chunks(CHANGES_MAX) {
        let parcel = Parcel { units: units.to_vec(), reference: order.id.to_string(), actor: actor.to_owned() };
        stock::fulfil(unit, &parcel).await.map_err(|error| match error {
            ParcelError::NotOnHand { variant, wanted, available, .. } => {
                FulfilError::NotOnHand { variant, wanted, available }
            }
            ParcelError::Fault(fault) => fault.into(),
            error @ (ParcelError::NotCommitted { .. }
            | ParcelError::UnknownLevel { .. }
            | ParcelError::BadQuantity
            | ParcelError::TooMany) => Fault::other("sending what an order committed", error).into(),
        })?;
    }
    Ok(())
}
