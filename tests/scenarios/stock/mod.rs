//! Stock: what is promised to whom, and what staff do about it.

mod crash;
mod crowd;
mod hold;
mod lost;
mod orders;
mod readers;
mod staff;
mod transfers;

use chrono::Duration;
use entity::ids::{LocationId, VariantId};
use service::{
    inventory::reserve::{self, HOLD_TIME, Held, Reserve, ReserveError},
    shop::Shop,
};
use uuid::Uuid;

/// A buyer.
fn holder(number: u128) -> Uuid {
    Uuid::from_u128(0x4242_0000_0000_0000_0000_0000_0000_0000 | number)
}

/// Reserves for the usual time.
async fn reserve(
    shop: &Shop,
    holder: Uuid,
    demand: &[(VariantId, i64)],
    locations: &[LocationId],
) -> Result<Vec<Held>, ReserveError> {
    reserve_for(shop, holder, demand, locations, HOLD_TIME).await
}

async fn reserve_for(
    shop: &Shop,
    holder: Uuid,
    demand: &[(VariantId, i64)],
    locations: &[LocationId],
    time: Duration,
) -> Result<Vec<Held>, ReserveError> {
    let request = Reserve { holder, demand: demand.to_vec(), locations: locations.to_vec(), until: shop.now() + time };
    shop.write(&request, reserve::reserve).await
}
