//! Amounts of money as the dialect writes them.
use async_graphql::SimpleObject;
use entity::money::Money;
use service::pricing::currency;

use super::codes::CurrencyCode;
use crate::graphql::scalar::Decimal;

/// An amount and its currency.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct MoneyV2 {
    /// In whole units of the currency, with at least one decimal: `"19.99"`, `"20.0"`.
    pub amount: Decimal,
    pub currency_code: CurrencyCode,
}

impl From<Money> for MoneyV2 {
    fn from(money: Money) -> Self {
        Self { amount: Decimal(currency::to_text(money)), currency_code: money.currency.into() }
    }
}
