//! From how few units on the shop wants to hear of it.
use entity::{
    ids::{LocationId, VariantId},
    stock_level,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::UNITS_MAX;
use crate::{
    access::audit::{self, Actor, Entry},
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
    },
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct SetLowStock {
    pub variant: VariantId,
    pub location: LocationId,
    /// Units that are available; none: never.
    pub at: Option<i64>,
    pub actor: Actor,
}

/// Why it is refused.
#[derive(Debug, thiserror::Error)]
pub enum SetLowStockError {
    #[error("this variant was never stocked at this location")]
    UnknownLevel,
    #[error("a quantity must be between 0 and {UNITS_MAX}")]
    BadQuantity,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for SetLowStockError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::UnknownLevel | Self::BadQuantity => None,
        }
    }
}

/// Sets the mark. `stock.low` is told once each time that what is available falls to the mark or below it.
pub async fn set_low_stock(shop: &Shop, request: &SetLowStock) -> Result<(), SetLowStockError> {
    if request.at.is_some_and(|at| !(0..=UNITS_MAX).contains(&at)) {
        return Err(SetLowStockError::BadQuantity);
    }
    shop.write(request, work).await
}

async fn work(unit: &Unit, request: &SetLowStock) -> Result<(), SetLowStockError> {
    let set = stock_level::Entity::update_many()
        .col_expr(stock_level::Column::LowStockAt, Expr::value(request.at))
        .col_expr(stock_level::Column::UpdatedAt, Expr::value(unit.now))
        .filter(stock_level::Column::VariantId.eq(request.variant))
        .filter(stock_level::Column::LocationId.eq(request.location))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    if set.rows_affected != 1 {
        return Err(SetLowStockError::UnknownLevel);
    }
    let entry = Entry::new("inventoryLowStockSet", "ProductVariant", request.variant);
    Ok(audit::record(unit, &request.actor, [entry]).await?)
}
