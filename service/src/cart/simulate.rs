//! What a cart would cost, without there being one.
//!
//! It is begun, filled and priced as any cart, in a unit that is then rolled back: nothing of it stays, and nothing
//! about it can be other than it would be.
use super::{
    create::{self, CreateCart},
    edit::Edited,
    load,
    refusal::CartError,
};
use crate::shop::{
    Shop, Unit,
    fault::{Fault, HasFault},
};

/// How a unit ends that must not be committed.
#[derive(Debug, thiserror::Error)]
enum End {
    #[error("this was only to see")]
    Seen(Box<Edited>),
    #[error(transparent)]
    Refused(#[from] CartError),
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

impl HasFault for End {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Refused(error) => error.fault(),
            Self::Seen(_) => None,
        }
    }
}

/// The price, stock, taxes, ways to ship and promotions of what would be in a cart. It has no effect.
///
/// # Errors
/// See [`CartError`]: what would be refused of a cart.
pub async fn simulate(shop: &Shop, request: &CreateCart) -> Result<Edited, CartError> {
    let work = Simulation { shop, cart: create::Work::new(shop, request).await? };
    match shop.write(&work, see).await {
        Ok(()) => Err(Fault::broken("a simulation was committed").into()),
        Err(End::Seen(seen)) => Ok(*seen),
        Err(End::Refused(error)) => Err(error),
    }
}

struct Simulation<'a> {
    shop: &'a Shop,
    cart: create::Work<'a>,
}

async fn see(unit: &Unit, work: &Simulation<'_>) -> Result<(), End> {
    let (id, warnings) = create::begin(unit, &work.cart).await?;
    let settings = work.cart.settings.clone();
    let cart = load::load_in(work.shop, unit, settings, &work.cart.key(id)).await?;
    let cart = cart.ok_or_else(|| Fault::broken("a cart that was just begun is not there"))?;
    let warnings = cart.warnings(warnings);
    Err(End::Seen(Box::new(Edited { cart, warnings })))
}
