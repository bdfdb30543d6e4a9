//! The demo shop's settings, places, price lists and markets.
use std::{collections::HashMap, fmt::Display, str::FromStr};

use entity::{
    ids::{LocationId, MarketId, PriceListId},
    location, market, market_country, market_language, market_location, price_list, shop_setting,
    weight::WeightUnit,
};

use super::data::{MarketData, ShopData};
use crate::{
    event::{self, Event},
    shop::{
        Unit,
        bulk::{self, OnConflict},
        fault::Fault,
    },
};

/// What prices and stock are written to.
#[derive(Clone, Copy)]
pub(super) struct Ground {
    pub euro: PriceListId,
    pub dollar: PriceListId,
    /// The workshop, and the warehouse over the sea.
    pub mill: LocationId,
    pub harbour: LocationId,
}

pub(super) async fn write(unit: &Unit, data: &ShopData) -> Result<Ground, Fault> {
    let lists = lists(unit, data)?;
    let places = places(unit, data)?;
    let [euro, dollar] = ["eur", "usd"].map(|code| id_of(&lists, code, |list| (list.code.as_str(), list.id)));
    let [mill, harbour] = ["mill", "harbour"].map(|code| id_of(&places, code, |place| (place.code.as_str(), place.id)));
    // First, because it is what another seed at the same time would stumble over.
    bulk::insert::<shop_setting::Entity>(unit, &[setting(unit, data)?], OnConflict::Fail).await?;
    bulk::insert::<price_list::Entity>(unit, &lists, OnConflict::Fail).await?;
    bulk::insert::<location::Entity>(unit, &places, OnConflict::Fail).await?;
    markets(unit, data, &lists, &places).await?;
    event::record(unit, [Event::SettingsChanged]).await?;
    Ok(Ground { euro: euro?, dollar: dollar?, mill: mill?, harbour: harbour? })
}

fn setting(unit: &Unit, data: &ShopData) -> Result<shop_setting::Model, Fault> {
    Ok(shop_setting::Model {
        id: 1,
        name: data.name.clone(),
        description: data.description.clone(),
        email: data.email.clone(),
        primary_url: String::new(),
        logo_url: Some(format!("{}/logo.svg", super::FOLDER)),
        country: read("DE")?,
        currency: read("EUR")?,
        language: read("EN")?,
        weight_unit: WeightUnit::Grams,
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
    })
}

/// Parents come before the lists that take over their prices.
fn lists(unit: &Unit, data: &ShopData) -> Result<Vec<price_list::Model>, Fault> {
    let mut lists = Vec::<price_list::Model>::new();
    for (code, name, currency, parent, factor) in &data.price_lists {
        let parent = parent.as_deref().map(|parent| id_of(&lists, parent, |list| (list.code.as_str(), list.id)));
        lists.push(price_list::Model {
            id: unit.new_id(),
            code: code.clone(),
            name: name.clone(),
            currency: read(currency)?,
            parent_id: parent.transpose()?,
            parent_factor: factor.clone(),
            created_at: unit.now,
            updated_at: unit.now,
        });
    }
    Ok(lists)
}

fn places(unit: &Unit, data: &ShopData) -> Result<Vec<location::Model>, Fault> {
    (0..)
        .zip(&data.locations)
        .map(|(priority, (code, name, country, city))| {
            Ok(location::Model {
                id: unit.new_id(),
                code: code.clone(),
                name: name.clone(),
                country: read(country)?,
                city: city.clone(),
                is_active: true,
                priority,
                created_at: unit.now,
                updated_at: unit.now,
            })
        })
        .collect()
}

async fn markets(
    unit: &Unit,
    data: &ShopData,
    lists: &[price_list::Model],
    places: &[location::Model],
) -> Result<(), Fault> {
    let (mut markets, mut countries, mut languages, mut sellers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (number, data) in data.markets.iter().enumerate() {
        let market = market(unit, data, number == 0, lists)?;
        let market_id = market.id;
        for country in &data.countries {
            countries.push(market_country::Model { country: read(country)?, market_id });
        }
        for (position, language) in (0..).zip(&data.languages) {
            languages.push(market_language::Model { market_id, language: read(language)?, position });
        }
        for place in &data.locations {
            let location_id = id_of(places, place, |place| (place.code.as_str(), place.id))?;
            sellers.push(market_location::Model { market_id, location_id });
        }
        markets.push(market);
    }
    bulk::insert::<market::Entity>(unit, &markets, OnConflict::Fail).await?;
    bulk::insert::<market_country::Entity>(unit, &countries, OnConflict::Fail).await?;
    bulk::insert::<market_language::Entity>(unit, &languages, OnConflict::Fail).await?;
    bulk::insert::<market_location::Entity>(unit, &sellers, OnConflict::Fail).await
}

fn market(
    unit: &Unit,
    data: &MarketData,
    is_primary: bool,
    lists: &[price_list::Model],
) -> Result<market::Model, Fault> {
    Ok(market::Model {
        id: unit.new_id::<MarketId>(),
        handle: data.handle.clone(),
        name: data.name.clone(),
        is_primary,
        price_list_id: id_of(lists, &data.price_list, |list| (list.code.as_str(), list.id))?,
        tax_inclusive: data.tax_inclusive,
        created_at: unit.now,
        updated_at: unit.now,
    })
}

/// The key of the row with that code.
fn id_of<'a, T, I: Copy>(rows: &'a [T], code: &str, named: impl Fn(&'a T) -> (&'a str, I)) -> Result<I, Fault> {
    let ids: HashMap<_, _> = rows.iter().map(named).collect();
    ids.get(code).copied().ok_or_else(|| Fault::broken(format!("the demo shop has no {code}")))
}

/// A code from the data.
pub(super) fn read<T: FromStr<Err: Display>>(text: &str) -> Result<T, Fault> {
    text.parse().map_err(|error| Fault::broken(format!("the demo shop says {text}: {error}")))
}
