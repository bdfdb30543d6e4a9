//! A discount is described anew.
use entity::{ids::PromotionId, promotion};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, UpdateMany,
    sea_query::{Expr, ExprTrait},
};

use super::{create::DiscountError, rows, terms::Terms};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    pricing_rules,
    shop::{Shop, Unit, fault::Fault},
};

/// A discount shall be another: all of its terms. Its codes and its status stay.
#[derive(Clone, Debug)]
pub struct UpdateDiscount {
    pub id: PromotionId,
    /// The version the shopkeeper saw. Absent: whatever it is.
    pub version: Option<i32>,
    pub terms: Terms,
    pub actor: Actor,
}

/// Changes a discount. How often it was used stays as it is.
///
/// # Errors
/// See [`DiscountError`]: nothing was changed.
pub async fn update(shop: &Shop, request: &UpdateDiscount) -> Result<(), DiscountError> {
    shop.write(request, work).await
}

async fn work(unit: &Unit, request: &UpdateDiscount) -> Result<(), DiscountError> {
    let UpdateDiscount { id, version, terms, actor } = request;
    pricing_rules::touch(unit).await?;
    let there = promotion::Entity::find_by_id(*id)
        .filter(promotion::Column::DeletedAt.is_null())
        .one(&unit.tx)
        .await
        .map_err(Fault::from)?;
    let there = there.ok_or(DiscountError::NotFound)?;
    // A description that names no start keeps the one there is.
    let starts_at = terms.starts_at.unwrap_or(there.starts_at);
    terms.check(starts_at)?;
    if let Some(missing) = rows::missing(unit, terms).await? {
        return Err(DiscountError::Missing(missing));
    }
    let row = promotion::Model { starts_at, ..rows::promotion(unit, *id, there.is_automatic, terms) };
    let mut update =
        set(row, unit).filter(promotion::Column::Id.eq(*id)).filter(promotion::Column::DeletedAt.is_null());
    if let Some(version) = version {
        update = update.filter(promotion::Column::Version.eq(*version));
    }
    if let Some(limit) = terms.usage_limit {
        update = update.filter(promotion::Column::UsedCount.lte(limit));
    }
    let changed = update.exec(&unit.tx).await.map_err(Fault::from)?;
    if changed.rows_affected != 1 {
        let is_stale = version.is_some_and(|version| version != there.version);
        return Err(if is_stale { DiscountError::Stale } else { DiscountError::LimitBelowUsed });
    }
    rows::clear(unit, *id).await?;
    rows::put(unit, *id, terms).await?;
    if pricing_rules::is_crowded(unit).await? {
        return Err(DiscountError::TooManyActive);
    }
    audit::record(unit, actor, [Entry::new("discountUpdate", "Discount", *id)]).await?;
    event::record(unit, [Event::PromotionChanged(*id)]).await?;
    Ok(())
}

/// Everything but what stays: key, kind, status, counters.
fn set(row: promotion::Model, unit: &Unit) -> UpdateMany<promotion::Entity> {
    use promotion::Column;
    promotion::Entity::update_many()
        .col_expr(Column::Title, Expr::value(row.title))
        .col_expr(Column::Class, Expr::value(row.class))
        .col_expr(Column::StartsAt, Expr::value(row.starts_at))
        .col_expr(Column::EndsAt, Expr::value(row.ends_at))
        .col_expr(Column::Priority, Expr::value(row.priority))
        .col_expr(Column::IsExclusive, Expr::value(row.is_exclusive))
        .col_expr(Column::CombinesWithProduct, Expr::value(row.combines_with_product))
        .col_expr(Column::CombinesWithOrder, Expr::value(row.combines_with_order))
        .col_expr(Column::CombinesWithShipping, Expr::value(row.combines_with_shipping))
        .col_expr(Column::Currency, Expr::value(row.currency))
        .col_expr(Column::MaximumDiscount, Expr::value(row.maximum_discount))
        .col_expr(Column::UsageLimit, Expr::value(row.usage_limit))
        .col_expr(Column::UsageLimitPerCustomer, Expr::value(row.usage_limit_per_customer))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(unit.now))
}
