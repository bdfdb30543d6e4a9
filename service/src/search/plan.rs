//! What of the shop's settings its documents depend on.
use std::{collections::HashSet, fmt::Write as _};

use entity::{
    ids::{LocationId, PriceListId},
    locale::Language,
};
use sha2::{Digest, Sha256};

use super::{Built, schema};
use crate::{
    event::feed::Position,
    shop::{
        fault::Fault,
        settings::{PriceList, Settings},
    },
};

/// Languages that texts are completed in.
const LANGUAGES_MAX: usize = 12;

/// How products become documents in this shop.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The language the catalogue is written in.
    pub(super) original: Language,
    /// Every language some market is shown in, the original first.
    pub(super) languages: Vec<Language>,
    pub(super) markets: Vec<MarketPlan>,
    /// The lists that markets show prices of.
    pub(super) price_lists: Vec<PriceList>,
    shop: String,
}

#[derive(Clone, Debug)]
pub(super) struct MarketPlan {
    /// The market, shortened.
    pub(super) key: u64,
    pub(super) price_list: PriceListId,
    pub(super) locations: HashSet<LocationId>,
}

impl Plan {
    pub(super) fn of(settings: &Settings) -> Result<Self, Fault> {
        let primary = settings.primary_market().ok_or_else(|| Fault::broken("the shop has no primary market"))?;
        let original = settings.shop.language.clone();
        let mut languages = vec![original.clone()];
        let mut price_lists: Vec<PriceList> = Vec::new();
        for market in &settings.markets {
            let new = market.languages.iter().filter(|language| !languages.contains(language)).cloned();
            languages.extend(new.collect::<Vec<_>>());
            if price_lists.iter().all(|list| list.id != market.price_list.id) {
                price_lists.push(market.price_list.clone());
            }
        }
        languages.truncate(LANGUAGES_MAX);
        let markets = settings.markets.iter().map(|market| MarketPlan {
            key: schema::short_key(market.id.0),
            price_list: market.price_list.id,
            locations: market.locations.iter().copied().collect(),
        });
        Ok(Self {
            original,
            languages,
            markets: markets.collect(),
            price_lists,
            // The two together tell apart databases that were each set up once.
            shop: format!("{}/{}", primary.id, settings.shop.created_at.timestamp_micros()),
        })
    }

    /// What an index built to this plan says of itself.
    pub(super) fn built(&self, position: Position) -> Built {
        Built {
            version: schema::VERSION,
            shop: self.shop.clone(),
            settings: self.fingerprint(),
            language: self.original.code().to_owned(),
            transaction: position.transaction,
            sequence: position.sequence,
        }
    }

    fn fingerprint(&self) -> String {
        let mut markets: Vec<_> = self.markets.iter().collect();
        markets.sort_unstable_by_key(|market| market.key);
        let mut lists: Vec<_> = self.price_lists.iter().collect();
        lists.sort_unstable_by_key(|list| list.id);
        let mut text = format!("{:?}", self.languages);
        for market in markets {
            let mut locations: Vec<_> = market.locations.iter().collect();
            locations.sort_unstable();
            // Writing to a string cannot fail.
            let _ = write!(text, ";{} {} {locations:?}", market.key, market.price_list);
        }
        for list in lists {
            let _ = write!(text, ";{} {} {:?}", list.id, list.currency, list.parent);
        }
        Sha256::digest(text).iter().take(16).fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}
