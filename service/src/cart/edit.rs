//! What every edit begins and ends with.
use std::sync::Arc;

use entity::{
    cart::{self, Status},
    ids::CartId,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{CaseStatement, Expr, ExprTrait},
};

use super::{
    key::{CUSTOMER_CART_LIFE, CartKey, GUEST_CART_LIFE},
    load,
    refusal::CartError,
    view::CartView,
    warning::Warning,
};
use crate::shop::{
    Shop, Unit,
    fault::Fault,
    settings::{Market, Settings},
};

/// Carts that are followed from one to the one it was merged into, and so on.
pub(super) const MERGES_FOLLOWED_MAX: usize = 32;

/// Which cart is edited.
#[derive(Clone, Debug)]
pub struct Target {
    pub cart: CartKey,
    /// The version its editor saw; the edit is refused when it is not the current one. Absent: any will do.
    pub expected_version: Option<i64>,
}

impl From<CartKey> for Target {
    fn from(cart: CartKey) -> Self {
        Self { cart, expected_version: None }
    }
}

/// A cart after an edit.
#[derive(Clone, Debug)]
pub struct Edited {
    pub cart: CartView,
    pub warnings: Vec<Warning>,
}

/// Takes a cart for this unit: edits of one cart queue here, each on top of the one before.
///
/// The cart is a version further, alive for another while, and active again if it had been left.
/// The key of a cart that was merged into another takes that one.
pub(crate) async fn take(unit: &Unit, target: &Target) -> Result<cart::Model, CartError> {
    take_as(unit, target, Status::Active).await
}

/// The same, and it has that status then.
pub(super) async fn take_as(unit: &Unit, target: &Target, status: Status) -> Result<cart::Model, CartError> {
    let mut id = target.cart.id;
    let mut is_open = false;
    for _ in 0..MERGES_FOLLOWED_MAX {
        if let Some(cart) = advance(unit, id, status).await? {
            // Refusing rolls back.
            if !is_open && !target.cart.opens(&cart) {
                return Err(CartError::NotFound);
            }
            let found = cart.version - 1;
            if target.expected_version.is_some_and(|expected| expected != found) {
                return Err(CartError::Stale { version: found });
            }
            return Ok(cart);
        }
        let gone = cart::Entity::find_by_id(id).one(&unit.tx).await.map_err(Fault::from)?;
        let gone = gone.filter(|cart| is_open || target.cart.opens(cart)).ok_or(CartError::NotFound)?;
        is_open = true;
        id = gone.merged_into_id.ok_or(CartError::NotFound)?;
    }
    Err(CartError::NotFound)
}

async fn advance(unit: &Unit, id: CartId, status: Status) -> Result<Option<cart::Model>, Fault> {
    let life = CaseStatement::new()
        .case(Expr::col(cart::Column::CustomerId).is_null(), Expr::value(unit.now + GUEST_CART_LIFE))
        .finally(Expr::value(unit.now + CUSTOMER_CART_LIFE));
    let taken = cart::Entity::update_many()
        .col_expr(cart::Column::Version, Expr::col(cart::Column::Version).add(1))
        .col_expr(cart::Column::Status, Expr::value(status))
        .col_expr(cart::Column::UpdatedAt, Expr::value(unit.now))
        .col_expr(cart::Column::ExpiresAt, life.into())
        .filter(cart::Column::Id.eq(id))
        .filter(cart::Column::Status.is_in([Status::Active, Status::Abandoned]))
        .filter(cart::Column::ExpiresAt.gt(unit.now))
        .exec_with_returning(&unit.tx)
        .await?;
    Ok(taken.into_iter().next())
}

/// The cart as it is after an edit was committed, and what the buyer should know.
pub(super) async fn answer(shop: &Shop, key: &CartKey, warnings: Vec<Warning>) -> Result<Edited, CartError> {
    let cart = load::load(shop, key).await?.ok_or(CartError::NotFound)?;
    let warnings = cart.warnings(warnings);
    Ok(Edited { cart, warnings })
}

/// A request, and the settings it is done under.
pub(super) struct Work<'a, R> {
    pub(super) settings: Arc<Settings>,
    pub(super) request: &'a R,
}

impl<'a, R> Work<'a, R> {
    /// Reads the settings before the unit begins.
    pub(super) async fn new(shop: &Shop, request: &'a R) -> Result<Self, Fault> {
        Ok(Self { settings: shop.settings().await?, request })
    }

    /// The market a cart buys in.
    pub(super) fn market_of(&self, cart: &cart::Model) -> Result<&Arc<Market>, Fault> {
        market_of(&self.settings, cart)
    }
}

pub(super) fn market_of<'a>(settings: &'a Settings, cart: &cart::Model) -> Result<&'a Arc<Market>, Fault> {
    let market = settings.markets.iter().find(|market| market.id == cart.market_id);
    market.ok_or_else(|| Fault::broken("a cart's market is missing"))
}
