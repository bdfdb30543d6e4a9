//! What every product of a batch is written against: price lists, rule-based collections, categories.
use std::{collections::HashMap, str::FromStr};

use entity::{
    category, collection, collection_rule,
    ids::{CategoryId, CollectionId, PriceListId},
    market,
    money::{Currency, Minor, Money},
    price_list, shop_setting,
    weight::WeightUnit,
};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    catalogue::rule::{RuleSet, Terms},
    pricing::rounding,
    shop::{Unit, fault::Fault},
};

pub(super) struct Frame {
    pub lists: Vec<List>,
    pub rules: Vec<RuleSet>,
    pub terms: Terms,
    /// Which list rules look up prices in: the primary market's.
    pub rule_list: Option<PriceListId>,
    categories: HashMap<CategoryId, (Option<CategoryId>, String)>,
}

/// A price list and where it takes over prices from.
pub(super) struct List {
    pub id: PriceListId,
    currency: Currency,
    parent: Option<(PriceListId, Decimal)>,
}

/// Steps from a category to the root.
const CATEGORY_DEPTH_MAX: usize = 32;

impl Frame {
    pub(super) async fn load(unit: &Unit) -> Result<Self, Fault> {
        let lists = price_list::Entity::find().order_by_asc(price_list::Column::Id).all(&unit.tx).await?;
        let primary = market::Entity::find().filter(market::Column::IsPrimary.eq(true)).one(&unit.tx).await?;
        let rule_list = primary.map(|market| market.price_list_id);
        let setting = shop_setting::Entity::find().one(&unit.tx).await?;
        let rules = rule_sets(unit).await?;
        let by_category =
            rules.iter().any(|set| set.rules.iter().any(|rule| rule.field == collection_rule::Field::Category));
        let categories = if by_category { category::Entity::find().all(&unit.tx).await? } else { Vec::new() };
        let currency = lists.iter().find(|list| Some(list.id) == rule_list).map(|list| list.currency);
        Ok(Self {
            terms: Terms {
                currency: currency.or(setting.as_ref().map(|s| s.currency)).unwrap_or(Currency::EUR),
                weight_unit: setting.map_or(WeightUnit::Kilograms, |setting| setting.weight_unit),
            },
            lists: lists.into_iter().map(List::try_from).collect::<Result<_, _>>()?,
            rules,
            rule_list,
            categories: categories.into_iter().map(|row| (row.id, (row.parent_id, row.handle))).collect(),
        })
    }

    /// The handles of a category and all above it.
    pub(super) fn category_path(&self, category: Option<CategoryId>) -> Vec<&str> {
        let mut path = Vec::new();
        let mut next = category;
        while let Some((parent, handle)) = next.and_then(|id| self.categories.get(&id)) {
            if path.len() == CATEGORY_DEPTH_MAX {
                break;
            }
            path.push(handle.as_str());
            next = *parent;
        }
        path
    }

    /// What something costs in a list, given what each list says itself: its own price, else its
    /// parent's times the factor.
    pub(super) fn price_in(
        &self,
        list: PriceListId,
        own: &impl Fn(PriceListId) -> Option<Minor>,
    ) -> Result<Option<Minor>, Fault> {
        if let Some(amount) = own(list) {
            return Ok(Some(amount));
        }
        let derived = self.list(list).and_then(|list| {
            let (parent, factor) = list.parent?;
            Some((Money { amount: own(parent)?, currency: self.list(parent)?.currency }, factor, list.currency))
        });
        derived.map(|(money, factor, currency)| rounding::convert(money, factor, currency)).transpose()
    }

    fn list(&self, id: PriceListId) -> Option<&List> {
        self.lists.iter().find(|list| list.id == id)
    }
}

impl TryFrom<price_list::Model> for List {
    type Error = Fault;

    fn try_from(list: price_list::Model) -> Result<Self, Fault> {
        let factor = Decimal::from_str(&list.parent_factor)
            .map_err(|error| Fault::other("reading a price list's factor", error))?;
        Ok(Self { id: list.id, currency: list.currency, parent: list.parent_id.map(|parent| (parent, factor)) })
    }
}

/// The rule-based collections with their rules, by id.
async fn rule_sets(unit: &Unit) -> Result<Vec<RuleSet>, Fault> {
    let collections = collection::Entity::find()
        .filter(collection::Column::Kind.eq(collection::Kind::Rule))
        .filter(collection::Column::DeletedAt.is_null())
        .order_by_asc(collection::Column::Id)
        .all(&unit.tx)
        .await?;
    if collections.is_empty() {
        return Ok(Vec::new());
    }
    let mut rules: HashMap<CollectionId, Vec<collection_rule::Model>> = HashMap::new();
    for rule in collection_rule::Entity::find().order_by_asc(collection_rule::Column::Position).all(&unit.tx).await? {
        rules.entry(rule.collection_id).or_default().push(rule);
    }
    Ok(collections
        .into_iter()
        .map(|collection| RuleSet {
            rules: rules.remove(&collection.id).unwrap_or_default(),
            collection: collection.id,
            rule_match: collection.rule_match,
        })
        .collect())
}
