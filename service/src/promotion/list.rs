//! Discounts as the back office lists them.
use std::{collections::HashMap, hash::Hash};

use entity::{
    coupon_batch, coupon_code,
    ids::{CouponBatchId, PromotionId},
    promotion, promotion_action, promotion_condition, promotion_target,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{ListError, Page, PageRequest},
    pages::{Lists, Pages, Wanted},
};

/// What a discount asks, does and is about.
#[derive(Clone, Debug)]
pub struct Details {
    pub action: promotion_action::Model,
    pub conditions: Vec<promotion_condition::Model>,
    pub targets: Vec<promotion_target::Model>,
}

/// Discounts, the newest first; of one status or of all.
pub async fn list(
    shop: &Shop,
    status: Option<promotion::Status>,
    page: &PageRequest,
) -> Result<Page<promotion::Model>, ListError> {
    let mut select = promotion::Entity::find().filter(promotion::Column::DeletedAt.is_null());
    if let Some(status) = status {
        select = select.filter(promotion::Column::Status.eq(status));
    }
    let select = keyset::narrow(select, SortBy::<promotion::Column>::Id, promotion::Column::Id, page, true)?;
    let rows = select.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |row| Position(Key::Id, row.id.0).cursor()))
}

/// One discount that was not deleted.
pub async fn by_id(shop: &Shop, id: PromotionId) -> Result<Option<promotion::Model>, Fault> {
    let there = promotion::Entity::find_by_id(id).filter(promotion::Column::DeletedAt.is_null());
    Ok(there.one(shop.read()).await?)
}

/// The details of discounts: one statement for each of the three tables.
pub async fn details(shop: &Shop, ids: &[PromotionId]) -> Result<HashMap<PromotionId, Details>, Fault> {
    let keys = || ids.iter().copied();
    let actions = promotion_action::Entity::find()
        .filter(promotion_action::Column::PromotionId.is_in(keys()))
        .all(shop.read())
        .await?;
    let conditions = promotion_condition::Entity::find()
        .filter(promotion_condition::Column::PromotionId.is_in(keys()))
        .order_by_asc(promotion_condition::Column::Id)
        .all(shop.read())
        .await?;
    let targets = promotion_target::Entity::find()
        .filter(promotion_target::Column::PromotionId.is_in(keys()))
        .order_by_asc(promotion_target::Column::Id)
        .all(shop.read())
        .await?;
    let mut details: HashMap<_, _> = actions
        .into_iter()
        .map(|action| (action.promotion_id, Details { action, conditions: Vec::new(), targets: Vec::new() }))
        .collect();
    for row in conditions {
        if let Some(of) = details.get_mut(&row.promotion_id) {
            of.conditions.push(row);
        }
    }
    for row in targets {
        if let Some(of) = details.get_mut(&row.promotion_id) {
            of.targets.push(row);
        }
    }
    Ok(details)
}

/// The codes of discounts, in the order in which they were made.
pub async fn codes(
    shop: &Shop,
    wanted: &[Wanted<PromotionId>],
) -> Result<Pages<PromotionId, coupon_code::Model>, Fault> {
    codes_where(shop, wanted, |id| coupon_code::Column::PromotionId.eq(*id)).await
}

/// The codes of batches, in the order in which they were made.
pub async fn batch_codes(
    shop: &Shop,
    wanted: &[Wanted<CouponBatchId>],
) -> Result<Pages<CouponBatchId, coupon_code::Model>, Fault> {
    codes_where(shop, wanted, |id| coupon_code::Column::CouponBatchId.eq(*id)).await
}

async fn codes_where<K: Copy + Eq + Hash>(
    shop: &Shop,
    wanted: &[Wanted<K>],
    of: impl Fn(&K) -> Expr,
) -> Result<Pages<K, coupon_code::Model>, Fault> {
    let narrowed = |key: &K, page: &PageRequest| {
        let select = coupon_code::Entity::find().filter(of(key));
        keyset::narrow(select, SortBy::<coupon_code::Column>::Id, coupon_code::Column::Id, page, false)
    };
    let position = |row: &coupon_code::Model| Position(Key::Id, row.id.0);
    Lists { narrowed, position, reverse: false }.read(shop, wanted).await
}

/// The batches of discounts, the newest first.
pub async fn batches(
    shop: &Shop,
    wanted: &[Wanted<PromotionId>],
) -> Result<Pages<PromotionId, coupon_batch::Model>, Fault> {
    let narrowed = |id: &PromotionId, page: &PageRequest| {
        let select = coupon_batch::Entity::find().filter(coupon_batch::Column::PromotionId.eq(*id));
        keyset::narrow(select, SortBy::<coupon_batch::Column>::Id, coupon_batch::Column::Id, page, true)
    };
    let position = |row: &coupon_batch::Model| Position(Key::Id, row.id.0);
    Lists { narrowed, position, reverse: true }.read(shop, wanted).await
}

/// One batch.
pub async fn batch_by_id(shop: &Shop, id: CouponBatchId) -> Result<Option<coupon_batch::Model>, Fault> {
    Ok(coupon_batch::Entity::find_by_id(id).one(shop.read()).await?)
}
