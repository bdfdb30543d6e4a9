//! What a discount does and when, as staff see it.
use async_graphql::{Enum, ID, SimpleObject};
use entity::{
    money::{Minor, Money},
    promotion,
    promotion_action::{self, Kind},
    promotion_condition::Kind as Asked,
    promotion_target::{Kind as Named, Role},
};
use service::{promotion::list::Details, shop::fault::Fault};

use crate::graphql::{
    scalar::Decimal,
    storefront::{codes::CountryCode, money::MoneyV2, node::id},
};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::promotion_action::Kind")]
pub enum DiscountKind {
    Percentage,
    FixedAmount,
    FixedPrice,
    FreeShipping,
    BuyXGetY,
    Gift,
}

/// What a discount does, and to what. Fields that its kind does not have are absent.
#[derive(SimpleObject)]
pub struct DiscountValue {
    pub kind: DiscountKind,
    /// `"0.15"` for 15 % off. For buy X get Y, `"1.0"` is free.
    pub percentage: Option<Decimal>,
    /// What is taken off, or what is to be paid for a fixed price.
    pub amount: Option<MoneyV2>,
    /// Off each unit, instead of once and spread over all.
    pub applies_on_each_item: bool,
    /// What it is about. Absent: everything.
    pub items: Option<DiscountItems>,
    /// What has to be bought for it.
    pub buys: Option<DiscountItems>,
    pub buys_quantity: Option<i32>,
    /// What the buyer gets for less, or for nothing.
    pub gets: Option<DiscountItems>,
    pub gets_quantity: Option<i32>,
    /// How often in one order. Absent: as often as there is enough.
    pub uses_per_order_limit: Option<i32>,
}

/// Goods: what is in any of these. At most 1,000 together.
#[derive(SimpleObject)]
pub struct DiscountItems {
    pub product_ids: Vec<ID>,
    pub variant_ids: Vec<ID>,
    pub collection_ids: Vec<ID>,
    pub category_ids: Vec<ID>,
}

/// When a discount applies. What is empty or absent is not asked; of several of a kind, one is enough.
#[derive(SimpleObject)]
pub struct DiscountConditions {
    /// Of the goods it is about, before discounts.
    pub minimum_subtotal: Option<MoneyV2>,
    pub minimum_quantity: Option<i64>,
    pub first_order_only: bool,
    /// At most 250, as of the others.
    pub customer_ids: Vec<ID>,
    pub customer_group_ids: Vec<ID>,
    pub market_ids: Vec<ID>,
    /// Countries the goods go to.
    pub country_codes: Vec<CountryCode>,
}

impl DiscountValue {
    pub(super) fn of(row: &promotion::Model, details: &Details) -> Result<Self, Fault> {
        let promotion_action::Model { kind, rate, amount, is_per_unit, buy_quantity, get_quantity, .. } =
            details.action.clone();
        if amount.is_some() && row.currency.is_none() {
            return Err(Fault::broken("a discount has an amount and no currency"));
        }
        Ok(Self {
            kind: kind.into(),
            percentage: rate.map(Decimal),
            amount: amount.and_then(|amount| money(row, amount)),
            applies_on_each_item: is_per_unit || kind == Kind::FixedPrice,
            items: DiscountItems::of(details, Role::Entitled),
            buys: DiscountItems::of(details, Role::Buy),
            buys_quantity: buy_quantity,
            gets: DiscountItems::of(details, Role::Get),
            gets_quantity: get_quantity,
            uses_per_order_limit: details.action.uses_per_order_max,
        })
    }
}

impl DiscountItems {
    fn of(details: &Details, role: Role) -> Option<Self> {
        let ids = |kind: Named, name: &str| -> Vec<ID> {
            let named = details.targets.iter().filter(|row| row.role == role && row.kind == kind);
            named.map(|row| id::encode(name, row.resource_id)).collect()
        };
        details.targets.iter().any(|row| row.role == role).then(|| Self {
            product_ids: ids(Named::Product, "Product"),
            variant_ids: ids(Named::Variant, "ProductVariant"),
            collection_ids: ids(Named::Collection, "Collection"),
            category_ids: ids(Named::Category, "TaxonomyCategory"),
        })
    }
}

impl DiscountConditions {
    pub(super) fn of(row: &promotion::Model, details: &Details) -> Self {
        let amount = |kind: Asked| details.conditions.iter().find(|row| row.kind == kind).and_then(|row| row.amount);
        let ids = |kind: Asked, name: &str| -> Vec<ID> {
            let named = details.conditions.iter().filter(|row| row.kind == kind);
            named.filter_map(|row| row.resource_id).map(|key| id::encode(name, key)).collect()
        };
        let countries = details.conditions.iter().filter_map(|row| row.country);
        Self {
            minimum_subtotal: amount(Asked::SubtotalAtLeast).and_then(|least| money(row, Minor(least))),
            minimum_quantity: amount(Asked::QuantityAtLeast),
            first_order_only: details.conditions.iter().any(|row| row.kind == Asked::FirstOrder),
            customer_ids: ids(Asked::Customer, "Customer"),
            customer_group_ids: ids(Asked::CustomerGroup, "CustomerGroup"),
            market_ids: ids(Asked::Market, "Market"),
            country_codes: countries.map(Into::into).collect(),
        }
    }
}

fn money(row: &promotion::Model, amount: Minor) -> Option<MoneyV2> {
    row.currency.map(|currency| Money { amount, currency }.into())
}
