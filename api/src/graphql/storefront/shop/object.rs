//! The shop.
use async_graphql::{Context, ID, Object, Result};
use entity::shop_policy::Kind;
use uuid::Uuid;

use super::{
    brand::Brand,
    domain::Domain,
    payment::PaymentSettings,
    policy::{ShopPolicy, ShopPolicyWithDefault},
};
use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    storefront::{
        codes::{CountryCode, CurrencyCode},
        metafield::{self, HasMetafieldsIdentifier, Metafield},
    },
};

/// The global id of the shop: there is one in each database.
pub const SHOP_ID: &str = "gid://shopify/Shop/1";
/// Metafields of the shop belong to this key: the shop has none of its own.
const METAFIELD_OWNER: Uuid = Uuid::nil();

/// The shop.
#[derive(Clone, Copy)]
pub struct Shop;

#[Object]
impl Shop {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        ID(SHOP_ID.to_owned())
    }

    async fn name(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(ctx.shop().settings().await.or_fail()?.shop.name.clone())
    }

    /// What the shop says about itself.
    async fn description(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let settings = ctx.shop().settings().await.or_fail()?;
        Ok(Some(settings.shop.description.clone()).filter(|text| !text.is_empty()))
    }

    /// How the shop presents itself.
    async fn brand(&self) -> Option<Brand> {
        Some(Brand)
    }

    /// How amounts in the shop's own currency are written, `{{amount}}` standing for the amount.
    async fn money_format(&self, ctx: &Context<'_>) -> Result<String> {
        let currency = CurrencyCode::from(ctx.shop().settings().await.or_fail()?.shop.currency);
        Ok(format!("{}{{{{amount}}}}", currency.symbol()))
    }

    /// How the shop can be paid.
    async fn payment_settings(&self) -> PaymentSettings {
        PaymentSettings
    }

    /// Where the shop lives.
    async fn primary_domain(&self, ctx: &Context<'_>) -> Result<Domain> {
        Domain::of_shop(ctx).await
    }

    /// The countries that the shop sells to.
    async fn ships_to_countries(&self, ctx: &Context<'_>) -> Result<Vec<CountryCode>> {
        let settings = ctx.shop().settings().await.or_fail()?;
        let mut countries: Vec<_> = settings.markets.iter().flat_map(|market| &market.countries).collect();
        countries.sort_unstable();
        Ok(countries.into_iter().map(CountryCode::from).collect())
    }

    async fn contact_information(&self, ctx: &Context<'_>) -> Result<Option<ShopPolicy>> {
        ShopPolicy::of(ctx, Kind::ContactInformation).await
    }

    async fn legal_notice(&self, ctx: &Context<'_>) -> Result<Option<ShopPolicy>> {
        ShopPolicy::of(ctx, Kind::LegalNotice).await
    }

    async fn privacy_policy(&self, ctx: &Context<'_>) -> Result<Option<ShopPolicy>> {
        ShopPolicy::of(ctx, Kind::Privacy).await
    }

    async fn refund_policy(&self, ctx: &Context<'_>) -> Result<Option<ShopPolicy>> {
        ShopPolicy::of(ctx, Kind::Refund).await
    }

    async fn shipping_policy(&self, ctx: &Context<'_>) -> Result<Option<ShopPolicy>> {
        ShopPolicy::of(ctx, Kind::Shipping).await
    }

    async fn subscription_policy(&self, ctx: &Context<'_>) -> Result<Option<ShopPolicyWithDefault>> {
        Ok(ShopPolicy::of(ctx, Kind::Subscription).await?.map(ShopPolicyWithDefault))
    }

    async fn terms_of_sale(&self, ctx: &Context<'_>) -> Result<Option<ShopPolicy>> {
        ShopPolicy::of(ctx, Kind::TermsOfSale).await
    }

    async fn terms_of_service(&self, ctx: &Context<'_>) -> Result<Option<ShopPolicy>> {
        ShopPolicy::of(ctx, Kind::TermsOfService).await
    }

    /// A value of the shop's own.
    async fn metafield(&self, ctx: &Context<'_>, namespace: Option<String>, key: String) -> Result<Option<Metafield>> {
        metafield::one(ctx, METAFIELD_OWNER, namespace.as_deref(), &key).await
    }

    /// Values of the shop's own, in the order asked for.
    async fn metafields(
        &self,
        ctx: &Context<'_>,
        identifiers: Vec<HasMetafieldsIdentifier>,
    ) -> Result<Vec<Option<Metafield>>> {
        metafield::some(ctx, METAFIELD_OWNER, &identifiers).await
    }
}
