//! What staff send about price lists.
use std::str::FromStr;

use async_graphql::{ID, InputObject, MaybeUndefined, Result};
use rust_decimal::Decimal as Exact;
use service::catalogue::price_list::{TakenFrom, fixed_prices::FixedPrice, update::ParentChange};

use crate::graphql::{
    admin::money::MoneyInput,
    error::bad_input,
    scalar::Decimal,
    storefront::{codes::CurrencyCode, node::id},
};

/// Where a list takes over what it does not price itself.
#[derive(Clone, Debug, InputObject)]
pub struct PriceListParentInput {
    /// The list that prices come from. It has no parent itself.
    pub price_list_id: ID,
    /// What they are multiplied by, between whole units of the two currencies: `"1.10"`.
    pub factor: Decimal,
}

/// A new price list.
#[derive(Clone, Debug, InputObject)]
pub struct PriceListCreateInput {
    pub name: String,
    /// What imports call it: small letters, digits, hyphens. Taken from the name if absent.
    pub code: Option<String>,
    /// For life.
    pub currency: CurrencyCode,
    /// Where the prices come from that it does not have itself.
    pub parent: Option<PriceListParentInput>,
}

/// What changes about a price list. What is absent stays.
#[derive(Clone, Debug, InputObject)]
pub struct PriceListUpdateInput {
    pub name: Option<String>,
    /// Null: prices come from nowhere else any more.
    pub parent: MaybeUndefined<PriceListParentInput>,
}

/// What a variant shall cost.
#[derive(Clone, Debug, InputObject)]
pub struct PriceListPriceInput {
    pub variant_id: ID,
    /// In the list's currency.
    pub price: MoneyInput,
    /// The price it is compared with, if it is on sale.
    pub compare_at_price: Option<MoneyInput>,
    /// From so many on.
    #[graphql(default = 1)]
    pub minimum_quantity: i32,
}

impl PriceListParentInput {
    pub fn taken_from(&self) -> Result<TakenFrom> {
        let factor = Exact::from_str(self.factor.0.trim());
        let factor = factor.map_err(|_| bad_input("`factor` must be a decimal number such as \"1.10\""))?;
        Ok(TakenFrom { list: id::known("PriceList", &self.price_list_id)?, factor })
    }
}

impl PriceListUpdateInput {
    pub fn parent_change(&self) -> Result<Option<ParentChange>> {
        Ok(match &self.parent {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(ParentChange::Remove),
            MaybeUndefined::Value(parent) => Some(ParentChange::Set(parent.taken_from()?)),
        })
    }
}

impl PriceListPriceInput {
    pub fn fixed_price(self) -> Result<FixedPrice> {
        Ok(FixedPrice {
            variant: id::known("ProductVariant", &self.variant_id)?,
            min_quantity: self.minimum_quantity,
            price: self.price.written()?,
            compare_at: self.compare_at_price.map(MoneyInput::written).transpose()?,
        })
    }
}
