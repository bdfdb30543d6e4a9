//! Reading the rules: a number of statements that does not depend on how many there are.
use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use entity::{
    customer_group_price_list,
    ids::{CustomerGroupId, MarketId},
    price_list, tax_category,
};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{GroupList, Rules, promotions, revision, shipping, taxes};
use crate::{pricing::promotion::Promotion, shop::fault::Fault};

/// How often rules may change while they are read before we give up.
const ATTEMPTS_MAX: u32 = 8;

/// Reads everything, again if it changed meanwhile: what is read belongs together.
pub(super) async fn rules(db: &impl ConnectionTrait, now: DateTime<Utc>, expected: i64) -> Result<Rules, Fault> {
    let mut before = expected;
    for _ in 0..ATTEMPTS_MAX {
        let rules = read(db, now, before).await?;
        let after = revision(db).await?;
        if after == before {
            return Ok(rules);
        }
        before = after;
    }
    Err(Fault::broken("the rules of prices change faster than they can be read"))
}

async fn read(db: &impl ConnectionTrait, now: DateTime<Utc>, revision: i64) -> Result<Rules, Fault> {
    let promotions = promotions::read(db, now).await?;
    let mut automatic: Vec<_> = promotions.iter().filter(|promotion| promotion.is_automatic).cloned().collect();
    automatic.sort_unstable_by_key(|promotion| promotion.id);
    let is_limited =
        |promotion: &&Arc<Promotion>| promotion.usage_limit.is_some() || promotion.usage_limit_per_customer.is_some();
    let categories = tax_category::Entity::find().all(db).await?;
    Ok(Rules {
        revision,
        limited: automatic.iter().filter(is_limited).map(|promotion| promotion.id).collect(),
        automatic,
        promotions: promotions.into_iter().map(|promotion| (promotion.id, promotion)).collect(),
        taxes: taxes::read(db, &categories).await?,
        zones: shipping::read(db, &categories).await?,
        group_lists: group_lists(db).await?,
    })
}

async fn group_lists(db: &impl ConnectionTrait) -> Result<HashMap<(CustomerGroupId, MarketId), GroupList>, Fault> {
    let rows = customer_group_price_list::Entity::find().all(db).await?;
    let lists = price_list::Entity::find().all(db).await?;
    let lists: HashMap<_, _> = lists.into_iter().map(|list| (list.id, list.currency)).collect();
    let named = rows.into_iter().filter_map(|row| {
        let currency = *lists.get(&row.price_list_id)?;
        Some(((row.customer_group_id, row.market_id), GroupList { id: row.price_list_id, currency }))
    });
    Ok(named.collect())
}
