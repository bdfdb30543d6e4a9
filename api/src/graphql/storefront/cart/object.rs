//! The cart.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::money::Minor;
use service::{
    cart::{self, key::CartKey, view::CartView},
    shop::page::Page,
};

use super::{
    buyer::CartBuyerIdentity,
    cost::CartCost,
    delivery::{CartDelivery, CartDeliveryGroup, CartDeliveryGroupConnection},
    discount::{self, CartDiscountAllocation, CartDiscountCode},
    gift_card::AppliedGiftCard,
    key,
    line::{self, BaseCartLineConnection},
    pricing::CartPricing,
};
use crate::graphql::{
    argument::OrDefault,
    context::ContextExt,
    loader::ProductById,
    scalar::{DateTime, Url},
    storefront::{
        connection::{page, slice},
        metafield::{self, HasMetafieldsIdentifier, Metafield},
        money::MoneyV2,
    },
};

/// What somebody is about to buy.
#[derive(Clone)]
pub struct Cart(pub Arc<CartView>);

/// A note of a client's own.
#[derive(Clone, Debug, SimpleObject)]
pub struct Attribute {
    pub key: String,
    pub value: Option<String>,
}

impl Cart {
    /// A cart that was read. Its products need not be looked up again.
    pub async fn of(ctx: &Context<'_>, view: CartView) -> Self {
        for line in view.lines.iter().chain(&view.unsold) {
            ctx.load().prime(ProductById(line.product.id), line.product.clone()).await;
        }
        Self(Arc::new(view))
    }

    pub fn key(&self) -> &CartKey {
        &self.0.key
    }

    pub fn money(&self, amount: Minor) -> MoneyV2 {
        self.0.money(amount).into()
    }
}

#[Object]
impl Cart {
    /// A globally unique id. Who has it has the cart: it contains the cart's key.
    pub async fn id(&self) -> ID {
        key::encode(self.key())
    }

    /// Ours: one more with every edit. An edit that names the version it was made for is refused when it is another.
    async fn version(&self) -> i32 {
        i32::try_from(self.0.cart.version).unwrap_or(i32::MAX)
    }

    async fn created_at(&self) -> DateTime {
        self.0.cart.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.cart.updated_at.into()
    }

    /// Where it is paid for.
    async fn checkout_url(&self, ctx: &Context<'_>) -> Url {
        checkout_url(ctx.base_url(), self.key())
    }

    /// Units in it.
    async fn total_quantity(&self) -> i32 {
        let lines = self.0.lines.iter().chain(&self.0.unsold);
        let units: i64 = lines.map(|line| i64::from(line.line.quantity)).sum();
        i32::try_from(units).unwrap_or(i32::MAX)
    }

    /// What is in it, oldest first.
    #[expect(clippy::unused_async, reason = "a resolver with arguments is one")]
    async fn lines(
        &self,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
    ) -> Result<BaseCartLineConnection> {
        let mut lines = line::all(self);
        if reverse.0 {
            lines.reverse();
        }
        Ok(BaseCartLineConnection(slice(&lines, &page(first, after, last, before)?, line::cursor)?))
    }

    /// What it costs.
    async fn cost(&self) -> CartCost {
        CartCost(self.clone())
    }

    #[graphql(deprecation = "use `cost`")]
    async fn estimated_cost(&self) -> CartCost {
        CartCost(self.clone())
    }

    /// Ours: how the price came about, cent by cent.
    async fn pricing(&self) -> CartPricing {
        CartPricing::of(&self.0.quote, Some(self.0.cart.id))
    }

    /// What is taken off the cart as a whole.
    async fn discount_allocations(&self) -> Vec<CartDiscountAllocation> {
        discount::of_cart(&self.0.quote, self.0.unsold.len())
    }

    /// The codes that the buyer entered.
    async fn discount_codes(&self) -> Vec<CartDiscountCode> {
        let codes = self.0.codes.iter();
        codes.map(|code| CartDiscountCode { code: code.code.clone(), applicable: code.refused.is_none() }).collect()
    }

    /// The gift cards that pay for it, in the order in which they are used.
    async fn applied_gift_cards(&self) -> Vec<AppliedGiftCard> {
        self.0.gift_cards.iter().map(|card| AppliedGiftCard::of(card, self.0.cart.currency)).collect()
    }

    /// Ours: whether the customer's store credit pays for it, after gift cards.
    async fn use_store_credit(&self) -> bool {
        self.0.cart.use_store_credit
    }

    /// Who buys.
    async fn buyer_identity(&self) -> CartBuyerIdentity {
        CartBuyerIdentity(self.clone())
    }

    /// Where it could be sent.
    async fn delivery(&self) -> CartDelivery {
        CartDelivery(self.clone())
    }

    /// What is sent together, and how it can be. None when nothing is sent.
    #[expect(clippy::too_many_arguments, clippy::unused_async, reason = "the dialect's")]
    async fn delivery_groups(
        &self,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(desc = "Carriers are not asked: rates are the shop's own.")] with_carrier_rates: Option<bool>,
    ) -> Result<CartDeliveryGroupConnection> {
        // There is one at most: it is the same in both directions.
        let _ = (reverse, with_carrier_rates);
        if self.0.shipped_lines().next().is_none() {
            return Ok(CartDeliveryGroupConnection(Page::empty()));
        }
        let groups = [CartDeliveryGroup(self.clone())];
        let page = page(first, after, last, before)?;
        Ok(CartDeliveryGroupConnection(slice(&groups, &page, |_| cart::DELIVERY_GROUP.to_owned())?))
    }

    /// The buyer's note.
    async fn note(&self) -> Option<&str> {
        Some(self.0.cart.note.as_str()).filter(|note| !note.is_empty())
    }

    /// Notes of the client's own.
    async fn attributes(&self) -> Vec<Attribute> {
        attributes(&self.0.attributes)
    }

    async fn attribute(&self, key: String) -> Option<Attribute> {
        attributes(&self.0.attributes).into_iter().find(|attribute| attribute.key == key)
    }

    async fn metafield(&self, ctx: &Context<'_>, namespace: Option<String>, key: String) -> Result<Option<Metafield>> {
        metafield::one(ctx, self.0.cart.id, namespace.as_deref(), &key).await
    }

    async fn metafields(
        &self,
        ctx: &Context<'_>,
        identifiers: Vec<HasMetafieldsIdentifier>,
    ) -> Result<Vec<Option<Metafield>>> {
        metafield::some(ctx, self.0.cart.id, &identifiers).await
    }
}

/// Where the cart of a key is paid for.
pub fn checkout_url(base_url: &str, key: &CartKey) -> Url {
    let cart = key.id;
    Url(match &key.secret {
        Some(secret) => format!("{base_url}/checkout/{cart}?key={}", secret.reveal()),
        None => format!("{base_url}/checkout/{cart}"),
    })
}

pub fn attributes(all: &[cart::add_lines::Attribute]) -> Vec<Attribute> {
    all.iter().map(|one| Attribute { key: one.key.clone(), value: Some(one.value.clone()) }).collect()
}
