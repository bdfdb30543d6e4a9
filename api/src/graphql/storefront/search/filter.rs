//! What a list of products is narrowed to.
use async_graphql::{Context, InputObject, Result};
use entity::money::Minor;
use rust_decimal::{Decimal, prelude::FromPrimitive};
use service::{pricing::currency, search::query::ProductFilter as Condition};

use crate::graphql::{
    context::ContextExt,
    error::{OrFail, bad_input},
    storefront::node::id,
};

/// Conditions in one request at most.
const FILTERS_MAX: usize = 100;

/// One condition. Conditions of the same kind are alternatives; different kinds must all hold.
/// Clients get them ready-made from `filters { values { input } }`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ProductFilter {
    /// Whether it can be ordered now.
    pub available: Option<bool>,
    pub category: Option<CategoryFilter>,
    pub price: Option<PriceRangeFilter>,
    pub product_metafield: Option<MetafieldFilter>,
    pub product_type: Option<String>,
    pub product_vendor: Option<String>,
    pub tag: Option<String>,
    pub taxonomy_metafield: Option<TaxonomyMetafieldFilter>,
    pub variant_metafield: Option<MetafieldFilter>,
    pub variant_option: Option<VariantOptionFilter>,
}

/// The category or anything below it.
#[derive(Clone, Debug, InputObject)]
pub struct CategoryFilter {
    pub id: String,
}

/// Both ends belong to it. In the viewer's currency.
#[derive(Clone, Debug, InputObject)]
pub struct PriceRangeFilter {
    pub min: Option<f64>,
    pub max: Option<f64>,
}

/// A metafield with this value.
#[derive(Clone, Debug, InputObject)]
pub struct MetafieldFilter {
    pub namespace: String,
    pub key: String,
    pub value: String,
}

/// A metafield of the category's with this value. No shop has any yet.
#[derive(Clone, Debug, InputObject)]
pub struct TaxonomyMetafieldFilter {
    pub namespace: String,
    pub key: String,
    pub value: String,
}

/// A variant with this value of this option.
#[derive(Clone, Debug, InputObject)]
pub struct VariantOptionFilter {
    pub name: String,
    pub value: String,
}

impl ProductFilter {
    /// The conditions of a request.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for more than 100 of them, or a price that is no amount of money.
    pub(in super::super) fn all(ctx: &Context<'_>, filters: Vec<Self>) -> Result<Vec<Condition>> {
        if filters.len() > FILTERS_MAX {
            return Err(bad_input(format!("use at most {FILTERS_MAX} filters at a time")));
        }
        filters.into_iter().map(|filter| filter.conditions(ctx)).collect::<Result<Vec<_>>>().map(|all| all.concat())
    }

    fn conditions(self, ctx: &Context<'_>) -> Result<Vec<Condition>> {
        let mut conditions = Vec::new();
        if let Some(PriceRangeFilter { min, max }) = self.price {
            conditions.push(Condition::Price { min: price(ctx, min)?, max: price(ctx, max)? });
        }
        if let Some(CategoryFilter { id }) = self.category {
            // A category that does not exist has no products: a key nobody has stands for it.
            let key = id::decode("TaxonomyCategory", &id.into())?.unwrap_or(entity::ids::CategoryId(uuid::Uuid::nil()));
            conditions.push(Condition::Category(key));
        }
        let product_metafield =
            |MetafieldFilter { namespace, key, value }| Condition::ProductMetafield { namespace, key, value };
        let variant_metafield =
            |MetafieldFilter { namespace, key, value }| Condition::VariantMetafield { namespace, key, value };
        let taxonomy =
            |TaxonomyMetafieldFilter { namespace, key, value }| Condition::ProductMetafield { namespace, key, value };
        let option = |VariantOptionFilter { name, value }| Condition::VariantOption { name, value };
        conditions.extend(self.available.map(Condition::Available));
        conditions.extend(self.product_metafield.map(product_metafield));
        conditions.extend(self.product_type.map(Condition::ProductType));
        conditions.extend(self.product_vendor.map(Condition::Vendor));
        conditions.extend(self.tag.map(Condition::Tag));
        conditions.extend(self.taxonomy_metafield.map(taxonomy));
        conditions.extend(self.variant_metafield.map(variant_metafield));
        conditions.extend(self.variant_option.map(option));
        Ok(conditions)
    }
}

/// A price filter is a float in the dialect; it becomes exact here, at the edge.
fn price(ctx: &Context<'_>, amount: Option<f64>) -> Result<Option<Minor>> {
    let Some(amount) = amount else { return Ok(None) };
    let exact = Decimal::from_f64(amount).ok_or_else(|| bad_input("a price must be a number, as in 19.99"))?;
    currency::from_decimal(exact, ctx.viewer().currency()).or_fail().map(Some)
}
