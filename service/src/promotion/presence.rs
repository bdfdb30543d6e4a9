//! Whether a discount by code is still there, decided by the database while a unit gives it more codes.
use entity::{ids::PromotionId, promotion};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::shop::{Unit, fault::Fault};

/// A first look, for an early answer. It decides nothing: [`keep`] does.
pub(super) async fn is_there(unit: &Unit, id: PromotionId) -> Result<bool, Fault> {
    let found = promotion::Entity::find_by_id(id)
        .filter(promotion::Column::IsAutomatic.eq(false))
        .filter(promotion::Column::DeletedAt.is_null())
        .one(&unit.tx)
        .await?;
    Ok(found.is_some())
}

/// Keeps a discount from being deleted until the unit has ended; false when it was deleted already, and then nothing of
/// the unit may stay. Who deletes it afterwards sees the new codes, and takes them along.
///
/// It comes last in its unit: those who redeem the discount wait for it.
pub(super) async fn keep(unit: &Unit, id: PromotionId) -> Result<bool, Fault> {
    let kept = promotion::Entity::update_many()
        .col_expr(promotion::Column::UpdatedAt, Expr::value(unit.now))
        .filter(promotion::Column::Id.eq(id))
        .filter(promotion::Column::IsAutomatic.eq(false))
        .filter(promotion::Column::DeletedAt.is_null())
        .exec(&unit.tx)
        .await?;
    Ok(kept.rows_affected == 1)
}
