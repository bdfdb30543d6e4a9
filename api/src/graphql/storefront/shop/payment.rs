//! How the shop can be paid.
use async_graphql::{Context, Enum, Object, Result};

use super::domain;
use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    scalar::Url,
    storefront::codes::{CountryCode, CurrencyCode},
};

/// How the shop can be paid.
pub struct PaymentSettings;

/// A brand of payment card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CardBrand {
    AmericanExpress,
    DinersClub,
    Discover,
    Jcb,
    Mastercard,
    Visa,
}

/// A wallet that pays with one touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DigitalWallet {
    AndroidPay,
    ApplePay,
    GooglePay,
    ShopifyPay,
}

#[Object]
impl PaymentSettings {
    /// Cards are taken by the payment provider's own form, which knows its brands.
    async fn accepted_card_brands(&self) -> Vec<CardBrand> {
        Vec::new()
    }

    /// No card number is ever stored here: this is the shop's own address.
    async fn card_vault_url(&self, ctx: &Context<'_>) -> Result<Url> {
        Ok(Url(domain::primary(ctx).await?))
    }

    /// Where the shop is.
    async fn country_code(&self, ctx: &Context<'_>) -> Result<CountryCode> {
        Ok(ctx.shop().settings().await.or_fail()?.shop.country.into())
    }

    /// The currency of the shop's books.
    async fn currency_code(&self, ctx: &Context<'_>) -> Result<CurrencyCode> {
        Ok(ctx.shop().settings().await.or_fail()?.shop.currency.into())
    }

    /// The currencies of the shop's markets.
    async fn enabled_presentment_currencies(&self, ctx: &Context<'_>) -> Result<Vec<CurrencyCode>> {
        let settings = ctx.shop().settings().await.or_fail()?;
        let mut currencies: Vec<_> = settings.markets.iter().map(|market| market.price_list.currency).collect();
        currencies.sort_unstable();
        currencies.dedup();
        Ok(currencies.into_iter().map(CurrencyCode::from).collect())
    }

    /// Nobody's here.
    async fn shopify_payments_account_id(&self) -> Option<String> {
        None
    }

    /// None yet.
    async fn supported_digital_wallets(&self) -> Vec<DigitalWallet> {
        Vec::new()
    }
}
