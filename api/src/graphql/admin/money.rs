//! Amounts of money as staff write them.
use std::str::FromStr;

use async_graphql::{InputObject, Result};
use entity::{
    locale::Country,
    money::{Currency, Minor, Money},
};
use rust_decimal::Decimal as Exact;
use service::{catalogue::price_list::fixed_prices::WrittenMoney, pricing::amount};

use crate::graphql::{
    error::bad_input,
    scalar::Decimal,
    storefront::codes::{CountryCode, CurrencyCode},
};

/// An amount and its currency.
#[derive(Clone, Debug, InputObject)]
pub struct MoneyInput {
    /// In whole units of the currency: `"19.99"`.
    pub amount: Decimal,
    pub currency_code: CurrencyCode,
}

impl MoneyInput {
    /// The amount as written: the service reads it.
    pub fn written(self) -> Result<WrittenMoney> {
        let currency = self.currency_code.to_entity().ok_or_else(|| bad_input("this currency is no money"))?;
        Ok(WrittenMoney { amount: self.amount.0, currency })
    }

    /// The amount itself.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for what is no amount, is negative, or has more decimals than the currency.
    pub fn money(&self) -> Result<Money> {
        let currency = currency(self.currency_code)?;
        Ok(Money { amount: minor(&self.amount, currency)?, currency })
    }
}

/// An amount in a currency that is said elsewhere.
pub fn minor(amount: &Decimal, currency: Currency) -> Result<Minor> {
    let read = amount::parse(amount.0.trim(), currency);
    read.map_err(|error| bad_input(format!("`{}` is no amount in {currency}: {error}", short(&amount.0))))
}

/// An exact rate: `"0.19"`.
pub fn rate(rate: &Decimal) -> Result<Exact> {
    let read = Exact::from_str(rate.0.trim());
    read.map_err(|_| bad_input(format!("`{}` is no rate: write a decimal number such as \"0.19\"", short(&rate.0))))
}

pub fn currency(code: CurrencyCode) -> Result<Currency> {
    code.to_entity().ok_or_else(|| bad_input("this currency is no money"))
}

pub fn country(code: CountryCode) -> Result<Country> {
    code.to_entity().ok_or_else(|| bad_input("this country is none"))
}

fn short(text: &str) -> String {
    text.chars().take(30).collect()
}
