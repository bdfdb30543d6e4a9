//! Offers: what a variant costs a viewer, and whether they can have it.
//!
//! One statement answers for all variants of many products: the price in the viewer's list, else
//! its parent list's times the factor, and the stock of the market's locations.
use std::collections::HashMap;

use entity::{
    ids::{PriceListId, ProductId, VariantId},
    money::{Minor, Money},
    variant::InventoryPolicy,
};
use sea_orm::{FromQueryResult, Statement, Value};

use crate::{
    inventory::availability::{self, places},
    pricing::rounding,
    shop::{Shop, fault::Fault, settings::PriceList, viewer::Viewer},
};

/// A variant as offered to a viewer, at the price of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub variant: VariantId,
    /// Absent where no list of the viewer's market prices the variant: it cannot be bought there.
    pub price: Option<Money>,
    pub compare_at: Option<Money>,
    /// What is left to sell, over the market's locations. Meaningless when `is_tracked` is false.
    pub available: i64,
    pub is_tracked: bool,
    pub policy: InventoryPolicy,
}

impl Offer {
    /// Whether the viewer can order one now.
    pub fn is_for_sale(&self) -> bool {
        self.price.is_some() && (!self.is_tracked || self.available > 0 || self.policy == InventoryPolicy::Continue)
    }

    /// Whether it is sold although the shelf is empty.
    pub fn is_backordered(&self) -> bool {
        self.is_for_sale() && self.is_tracked && self.available <= 0
    }
}

/// The span of some offers' prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub min: Money,
    pub max: Money,
}

/// The lowest and highest price; none for a product without a price here.
pub fn price_range(offers: &[Offer]) -> Option<Range> {
    span(offers.iter().filter_map(|offer| offer.price))
}

/// The lowest and highest compare-at price.
pub fn compare_at_range(offers: &[Offer]) -> Option<Range> {
    span(offers.iter().filter_map(|offer| offer.compare_at))
}

fn span(prices: impl Iterator<Item = Money>) -> Option<Range> {
    prices.fold(None, |range: Option<Range>, price| {
        Some(range.map_or(Range { min: price, max: price }, |range| Range {
            min: if price.amount < range.min.amount { price } else { range.min },
            max: if price.amount > range.max.amount { price } else { range.max },
        }))
    })
}

#[derive(FromQueryResult)]
struct Row {
    product_id: ProductId,
    id: VariantId,
    is_tracked: bool,
    inventory_policy: InventoryPolicy,
    amount: Option<Minor>,
    compare_at: Option<Minor>,
    parent_amount: Option<Minor>,
    parent_compare_at: Option<Minor>,
    available: i64,
}

/// The offers of products' variants, in the variants' order.
pub async fn of_products(
    shop: &Shop,
    viewer: &Viewer,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Offer>>, Fault> {
    let list = &viewer.market.price_list;
    let parent = list.parent.map_or(list.id, |parent| parent.id);
    let statement = statement(shop, viewer, (list.id, parent), products);
    let rows = Row::find_by_statement(statement).all(shop.read()).await?;
    let mut offers = HashMap::<_, Vec<_>>::new();
    for row in rows {
        offers.entry(row.product_id).or_default().push(offer(&row, list)?);
    }
    Ok(offers)
}

fn offer(row: &Row, list: &PriceList) -> Result<Offer, Fault> {
    let currency = list.currency;
    let derived = |amount: Option<Minor>| match (amount, list.parent) {
        (Some(amount), Some(parent)) => {
            rounding::convert(Money { amount, currency: parent.currency }, parent.factor, currency).map(Some)
        }
        _ => Ok(None),
    };
    // A list that prices a variant itself says everything about it: no parent's compare-at price.
    let (amount, compare_at) = match row.amount {
        Some(amount) => (Some(amount), row.compare_at),
        None => (derived(row.parent_amount)?, derived(row.parent_compare_at)?),
    };
    let money = |amount| Money { amount, currency };
    Ok(Offer {
        variant: row.id,
        price: amount.map(money),
        // A compare-at price that is not above the price would announce a sale that is none.
        compare_at: compare_at.filter(|compare_at| amount.is_some_and(|amount| *compare_at > amount)).map(money),
        available: row.available,
        is_tracked: row.is_tracked,
        policy: row.inventory_policy,
    })
}

fn statement(
    shop: &Shop,
    viewer: &Viewer,
    (list, parent): (PriceListId, PriceListId),
    products: &[ProductId],
) -> Statement {
    let mut values: Vec<Value> = vec![list.into(), parent.into(), viewer.now.into()];
    let locations = places(&mut values, viewer.market.locations.iter().map(|id| (*id).into()));
    let products = places(&mut values, products.iter().map(|id| (*id).into()));
    let available = availability::available(&locations, "$3");
    let sql = format!(
        "SELECT v.product_id, v.id, v.is_tracked, v.inventory_policy, \
           own.amount, own.compare_at, parent.amount AS parent_amount, parent.compare_at AS parent_compare_at, \
           {available} AS available \
         FROM variant v \
         LEFT JOIN price own ON own.variant_id = v.id AND own.price_list_id = $1 AND own.min_quantity = 1 \
         LEFT JOIN price parent ON parent.variant_id = v.id AND parent.price_list_id = $2 AND parent.min_quantity = 1 \
         WHERE v.product_id IN ({products}) AND v.deleted_at IS NULL \
         ORDER BY v.product_id, v.position, v.id"
    );
    Statement::from_sql_and_values(shop.database().backend(), sql, values)
}
