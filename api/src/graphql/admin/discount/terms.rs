//! What staff send about discounts, as the service takes it.
use async_graphql::{ID, Result};
use entity::{
    money::{Currency, Minor},
    promotion::Class,
};
use rust_decimal::Decimal as Exact;
use service::promotion::terms::{Action, CombinesWith, Conditions, Targets, Terms};
use uuid::Uuid;

use super::input::{
    DiscountBasicInput, DiscountBuyXGetYInput, DiscountBxgyValueInput, DiscountGiftInput, DiscountItemsInput,
    DiscountReductionInput, DiscountTermsInput, DiscountValueInput,
};
use crate::graphql::{
    admin::money::{MoneyInput, country, rate},
    error::bad_input,
    storefront::node::id,
};

/// The one currency of all amounts of a discount.
#[derive(Default)]
struct Purse(Option<Currency>);

impl Purse {
    fn minor(&mut self, money: &MoneyInput) -> Result<Minor> {
        let money = money.money()?;
        match self.0.replace(money.currency) {
            Some(other) if other != money.currency => Err(bad_input(format!(
                "the amounts of a discount are in one currency, not in {other} and {}",
                money.currency
            ))),
            _ => Ok(money.amount),
        }
    }

    fn maybe(&mut self, money: Option<&MoneyInput>) -> Result<Option<Minor>> {
        money.map(|money| self.minor(money)).transpose()
    }
}

impl DiscountTermsInput {
    pub(super) fn basic(self, basic: DiscountBasicInput) -> Result<Terms> {
        self.terms(DiscountValueInput::Basic(basic))
    }

    pub(super) fn bxgy(self, value: DiscountBxgyValueInput) -> Result<Terms> {
        self.terms(match value {
            DiscountBxgyValueInput::BuyXGetY(value) => DiscountValueInput::BuyXGetY(value),
            DiscountBxgyValueInput::Gift(gift) => DiscountValueInput::Gift(gift),
        })
    }

    pub(super) fn free_shipping(self) -> Result<Terms> {
        self.terms(DiscountValueInput::FreeShipping(true))
    }

    pub(super) fn terms(self, value: DiscountValueInput) -> Result<Terms> {
        let mut purse = Purse::default();
        let (class, action) = action(&mut purse, value)?;
        let maximum_discount = purse.maybe(self.maximum_discount.as_ref())?;
        let subtotal_at_least = purse.maybe(self.minimum_subtotal.as_ref())?;
        Ok(Terms {
            title: self.title,
            class,
            starts_at: self.starts_at.map(|at| at.0),
            ends_at: self.ends_at.map(|at| at.0),
            priority: self.priority,
            is_exclusive: self.is_exclusive,
            combines_with: CombinesWith {
                product: self.combines_with.product_discounts,
                order: self.combines_with.order_discounts,
                shipping: self.combines_with.shipping_discounts,
            },
            currency: purse.0,
            maximum_discount,
            usage_limit: self.usage_limit,
            usage_limit_per_customer: self.usage_limit_per_customer,
            conditions: Conditions {
                subtotal_at_least,
                quantity_at_least: self.minimum_quantity,
                is_first_order: self.first_order_only,
                customers: keys("Customer", &self.customer_ids)?,
                groups: keys("CustomerGroup", &self.customer_group_ids)?,
                markets: keys("Market", &self.market_ids)?,
                countries: self.country_codes.into_iter().map(country).collect::<Result<_>>()?,
            },
            action,
        })
    }
}

fn action(purse: &mut Purse, value: DiscountValueInput) -> Result<(Class, Action)> {
    Ok(match value {
        DiscountValueInput::Basic(basic) => reduction(purse, basic)?,
        DiscountValueInput::BuyXGetY(value) => (Class::Product, buy_x_get_y(&value)?),
        DiscountValueInput::Gift(DiscountGiftInput { variant_ids, quantity }) => {
            (Class::Product, Action::Gift { variants: keys("ProductVariant", &variant_ids)?, quantity })
        }
        DiscountValueInput::FreeShipping(true) => (Class::Shipping, Action::FreeShipping),
        DiscountValueInput::FreeShipping(false) => {
            return Err(bad_input("`freeShipping` is true, or another value is given"));
        }
    })
}

fn reduction(purse: &mut Purse, basic: DiscountBasicInput) -> Result<(Class, Action)> {
    let of = basic.items.as_ref().map(targets).transpose()?.unwrap_or_default();
    let of_some = !of.is_empty();
    let (is_per_item, action) = match basic.value {
        DiscountReductionInput::Percentage(percentage) => (false, Action::Percentage { rate: rate(&percentage)?, of }),
        DiscountReductionInput::AmountOff(off) => {
            let amount = purse.minor(&off.amount)?;
            let is_per_unit = off.applies_on_each_item;
            (is_per_unit, Action::FixedAmount { amount, is_per_unit, of })
        }
        DiscountReductionInput::FixedPrice(price) => (true, Action::FixedPrice { amount: purse.minor(&price)?, of }),
    };
    let usual = if of_some || is_per_item { Class::Product } else { Class::Order };
    Ok((basic.discount_class.map_or(usual, Into::into), action))
}

fn buy_x_get_y(value: &DiscountBuyXGetYInput) -> Result<Action> {
    let rate: Exact = rate(&value.percentage)?;
    Ok(Action::BuyXGetY {
        buy_quantity: value.customer_buys.quantity,
        buy: targets(&value.customer_buys.items)?,
        get_quantity: value.customer_gets.quantity,
        get: targets(&value.customer_gets.items)?,
        rate,
        uses_per_order_max: value.uses_per_order_limit,
    })
}

fn targets(items: &DiscountItemsInput) -> Result<Targets> {
    Ok(Targets {
        products: keys("Product", &items.product_ids)?,
        variants: keys("ProductVariant", &items.variant_ids)?,
        collections: keys("Collection", &items.collection_ids)?,
        categories: keys("TaxonomyCategory", &items.category_ids)?,
    })
}

fn keys<T: From<Uuid>>(kind: &str, ids: &[ID]) -> Result<Vec<T>> {
    ids.iter().map(|key| id::known(kind, key)).collect()
}
