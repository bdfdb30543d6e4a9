//! Taxes as rules, and which of them are due where.
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use entity::{ids::TaxRateId, locale::Country};
use rust_decimal::Decimal;

use super::destination::Destination;

/// A tax in a region on a category of goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxRule {
    pub id: TaxRateId,
    /// Rules of one name replace each other; taxes of different names add up.
    pub name: String,
    /// Exact: 0.19 is 19 %.
    pub rate: Decimal,
    pub country: Country,
    /// Absent: all of the country.
    pub province: Option<String>,
    /// Absent: all of the province or country.
    pub zip_prefix: Option<String>,
    /// The code of the category it is on.
    pub category: String,
    /// Computed on the net price and the taxes that are not compound.
    pub is_compound: bool,
    pub taxes_shipping: bool,
}

/// All of a shop's taxes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaxRules {
    /// Codes that are known. Any other code on goods means the default category.
    pub categories: HashSet<String>,
    pub default_category: String,
    pub by_country: HashMap<Country, Vec<TaxRule>>,
}

/// A tax that is due at a destination on some category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub id: TaxRateId,
    pub name: String,
    /// Exact: 0.19 is 19 %.
    pub rate: Decimal,
    pub is_compound: bool,
    pub taxes_shipping: bool,
}

/// The taxes of a destination, by category: plain ones first, then compound ones, each by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaxTable {
    pub by_category: HashMap<String, Arc<[Due]>>,
    pub default_category: String,
}

impl TaxTable {
    /// No taxes at all.
    pub fn none() -> Arc<Self> {
        Arc::default()
    }

    /// What is due on goods with this tax code; unknown or none: on the default category.
    pub fn due(&self, code: Option<&str>) -> &[Due] {
        let own = code.and_then(|code| self.by_category.get(code));
        own.or_else(|| self.by_category.get(&self.default_category)).map_or(&[], |due| due)
    }
}

/// What is due at a destination.
///
/// For a category, of the rules of one name: the most specific region wins (the longest zip prefix, then the
/// province, then the country), and within it the goods' own category before the default one. So a region
/// that has its own rate has it for all goods, and one that spares only books changes nothing else.
pub fn resolve(rules: &TaxRules, destination: &Destination) -> TaxTable {
    let place = Place::of(destination);
    let here: Vec<_> = rules
        .by_country
        .get(&destination.country)
        .into_iter()
        .flatten()
        .filter_map(|rule| place.specificity(rule).map(|specificity| (specificity, rule)))
        .collect();
    let default = rules.default_category.as_str();
    let codes = rules.categories.iter().map(String::as_str).chain([default]);
    let by_category = codes.map(|code| (code.to_owned(), due_on(&here, code, default))).collect();
    TaxTable { by_category, default_category: rules.default_category.clone() }
}

fn due_on(here: &[(Specificity, &TaxRule)], code: &str, default: &str) -> Arc<[Due]> {
    let mut winners: BTreeMap<&str, (_, &TaxRule)> = BTreeMap::new();
    for (specificity, rule) in here.iter().filter(|(_, rule)| rule.category == code || rule.category == default) {
        // Of two that say the same, the older.
        let rank = (*specificity, rule.category == code, Reverse(rule.id));
        let winner = winners.entry(&rule.name).or_insert((rank, rule));
        if rank > winner.0 {
            *winner = (rank, rule);
        }
    }
    let mut due: Vec<_> = winners.into_values().map(|(_, rule)| Due::from(rule)).collect();
    due.sort_by(|a, b| (a.is_compound, &a.name).cmp(&(b.is_compound, &b.name)));
    due.into()
}

impl From<&TaxRule> for Due {
    fn from(rule: &TaxRule) -> Self {
        Self {
            id: rule.id,
            name: rule.name.clone(),
            rate: rule.rate,
            is_compound: rule.is_compound,
            taxes_shipping: rule.taxes_shipping,
        }
    }
}

/// How closely a rule names a place: letters of the zip it asks for, and whether it asks for the province.
type Specificity = (usize, bool);

/// A destination in the spelling of rules.
struct Place {
    province: Option<String>,
    zip: Option<String>,
}

impl Place {
    fn of(destination: &Destination) -> Self {
        Self { province: destination.province.as_deref().map(plain), zip: destination.zip.as_deref().map(plain) }
    }

    /// None when the rule is for somewhere else.
    fn specificity(&self, rule: &TaxRule) -> Option<Specificity> {
        let province = rule.province.as_deref().map(plain).filter(|province| !province.is_empty());
        let prefix = rule.zip_prefix.as_deref().map(plain).filter(|prefix| !prefix.is_empty());
        let is_here = province.is_none() || province == self.province;
        let is_in_zip = match (&prefix, &self.zip) {
            (None, _) => true,
            (Some(prefix), Some(zip)) => zip.starts_with(prefix.as_str()),
            (Some(_), None) => false,
        };
        (is_here && is_in_zip).then(|| (prefix.map_or(0, |prefix| prefix.len()), province.is_some()))
    }
}

/// Without blanks, in capitals: `sw1a 1aa` is `SW1A1AA`.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_uppercase).collect()
}
