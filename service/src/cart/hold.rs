//! A cart's stock is held while its buyer pays.
//!
//! What is put into a cart is not held: carts are left. It is from here on, until the time is over; edits of lines
//! while it is held move what is held with them, and start the time again.
use entity::{cart, cart_line, ids::VariantId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    edit::{self, Target, Work},
    refusal::CartError,
    warning::Warning,
};
use crate::{
    inventory::{
        Shortage, release,
        reserve::{self, HOLD_TIME, Held, Reserve, ReserveError},
    },
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
        settings::Market,
    },
};

/// Who lets go, in the ledger.
pub(super) const ACTOR: &str = "cart";

/// Why a cart's stock is not held.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    #[error(transparent)]
    Cart(#[from] CartError),
    #[error("some of it is not in stock")]
    Short(Vec<Shortage>),
    #[error("something in it is not sold any more")]
    NotSold(VariantId),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for HoldError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Cart(error) => error.fault(),
            Self::Fault(fault) => Some(fault),
            Self::Short(_) | Self::NotSold(_) => None,
        }
    }
}

/// Holds all that is in a cart, for [`HOLD_TIME`] from now. Again: for that long again.
///
/// # Errors
/// See [`HoldError`]: nothing more is held than before.
pub async fn hold(shop: &Shop, target: &Target) -> Result<Vec<Held>, HoldError> {
    let work = Work::new(shop, target).await?;
    shop.write(&work, hold_all).await
}

/// Lets go of all that is held for a cart.
///
/// # Errors
/// [`CartError::NotFound`], or a [`Fault`].
pub async fn let_go(shop: &Shop, target: &Target) -> Result<(), CartError> {
    shop.write(target, let_all_go).await
}

async fn let_all_go(unit: &Unit, target: &Target) -> Result<(), CartError> {
    let cart = edit::take(unit, target).await?;
    release::release(unit, cart.id.0, ACTOR).await?;
    Ok(())
}

async fn hold_all(unit: &Unit, work: &Work<'_, Target>) -> Result<Vec<Held>, HoldError> {
    let cart = edit::take(unit, work.request).await?;
    let lines = cart_line::Entity::find()
        .filter(cart_line::Column::CartId.eq(cart.id))
        .all(&unit.tx)
        .await
        .map_err(Fault::from)?;
    let demand = lines.into_iter().map(|line| (line.variant_id, i64::from(line.quantity))).collect();
    reserve::reserve(unit, &request(unit, &cart, work.market_of(&cart)?, demand)).await.map_err(|error| match error {
        ReserveError::Short(shortages) => HoldError::Short(shortages),
        ReserveError::UnknownVariant(variant) => HoldError::NotSold(variant),
        ReserveError::Fault(fault) => HoldError::Fault(fault),
        ReserveError::BadQuantity | ReserveError::TooMany | ReserveError::AlreadyOver => {
            HoldError::Fault(Fault::broken("a cart's lines were not held against their limits"))
        }
    })
}

fn request(unit: &Unit, cart: &cart::Model, market: &Market, demand: Vec<(VariantId, i64)>) -> Reserve {
    Reserve { holder: cart.id.0, demand, locations: market.locations.clone(), until: unit.now + HOLD_TIME }
}

/// What is held becomes what is in the cart now. When that cannot be had, nothing is held any more, and paying
/// has to begin anew.
pub(super) async fn move_to(
    unit: &Unit,
    cart: &cart::Model,
    market: &Market,
    demand: Vec<(VariantId, i64)>,
    warnings: &mut Vec<Warning>,
) -> Result<(), Fault> {
    match reserve::reserve(unit, &request(unit, cart, market, demand)).await {
        Ok(_) => Ok(()),
        Err(ReserveError::Fault(fault)) => Err(fault),
        Err(ReserveError::Short(shortages)) => {
            let short = |shortage: Shortage| match shortage.available {
                ..=0 => Warning::OutOfStock { variant: shortage.variant, line: None },
                available => Warning::NotEnoughStock { variant: shortage.variant, line: None, available },
            };
            warnings.extend(shortages.into_iter().map(short));
            release::release(unit, cart.id.0, ACTOR).await.map(drop)
        }
        Err(
            ReserveError::UnknownVariant(_)
            | ReserveError::BadQuantity
            | ReserveError::TooMany
            | ReserveError::AlreadyOver,
        ) => release::release(unit, cart.id.0, ACTOR).await.map(drop),
    }
}
