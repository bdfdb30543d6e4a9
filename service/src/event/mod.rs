//! Everything that happened, in the order it was committed.
//!
//! Every business transaction records its events with [`record`], in itself. Whatever follows from
//! them (search, webhooks, caches) reads [`feed`] with a cursor of its own, at least once, so it
//! must not mind an event twice.

pub mod feed;

use entity::outbox_event;
use serde_json::{Value, json};
use uuid::Uuid;

use entity::ids::{CollectionId, ProductId, VariantId};

use crate::shop::{
    Unit,
    bulk::{self, OnConflict},
    fault::Fault,
};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// A page, blog, article, menu, policy or redirect was written or removed.
    ContentChanged {
        kind: &'static str,
        id: Uuid,
    },
    /// Settings, markets, price lists or locations.
    SettingsChanged,
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
            Self::ContentChanged { .. } => "content.changed",
            Self::SettingsChanged => "settings.changed",
        }
    }

    fn subject(&self) -> Uuid {
        match self {
            Self::ProductCreated(id) | Self::ProductUpdated(id) | Self::ProductDeleted(id) => id.0,
            Self::CollectionCreated(id) | Self::CollectionUpdated(id) | Self::CollectionDeleted(id) => id.0,
            Self::StockChanged { product, .. } => product.0,
            Self::ContentChanged { id, .. } => *id,
            Self::SettingsChanged => Uuid::nil(),
        }
    }

    fn payload(&self) -> Value {
        match self {
            Self::StockChanged { variant, .. } => json!({ "variant": variant }),
            Self::ContentChanged { kind, .. } => json!({ "kind": kind }),
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
