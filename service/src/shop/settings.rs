//! The shop's settings, markets and locations: small, read by every request, hardly ever changed.
//!
//! They are read once and kept until [`Shop::forget_settings`] is told of a change by the event
//! feed. What a buyer pays for never comes from here, except for which price list applies.
use std::{
    collections::HashMap,
    str::FromStr,
    sync::{Arc, PoisonError, RwLock},
};

use entity::{
    ids::{LocationId, MarketId, PriceListId},
    locale::{Country, Language},
    location, market, market_country, market_language, market_location,
    money::Currency,
    price_list, shop_setting,
};
use rust_decimal::Decimal;
use sea_orm::{EntityTrait, QueryOrder};

use super::{Shop, fault::Fault, viewer::Viewer};

/// The shop as configured.
#[derive(Clone, Debug)]
pub struct Settings {
    pub shop: shop_setting::Model,
    pub markets: Vec<Arc<Market>>,
    pub locations: Vec<location::Model>,
}

/// Countries that share a price list and a tax display.
#[derive(Clone, Debug)]
pub struct Market {
    pub id: MarketId,
    pub handle: String,
    pub name: String,
    pub is_primary: bool,
    pub tax_inclusive: bool,
    pub price_list: PriceList,
    pub countries: Vec<Country>,
    /// The first is the default.
    pub languages: Vec<Language>,
    /// Where its stock is: active locations, those asked first before others.
    pub locations: Vec<LocationId>,
}

/// Where a market's prices come from.
#[derive(Clone, Debug)]
pub struct PriceList {
    pub id: PriceListId,
    pub currency: Currency,
    pub parent: Option<ParentList>,
}

/// The list that prices are taken from where another has none itself.
#[derive(Clone, Copy, Debug)]
pub struct ParentList {
    pub id: PriceListId,
    pub currency: Currency,
    /// Between whole units of the two currencies.
    pub factor: Decimal,
}

/// The settings as last read.
#[derive(Default)]
pub(crate) struct SettingsCache(RwLock<Option<Arc<Settings>>>);

impl Shop {
    /// The shop's settings.
    ///
    /// # Errors
    /// A [`Fault`] when the database fails, or when the shop was never set up (no settings row,
    /// no primary market).
    pub async fn settings(&self) -> Result<Arc<Settings>, Fault> {
        let cached = self.settings_cache().0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(settings) = cached {
            return Ok(settings);
        }
        let settings = Arc::new(read(self).await?);
        *self.settings_cache().0.write().unwrap_or_else(PoisonError::into_inner) = Some(settings.clone());
        Ok(settings)
    }

    /// The next reader reads the settings anew.
    pub fn forget_settings(&self) {
        *self.settings_cache().0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Who a visitor from `country` who asks for `language` is. Absent or unserved, they become
    /// the shop's own country and the market's default language.
    pub async fn viewer(&self, country: Option<Country>, language: Option<&Language>) -> Result<Viewer, Fault> {
        let settings = self.settings().await?;
        settings.viewer(self, country, language)
    }
}

impl Settings {
    /// The market a country belongs to; the primary one if it belongs to none.
    pub fn market_of(&self, country: Country) -> Option<&Arc<Market>> {
        self.markets.iter().find(|market| market.countries.contains(&country)).or_else(|| self.primary_market())
    }

    pub fn primary_market(&self) -> Option<&Arc<Market>> {
        self.markets.iter().find(|market| market.is_primary)
    }

    fn viewer(&self, shop: &Shop, country: Option<Country>, language: Option<&Language>) -> Result<Viewer, Fault> {
        let served = country.filter(|country| self.markets.iter().any(|market| market.countries.contains(country)));
        let country = served.unwrap_or(self.shop.country);
        let market = self.market_of(country).ok_or_else(|| Fault::broken("the shop has no primary market"))?;
        let language = language
            .filter(|language| market.languages.contains(language))
            .or_else(|| market.languages.first())
            .unwrap_or(&self.shop.language);
        Ok(Viewer {
            country,
            reads_original: *language == self.shop.language,
            language: language.clone(),
            market: market.clone(),
            customer: None,
            now: shop.now(),
        })
    }
}

async fn read(shop: &Shop) -> Result<Settings, Fault> {
    let db = shop.read();
    let setting = shop_setting::Entity::find().one(db).await?;
    let setting = setting.ok_or_else(Fault::not_set_up)?;
    let locations = location::Entity::find()
        .order_by_asc(location::Column::Priority)
        .order_by_asc(location::Column::Id)
        .all(db)
        .await?;
    let lists = price_list::Entity::find().all(db).await?;
    let lists: HashMap<_, _> = lists.into_iter().map(|list| (list.id, list)).collect();
    let countries = market_country::Entity::find().order_by_asc(market_country::Column::Country).all(db).await?;
    let languages = market_language::Entity::find().order_by_asc(market_language::Column::Position).all(db).await?;
    let served_from = market_location::Entity::find().all(db).await?;
    let markets = market::Entity::find()
        .order_by_desc(market::Column::IsPrimary)
        .order_by_asc(market::Column::Handle)
        .all(db)
        .await?
        .into_iter()
        .map(|market| {
            let own = |id: &MarketId| *id == market.id;
            let named: Vec<_> =
                served_from.iter().filter(|row| own(&row.market_id)).map(|row| row.location_id).collect();
            let serves =
                |location: &&location::Model| location.is_active && (named.is_empty() || named.contains(&location.id));
            let served_by = locations.iter().filter(serves).map(|location| location.id).collect();
            Ok(Arc::new(Market {
                id: market.id,
                price_list: price_list(&lists, market.price_list_id)?,
                countries: countries.iter().filter(|row| own(&row.market_id)).map(|row| row.country).collect(),
                languages: languages.iter().filter(|row| own(&row.market_id)).map(|row| row.language.clone()).collect(),
                locations: served_by,
                handle: market.handle,
                name: market.name,
                is_primary: market.is_primary,
                tax_inclusive: market.tax_inclusive,
            }))
        })
        .collect::<Result<_, Fault>>()?;
    Ok(Settings { shop: setting, markets, locations })
}

fn price_list(lists: &HashMap<PriceListId, price_list::Model>, id: PriceListId) -> Result<PriceList, Fault> {
    let list = lists.get(&id).ok_or_else(|| Fault::broken("a market's price list is missing"))?;
    let factor =
        Decimal::from_str(&list.parent_factor).map_err(|error| Fault::other("reading a price list's factor", error))?;
    let parent = list.parent_id.and_then(|parent| lists.get(&parent)).map(|parent| ParentList {
        id: parent.id,
        currency: parent.currency,
        factor,
    });
    Ok(PriceList { id, currency: list.currency, parent })
}
