//! The least a shop needs before anything can be sold: settings, a market, a price list, a place.
//!
//! Entry point: [`ensure_shop`]. It never changes a shop that is there.
use entity::{
    ids::{LocationId, MarketId, PriceListId},
    locale::{Country, Language},
    location, market, market_country, market_language,
    money::Currency,
    price_list, shop_setting,
    weight::WeightUnit,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    event::{self, Event},
    shop::{
        Unit,
        bulk::{self, OnConflict},
        fault::Fault,
    },
};

/// How a shop begins.
#[derive(Clone, Debug)]
pub struct ShopPlan {
    pub name: String,
    /// Of the books and of the first price list.
    pub currency: Currency,
    pub country: Country,
    pub language: Language,
    pub weight_unit: WeightUnit,
    pub tax_inclusive: bool,
    /// Code and name of the first location.
    pub location: (String, String),
}

/// Where the shop's primary market takes prices and stock from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    pub market: MarketId,
    pub price_list: PriceListId,
    pub currency: Currency,
    pub location: LocationId,
    /// Whether anything had to be made.
    pub is_new: bool,
}

/// Makes what is missing of a plain shop: one price list, one market, one location, the settings.
pub async fn ensure_shop(unit: &Unit, plan: &ShopPlan) -> Result<Ground, Fault> {
    let (list, market, new_market) = ensure_market(unit, plan).await?;
    let (location, new_location) = ensure_location(unit, plan).await?;
    let new_setting = ensure_setting(unit, plan).await?;
    let is_new = new_market || new_location || new_setting;
    if is_new {
        event::record(unit, [Event::SettingsChanged]).await?;
    }
    Ok(Ground { market, price_list: list.id, currency: list.currency, location, is_new })
}

async fn ensure_market(unit: &Unit, plan: &ShopPlan) -> Result<(price_list::Model, MarketId, bool), Fault> {
    let primary = market::Entity::find().filter(market::Column::IsPrimary.eq(true)).one(&unit.tx).await?;
    if let Some(market) = primary {
        let list = price_list::Entity::find_by_id(market.price_list_id).one(&unit.tx).await?;
        let list = list.ok_or_else(|| Fault::broken("a market's price list is missing"))?;
        return Ok((list, market.id, false));
    }
    let list = price_list::Model {
        id: unit.new_id(),
        code: "default".to_owned(),
        name: "Default".to_owned(),
        currency: plan.currency,
        parent_id: None,
        parent_factor: "1".to_owned(),
        created_at: unit.now,
        updated_at: unit.now,
    };
    let market = market::Model {
        id: unit.new_id(),
        handle: "primary".to_owned(),
        name: plan.name.clone(),
        is_primary: true,
        price_list_id: list.id,
        tax_inclusive: plan.tax_inclusive,
        created_at: unit.now,
        updated_at: unit.now,
    };
    let market_id = market.id;
    let country = market_country::Model { country: plan.country, market_id };
    let language = market_language::Model { market_id, language: plan.language.clone(), position: 0 };
    bulk::insert::<price_list::Entity>(unit, std::slice::from_ref(&list), OnConflict::Fail).await?;
    bulk::insert::<market::Entity>(unit, &[market], OnConflict::Fail).await?;
    bulk::insert::<market_country::Entity>(unit, &[country], OnConflict::Keep).await?;
    bulk::insert::<market_language::Entity>(unit, &[language], OnConflict::Fail).await?;
    Ok((list, market_id, true))
}

async fn ensure_location(unit: &Unit, plan: &ShopPlan) -> Result<(LocationId, bool), Fault> {
    let first = location::Entity::find()
        .filter(location::Column::IsActive.eq(true))
        .order_by_asc(location::Column::Priority)
        .order_by_asc(location::Column::Id)
        .one(&unit.tx)
        .await?;
    if let Some(first) = first {
        return Ok((first.id, false));
    }
    let (code, name) = plan.location.clone();
    let id = add_location(unit, code, name, plan.country).await?;
    Ok((id, true))
}

/// A new place that holds stock, asked after those there are.
pub async fn add_location(unit: &Unit, code: String, name: String, country: Country) -> Result<LocationId, Fault> {
    let last = location::Entity::find().order_by_desc(location::Column::Priority).one(&unit.tx).await?;
    let location = location::Model {
        id: unit.new_id(),
        code,
        name,
        country,
        city: String::new(),
        is_active: true,
        priority: last.map_or(0, |last| last.priority.saturating_add(1)),
        created_at: unit.now,
        updated_at: unit.now,
    };
    let id = location.id;
    bulk::insert::<location::Entity>(unit, &[location], OnConflict::Fail).await?;
    Ok(id)
}

async fn ensure_setting(unit: &Unit, plan: &ShopPlan) -> Result<bool, Fault> {
    if shop_setting::Entity::find().one(&unit.tx).await?.is_some() {
        return Ok(false);
    }
    let setting = shop_setting::Model {
        id: 1,
        name: plan.name.clone(),
        description: String::new(),
        email: String::new(),
        primary_url: String::new(),
        logo_url: None,
        country: plan.country,
        currency: plan.currency,
        language: plan.language.clone(),
        weight_unit: plan.weight_unit,
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
    };
    bulk::insert::<shop_setting::Entity>(unit, &[setting], OnConflict::Fail).await?;
    Ok(true)
}
