//! Before a buyer pays: the goods are held for them, and they are told what is missing.
use super::obstacle::{self, Obstacle};
use crate::{
    cart::{
        edit::Target,
        hold::{self, HoldError},
        load,
        refusal::CartError,
        view::CartView,
    },
    shop::{Shop, fault::Fault},
};

/// A cart, and what keeps it from being ordered.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub cart: CartView,
    /// None: its goods are held, and it can be ordered.
    pub obstacles: Vec<Obstacle>,
}

/// Holds what is in a cart for ten minutes, if it could be ordered.
///
/// # Errors
/// [`CartError::NotFound`], or a [`Fault`].
pub async fn prepare(shop: &Shop, target: &Target) -> Result<Prepared, CartError> {
    let cart = load::load(shop, &target.cart).await?.ok_or(CartError::NotFound)?;
    let obstacles = obstacle::of(&cart);
    if !obstacles.is_empty() {
        return Ok(Prepared { cart, obstacles });
    }
    let obstacles = match hold::hold(shop, target).await {
        Ok(_) => Vec::new(),
        Err(HoldError::Short(shortages)) => shortages
            .into_iter()
            .map(|short| Obstacle::Short { variant: short.variant, available: short.available.max(0) })
            .collect(),
        Err(HoldError::NotSold(variant)) => {
            let line = cart.lines.iter().find(|line| line.variant.id == variant);
            let line = line.ok_or_else(|| Fault::broken("a cart holds what it does not have"))?.line.id;
            vec![Obstacle::NotSold { line, variant }]
        }
        Err(HoldError::Cart(error)) => return Err(error),
        Err(HoldError::Fault(fault)) => return Err(fault.into()),
    };
    let cart = load::load(shop, &target.cart).await?.ok_or(CartError::NotFound)?;
    Ok(Prepared { cart, obstacles })
}
