//! Everything that happened, in the order it was committed.
//!
//! Every business transaction records its events with [`record`], in itself. Whatever follows from
//! them (search, webhooks, caches) reads [`feed`] with a cursor of its own, at least once, so it
//! must not mind an event twice.

pub mod feed;

use entity::outbox_event;
use serde_json::{Value, json};
use uuid::Uuid;

use entity::ids::{
    CartId, CollectionId, CustomerId, GiftCardId, LocationId, OrderId, ProductId, PromotionId, StoreCreditId, VariantId,
};

use crate::shop::{
    Unit,
    bulk::{self, OnConflict},
    fault::Fault,
};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    ProductCreated(ProductId),
    ProductUpdated(ProductId),
    ProductDeleted(ProductId),
    CollectionCreated(CollectionId),
    CollectionUpdated(CollectionId),
    CollectionDeleted(CollectionId),
    /// A variant's stock changed, of a product that may become available or sold out by it.
    StockChanged {
        product: ProductId,
        variant: VariantId,
    },
    /// What is available of a variant at a location has fallen to the mark set for it, or below.
    StockLow {
        product: ProductId,
        variant: VariantId,
        location: LocationId,
        /// Units left to sell.
        available: i64,
    },
    /// A page, blog, article, menu, policy or redirect was written or removed.
    ContentChanged {
        kind: &'static str,
        id: Uuid,
    },
    /// Settings, markets, price lists or locations.
    SettingsChanged,
    CustomerCreated(CustomerId),
    /// Also their address book and their groups.
    CustomerUpdated(CustomerId),
    /// A customer forgot their password: a mail shall go out. Whoever sends it makes the token.
    CustomerRecoverRequested(CustomerId),
    /// A customer without a password shall get a mail to choose one. Whoever sends it makes the token.
    CustomerActivationRequested(CustomerId),
    /// Somebody left a cart with something in it.
    CartAbandoned(CartId),
    /// A cart's lines went into another.
    CartMerged {
        cart: CartId,
        into: CartId,
    },
    /// It waits for its money.
    OrderPlaced(OrderId),
    /// It has its number, and is to be sent.
    OrderConfirmed(OrderId),
    /// It was cancelled, or nobody paid for it in time.
    OrderClosed(OrderId),
    /// Anything else about it: money, parcels, returns, edits.
    OrderUpdated(OrderId),
    PromotionChanged(PromotionId),
    PromotionDeleted(PromotionId),
    /// Tax categories or rates, wherever they apply.
    TaxesChanged,
    /// Shipping zones, methods or rates.
    ShippingChanged,
    /// It was issued, spent, credited or deactivated.
    GiftCardChanged(GiftCardId),
    StoreCreditChanged(StoreCreditId),
}

impl Event {
    /// The topic it is stored under. Consumers match on these words: they do not change.
    pub fn topic(&self) -> &'static str {
        match self {
            Self::ProductCreated(_) => "product.created",
            Self::ProductUpdated(_) => "product.updated",
            Self::ProductDeleted(_) => "product.deleted",
            Self::CollectionCreated(_) => "collection.created",
            Self::CollectionUpdated(_) => "collection.updated",
            Self::CollectionDeleted(_) => "collection.deleted",
            Self::StockChanged { .. } => "stock.changed",
            Self::StockLow { .. } => "stock.low",
            Self::ContentChanged { .. } => "content.changed",
            Self::SettingsChanged => "settings.changed",
            Self::CustomerCreated(_) => "customer.created",
            Self::CustomerUpdated(_) => "customer.updated",
            Self::CustomerRecoverRequested(_) => "customer.recover_requested",
            Self::CustomerActivationRequested(_) => "customer.activation_requested",
            Self::CartAbandoned(_) => "cart.abandoned",
            Self::CartMerged { .. } => "cart.merged",
            Self::OrderPlaced(_) => "order.placed",
            Self::OrderConfirmed(_) => "order.confirmed",
            Self::OrderClosed(_) => "order.closed",
            Self::OrderUpdated(_) => "order.updated",
            Self::PromotionChanged(_) => "promotion.changed",
            Self::PromotionDeleted(_) => "promotion.deleted",
            Self::TaxesChanged => "taxes.changed",
            Self::ShippingChanged => "shipping.changed",
            Self::GiftCardChanged(_) => "gift_card.changed",
            Self::StoreCreditChanged(_) => "store_credit.changed",
        }
    }

    fn subject(&self) -> Uuid {
        match self {
            Self::ProductCreated(id) | Self::ProductUpdated(id) | Self::ProductDeleted(id) => id.0,
            Self::CollectionCreated(id) | Self::CollectionUpdated(id) | Self::CollectionDeleted(id) => id.0,
            Self::StockChanged { product, .. } | Self::StockLow { product, .. } => product.0,
            Self::ContentChanged { id, .. } => *id,
            Self::CustomerCreated(id)
            | Self::CustomerUpdated(id)
            | Self::CustomerRecoverRequested(id)
            | Self::CustomerActivationRequested(id) => id.0,
            Self::CartAbandoned(cart) | Self::CartMerged { cart, .. } => cart.0,
            Self::OrderPlaced(id) | Self::OrderConfirmed(id) | Self::OrderClosed(id) | Self::OrderUpdated(id) => id.0,
            Self::PromotionChanged(id) | Self::PromotionDeleted(id) => id.0,
            Self::GiftCardChanged(id) => id.0,
            Self::StoreCreditChanged(id) => id.0,
            Self::SettingsChanged | Self::TaxesChanged | Self::ShippingChanged => Uuid::nil(),
        }
    }

    fn payload(&self) -> Value {
        match self {
            Self::StockChanged { variant, .. } => json!({ "variant": variant }),
            Self::StockLow { variant, location, available, .. } => {
                json!({ "variant": variant, "location": location, "available": available })
            }
            Self::ContentChanged { kind, .. } => json!({ "kind": kind }),
            Self::CartMerged { into, .. } => json!({ "into": into }),
            _ => json!({}),
        }
    }
}

/// Records what happened, in the transaction that did it.
pub async fn record(unit: &Unit, events: impl IntoIterator<Item = Event>) -> Result<(), Fault> {
    let rows: Vec<_> = events
        .into_iter()
        .map(|event| outbox_event::Model {
            // The database counts.
            sequence: 0,
            id: unit.new_id(),
            topic: event.topic().to_owned(),
            subject_id: event.subject(),
            payload: event.payload(),
            occurred_at: unit.now,
        })
        .collect();
    bulk::insert::<outbox_event::Entity>(unit, &rows, OnConflict::Fail).await
}
