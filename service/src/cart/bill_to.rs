//! Who the invoice is written to.
use entity::cart;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::Value;

use super::{
    addresses::{self, Typed},
    edit::{self, Edited, Target},
    refusal::CartError,
};
use crate::{
    customer::address::{self as postal, Demand, snapshot},
    shop::{Shop, Unit, fault::Fault},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct BillTo {
    pub target: Target,
    /// Absent: to the delivery address.
    pub address: Option<Typed>,
}

/// Says where the invoice of a cart goes.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, an address that is wrong.
pub async fn bill_to(shop: &Shop, request: &BillTo) -> Result<Edited, CartError> {
    let address = request.address.as_ref().map(written).transpose()?;
    let work = Work { target: &request.target, address };
    shop.write(&work, work_on).await?;
    edit::answer(shop, &request.target.cart, Vec::new()).await
}

struct Work<'a> {
    target: &'a Target,
    address: Option<Value>,
}

async fn work_on(unit: &Unit, work: &Work<'_>) -> Result<(), CartError> {
    let cart = edit::take(unit, work.target).await?;
    cart::Entity::update_many()
        .col_expr(cart::Column::BillingAddress, Expr::value(work.address.clone()))
        .filter(cart::Column::Id.eq(cart.id))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    Ok(())
}

fn written(typed: &Typed) -> Result<Value, CartError> {
    let postal = postal::check(typed, Demand::RightIfGiven).map_err(|problems| {
        let refused = problems.into_iter().map(|(field, problem)| addresses::refusal(0, field, problem));
        CartError::Addresses(refused.collect())
    })?;
    Ok(snapshot::write(&postal)?)
}
