//! A discount is activated, deactivated or deleted.
use entity::{
    coupon_code,
    ids::PromotionId,
    promotion::{self, Status},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::create::DiscountError;
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    pricing_rules,
    shop::{Shop, Unit, fault::Fault},
};

/// A discount and what shall become of it.
#[derive(Clone, Debug)]
pub struct SwitchDiscount {
    pub id: PromotionId,
    /// Which kind the shopkeeper takes it for.
    pub is_automatic: bool,
    pub actor: Actor,
}

/// Lets a discount apply, within its dates. Doing it again changes nothing.
///
/// # Errors
/// [`DiscountError::NotFound`], [`DiscountError::TooManyActive`] or a [`Fault`].
pub async fn activate(shop: &Shop, request: &SwitchDiscount) -> Result<(), DiscountError> {
    shop.write(request, activate_in).await
}

async fn activate_in(unit: &Unit, request: &SwitchDiscount) -> Result<(), DiscountError> {
    put_status(unit, request, Status::Active, "discountActivate").await?;
    if pricing_rules::is_crowded(unit).await? {
        return Err(DiscountError::TooManyActive);
    }
    Ok(())
}

/// Stops a discount: carts that have it lose it with their next look. Doing it again changes nothing.
///
/// # Errors
/// [`DiscountError::NotFound`] or a [`Fault`].
pub async fn deactivate(shop: &Shop, request: &SwitchDiscount) -> Result<(), DiscountError> {
    shop.write(request, deactivate_in).await
}

async fn deactivate_in(unit: &Unit, request: &SwitchDiscount) -> Result<(), DiscountError> {
    put_status(unit, request, Status::Disabled, "discountDeactivate").await
}

async fn put_status(
    unit: &Unit,
    request: &SwitchDiscount,
    status: Status,
    action: &'static str,
) -> Result<(), DiscountError> {
    pricing_rules::touch(unit).await?;
    let switched = promotion::Entity::update_many()
        .col_expr(promotion::Column::Status, Expr::value(status))
        .col_expr(promotion::Column::Version, Expr::col(promotion::Column::Version).add(1))
        .col_expr(promotion::Column::UpdatedAt, Expr::value(unit.now))
        .filter(promotion::Column::Id.eq(request.id))
        .filter(promotion::Column::IsAutomatic.eq(request.is_automatic))
        .filter(promotion::Column::DeletedAt.is_null())
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    if switched.rows_affected != 1 {
        return Err(DiscountError::NotFound);
    }
    audit::record(unit, &request.actor, [Entry::new(action, "Discount", request.id)]).await?;
    event::record(unit, [Event::PromotionChanged(request.id)]).await?;
    Ok(())
}

/// Takes a discount out of the shop. Its row stays, for the orders that it was used in; codes that nobody
/// has used are free for another discount.
///
/// # Errors
/// [`DiscountError::NotFound`] or a [`Fault`].
pub async fn delete(shop: &Shop, request: &SwitchDiscount) -> Result<(), DiscountError> {
    shop.write(request, delete_in).await
}

async fn delete_in(unit: &Unit, request: &SwitchDiscount) -> Result<(), DiscountError> {
    pricing_rules::touch(unit).await?;
    let deleted = promotion::Entity::update_many()
        .col_expr(promotion::Column::DeletedAt, Expr::value(unit.now))
        .col_expr(promotion::Column::Status, Expr::value(Status::Disabled))
        .col_expr(promotion::Column::Version, Expr::col(promotion::Column::Version).add(1))
        .col_expr(promotion::Column::UpdatedAt, Expr::value(unit.now))
        .filter(promotion::Column::Id.eq(request.id))
        .filter(promotion::Column::IsAutomatic.eq(request.is_automatic))
        .filter(promotion::Column::DeletedAt.is_null())
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    if deleted.rows_affected != 1 {
        return Err(DiscountError::NotFound);
    }
    coupon_code::Entity::delete_many()
        .filter(coupon_code::Column::PromotionId.eq(request.id))
        .filter(coupon_code::Column::UsedCount.eq(0))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    audit::record(unit, &request.actor, [Entry::new("discountDelete", "Discount", request.id)]).await?;
    event::record(unit, [Event::PromotionDeleted(request.id)]).await?;
    Ok(())
}
