//! What a cart would cost, without there being one.
//!
//! It is begun, filled and priced as any cart, in a unit that is then rolled back: nothing of it stays, and nothing
//! about it can be other than it would be.
use std::time::Duration;

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

/// How long a simulation waits for its turn.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// Why nothing is simulated.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    #[error(transparent)]
    Refused(#[from] CartError),
    #[error("too many checkouts are simulated just now: try again in a moment")]
    Busy,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for SimulateError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Refused(error) => error.fault(),
            Self::Fault(fault) => Some(fault),
            Self::Busy => None,
        }
    }
}

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
/// Simulations take turns, so that those who look leave room in the writer for those who buy.
///
/// # Errors
/// [`SimulateError::Refused`] with what would be refused of a cart, [`SimulateError::Busy`] when too many wait, or a
/// [`Fault`].
pub async fn simulate(shop: &Shop, request: &CreateCart) -> Result<Edited, SimulateError> {
    let work = Simulation { shop, cart: create::Work::new(shop, request).await? };
    let turn = tokio::time::timeout(WAIT_MAX, shop.rehearsals().acquire());
    let _turn =
        turn.await.map_err(|_| SimulateError::Busy)?.map_err(|error| Fault::other("waiting for a turn", error))?;
    match shop.write(&work, see).await {
        Ok(()) => Err(Fault::broken("a simulation was committed").into()),
        Err(End::Seen(seen)) => Ok(*seen),
        Err(End::Refused(error)) => Err(error.into()),
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
