//! Conditions on products, grouped by what they are about.
use std::ops::Bound;

use tantivy::query::Query;

use super::{
    ProductFilter,
    clause::{Asker, all, any, is, none, nothing, silent},
};
use crate::search::attribute::{Attribute, PART_END};

/// What a condition is about. Those about the same thing are alternatives.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Group {
    Availability,
    Price,
    Vendor,
    ProductType,
    Tag,
    Category,
    /// By the option's name.
    Option(String),
    /// By namespace and key, joined as in the index.
    ProductMetafield(String),
    VariantMetafield(String),
}

/// Conditions of one list at most; what is beyond them matches nothing.
pub(super) const FILTERS_MAX: usize = 100;

impl Group {
    fn of(filter: &ProductFilter) -> Self {
        match filter {
            ProductFilter::Available(_) => Self::Availability,
            ProductFilter::Price { .. } => Self::Price,
            ProductFilter::Vendor(_) => Self::Vendor,
            ProductFilter::ProductType(_) => Self::ProductType,
            ProductFilter::Tag(_) => Self::Tag,
            ProductFilter::Category(_) => Self::Category,
            ProductFilter::VariantOption { name, .. } => Self::Option(name.clone()),
            ProductFilter::ProductMetafield { namespace, key, .. } => Self::ProductMetafield(joined(namespace, key)),
            ProductFilter::VariantMetafield { namespace, key, .. } => Self::VariantMetafield(joined(namespace, key)),
        }
    }
}

pub(super) fn joined(first: &str, second: &str) -> String {
    format!("{first}{PART_END}{second}")
}

/// The conditions of each group as one query, in the order the groups first appear.
pub(super) fn grouped(asker: &Asker<'_>, filters: &[ProductFilter]) -> Vec<(Group, Box<dyn Query>)> {
    let mut groups: Vec<(Group, Vec<Box<dyn Query>>)> = Vec::new();
    for filter in filters.iter().take(FILTERS_MAX) {
        let group = Group::of(filter);
        let query = silent(matching(asker, filter));
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, alternatives)) => alternatives.push(query),
            None => groups.push((group, vec![query])),
        }
    }
    let mut groups: Vec<_> = groups.into_iter().map(|(group, alternatives)| (group, any(alternatives))).collect();
    if let Some((_, query)) = groups.first_mut().filter(|_| filters.len() > FILTERS_MAX) {
        *query = nothing();
    }
    groups
}

/// All groups together.
pub(super) fn together(groups: &[(Group, Box<dyn Query>)]) -> Option<Box<dyn Query>> {
    (!groups.is_empty()).then(|| all(groups.iter().map(|(_, query)| query.box_clone()).collect()))
}

fn matching(asker: &Asker<'_>, filter: &ProductFilter) -> Box<dyn Query> {
    let attribute = |attribute: Attribute, value: &str| is(asker.fields.attribute, &attribute.term(value));
    match filter {
        ProductFilter::Available(true) => asker.available(),
        ProductFilter::Available(false) => none(asker.available()),
        ProductFilter::Price { min, max } => {
            let bound = |amount: &Option<entity::money::Minor>| {
                amount.map_or(Bound::Unbounded, |amount| Bound::Included(amount.0))
            };
            asker.price_between(bound(min), bound(max))
        }
        ProductFilter::Vendor(vendor) => attribute(Attribute::Vendor, vendor),
        ProductFilter::ProductType(product_type) => attribute(Attribute::ProductType, product_type),
        ProductFilter::Tag(tag) => attribute(Attribute::Tag, tag),
        ProductFilter::Category(category) => is(asker.fields.attribute, &Attribute::Category.id_term(category.0)),
        ProductFilter::VariantOption { name, value } => attribute(Attribute::Option, &joined(name, value)),
        ProductFilter::ProductMetafield { namespace, key, value } => {
            attribute(Attribute::ProductMetafield, &joined(&joined(namespace, key), value))
        }
        ProductFilter::VariantMetafield { namespace, key, value } => {
            attribute(Attribute::VariantMetafield, &joined(&joined(namespace, key), value))
        }
    }
}
