//! How much of a variant is at a location, and the ledger behind it.
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use entity::{stock_level, stock_movement};

use crate::{
    connection,
    graphql::{
        admin::location::object::{self as location, Location},
        context::ContextExt,
        loader::HistoryOf,
        scalar::DateTime,
        storefront::{connection::page, node::id},
    },
};

/// What is counted at a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Enum)]
pub enum InventoryQuantityName {
    /// Can be sold: on hand, less what is reserved, committed and kept back. Below zero where more was sold than there is.
    Available,
    /// Is there.
    OnHand,
    /// Held for buyers who are paying. What has expired counts until it is swept, a few seconds later.
    Reserved,
    /// Sold and not yet sent.
    Committed,
    /// Kept back from sale.
    SafetyStock,
    /// On its way here.
    Incoming,
}

impl InventoryQuantityName {
    const ALL: [Self; 6] =
        [Self::Available, Self::OnHand, Self::Reserved, Self::Committed, Self::SafetyStock, Self::Incoming];

    fn of(self, level: &stock_level::Model) -> i64 {
        match self {
            Self::Available => level.on_hand - level.reserved - level.committed - level.safety,
            Self::OnHand => level.on_hand,
            Self::Reserved => level.reserved,
            Self::Committed => level.committed,
            Self::SafetyStock => level.safety,
            Self::Incoming => level.incoming,
        }
    }
}

impl From<stock_movement::Counter> for InventoryQuantityName {
    fn from(counter: stock_movement::Counter) -> Self {
        match counter {
            stock_movement::Counter::OnHand => Self::OnHand,
            stock_movement::Counter::Reserved => Self::Reserved,
            stock_movement::Counter::Committed => Self::Committed,
            stock_movement::Counter::Safety => Self::SafetyStock,
            stock_movement::Counter::Incoming => Self::Incoming,
        }
    }
}

/// Why stock moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "stock_movement::Kind")]
pub enum InventoryMovementKind {
    /// Bought by the shop.
    Purchase,
    /// Sent to a buyer.
    Sale,
    /// Counted or corrected by staff, or imported.
    Adjustment,
    /// Came back from a buyer.
    Return,
    /// To or from another location.
    Transfer,
    /// Held for a buyer who is paying.
    Reserve,
    /// Held or committed no longer.
    Release,
    /// Held for a buyer, and sold to them.
    Commit,
}

/// How much of a variant is at a location.
#[derive(Clone)]
pub struct InventoryLevel(pub stock_level::Model);

/// One count of a level.
#[derive(Clone, Debug, SimpleObject)]
pub struct InventoryQuantity {
    pub name: InventoryQuantityName,
    pub quantity: i64,
}

#[Object]
impl InventoryLevel {
    /// A globally unique id.
    async fn id(&self) -> ID {
        ID(format!("gid://shopify/InventoryLevel/{}?inventory_item_id={}", self.0.location_id, self.0.variant_id))
    }

    /// The variant.
    async fn variant_id(&self) -> ID {
        id::encode("ProductVariant", self.0.variant_id)
    }

    /// Where it is.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        location::find(ctx, self.0.location_id).await
    }

    /// What is counted, each once.
    async fn quantities(
        &self,
        #[graphql(desc = "All, if absent.")] names: Option<Vec<InventoryQuantityName>>,
    ) -> Vec<InventoryQuantity> {
        let wanted = |name: &InventoryQuantityName| names.as_ref().is_none_or(|names| names.contains(name));
        let names = InventoryQuantityName::ALL.into_iter().filter(wanted);
        names.map(|name| InventoryQuantity { name, quantity: name.of(&self.0) }).collect()
    }

    /// Ours: when what is available falls to this or below, `stock.low` is told.
    async fn low_stock_at(&self) -> Option<i64> {
        self.0.low_stock_at
    }

    /// Its movements, newest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<InventoryMovementConnection> {
        let place = (self.0.variant_id, self.0.location_id);
        let found = ctx.load().page(HistoryOf(place, page(first, after, last, before)?)).await?;
        Ok(InventoryMovementConnection(found.map(InventoryMovement)))
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// One line of the ledger.
#[derive(Clone)]
pub struct InventoryMovement(pub stock_movement::Model);

#[Object]
impl InventoryMovement {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("InventoryMovement", self.0.id)
    }

    async fn kind(&self) -> InventoryMovementKind {
        self.0.kind.into()
    }

    /// What was counted.
    async fn name(&self) -> InventoryQuantityName {
        self.0.counter.into()
    }

    /// By how much it changed.
    async fn delta(&self) -> i64 {
        self.0.delta
    }

    async fn quantity_before(&self) -> i64 {
        self.0.quantity_before
    }

    async fn quantity_after(&self) -> i64 {
        self.0.quantity_after
    }

    /// Staff's word for it.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The paper, the cart, the order or the transfer that says so.
    async fn reference(&self) -> Option<&str> {
        self.0.reference.as_deref()
    }

    /// Who did it.
    async fn actor(&self) -> &str {
        &self.0.actor
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

connection!(
    /// Levels.
    InventoryLevelConnection,
    InventoryLevelEdge,
    InventoryLevel
);
connection!(
    /// Lines of the ledger.
    InventoryMovementConnection,
    InventoryMovementEdge,
    InventoryMovement
);
