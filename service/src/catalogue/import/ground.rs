//! The shop that a file is imported into, set up if it is not.
use entity::{
    ids::{LocationId, PriceListId},
    location, market,
    money::Currency,
    price_list, shop_setting,
    weight::WeightUnit,
};
use sea_orm::EntityTrait;

use super::{ImportError, ImportOptions, assemble::Plan, finding::Finding, header::Header};
use crate::{
    pricing::currency,
    setup::{self, Ground, ShopPlan},
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
    },
};

const FIRST_LOCATION: (&str, &str) = ("main", "Main");

/// Makes sure that there is a shop; with `dry_run` only says what there would be.
pub(super) async fn prepare(shop: &Shop, options: &ImportOptions) -> Result<Ground, ImportError> {
    if let Some(currency) = options.currency.filter(|currency| !currency::is_known(*currency)) {
        return Err(ImportError::UnknownCurrency(currency));
    }
    let ground = match shop.write(options, ensure).await {
        Ok(ground) | Err(Ended::Rehearsed(ground)) => ground,
        Err(Ended::Fault(fault)) => return Err(fault.into()),
    };
    if ground.is_new {
        shop.forget_settings();
    }
    match options.currency {
        Some(asked) if asked != ground.currency => Err(ImportError::OtherCurrency { shop: ground.currency, asked }),
        _ => Ok(ground),
    }
}

/// Why the unit was not committed.
enum Ended {
    Rehearsed(Ground),
    Fault(Fault),
}

impl From<Fault> for Ended {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl HasFault for Ended {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Rehearsed(_) => None,
            Self::Fault(fault) => Some(fault),
        }
    }
}

async fn ensure(unit: &Unit, options: &ImportOptions) -> Result<Ground, Ended> {
    let currency = options.currency.unwrap_or(Currency::EUR);
    let location = options.location.as_deref().map(|name| (code(name), name.trim().to_owned()));
    let invalid = |_| Fault::broken("a code that is written into the program is wrong");
    let plan = ShopPlan {
        name: "My shop".to_owned(),
        currency,
        country: currency::home(currency).unwrap_or("DE".parse().map_err(invalid)?),
        language: "EN".parse().map_err(invalid)?,
        weight_unit: WeightUnit::Kilograms,
        tax_inclusive: currency != Currency::USD,
        location: location.unwrap_or_else(|| (FIRST_LOCATION.0.to_owned(), FIRST_LOCATION.1.to_owned())),
    };
    let mut ground = setup::ensure_shop(unit, &plan).await?;
    if let Some(name) = &options.location {
        ground.location = locate(unit, name, &plan).await?;
    }
    if options.dry_run { Err(Ended::Rehearsed(ground)) } else { Ok(ground) }
}

async fn locate(unit: &Unit, name: &str, plan: &ShopPlan) -> Result<LocationId, Fault> {
    let known = location::Entity::find().all(&unit.tx).await.map_err(Fault::from)?;
    let is_meant = |location: &&location::Model| {
        location.code.eq_ignore_ascii_case(name.trim()) || location.name.eq_ignore_ascii_case(name.trim())
    };
    match known.iter().find(is_meant) {
        Some(location) => Ok(location.id),
        None => setup::add_location(unit, code(name), name.trim().to_owned(), plan.country).await,
    }
}

fn code(name: &str) -> String {
    let words: Vec<_> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}

/// What rows are read against, and what is to be said about the header.
pub(super) async fn plan(
    shop: &Shop,
    ground: &Ground,
    header: &Header,
    options: &ImportOptions,
) -> Result<(Plan, Vec<Finding>), ImportError> {
    let db = &shop.database().write;
    let lists = price_list::Entity::find().all(db).await.map_err(Fault::from)?;
    let markets = market::Entity::find().all(db).await.map_err(Fault::from)?;
    let setting = shop_setting::Entity::find().one(db).await.map_err(Fault::from)?;
    let finding = |reason: String| Finding { line: 1, handle: String::new(), reason };
    let mut warnings: Vec<Finding> = header.warnings.iter().cloned().map(finding).collect();
    let mut found = Vec::with_capacity(header.markets.len());
    for columns in &header.markets {
        let list = list_of(&columns.name, &markets, &lists);
        if list.is_none() && (columns.price.is_some() || columns.compare_at.is_some()) {
            let name = &columns.name;
            warnings
                .push(finding(format!("there is no market or price list called {name:?}: its prices are left out")));
        }
        found.push(list.filter(|(list, _)| *list != ground.price_list));
    }
    let plan = Plan {
        header: header.clone(),
        currency: ground.currency,
        price_list: ground.price_list,
        location: ground.location,
        weight_unit: setting.map_or(WeightUnit::Kilograms, |setting| setting.weight_unit),
        markets: found,
        publish: options.publish,
        now: shop.now(),
    };
    Ok((plan, warnings))
}

fn list_of(name: &str, markets: &[market::Model], lists: &[price_list::Model]) -> Option<(PriceListId, Currency)> {
    let market =
        markets.iter().find(|m| m.name.eq_ignore_ascii_case(name) || m.handle.eq_ignore_ascii_case(&code(name)));
    let is_meant = |list: &&price_list::Model| match market {
        Some(market) => list.id == market.price_list_id,
        None => list.name.eq_ignore_ascii_case(name) || list.code.eq_ignore_ascii_case(&code(name)),
    };
    lists.iter().find(is_meant).map(|list| (list.id, list.currency))
}
