//! One thing that was bought, and how many of it. Amounts are of the whole line, frozen as placed.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{OrderId, OrderLineId, ProductId, VariantId},
    money::Minor,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrderLineId,
    pub order_id: OrderId,
    pub position: i32,
    /// Absent for what is in no catalogue: a draft's own line.
    pub variant_id: Option<VariantId>,
    pub product_id: Option<ProductId>,
    /// As they were called when they were bought.
    pub title: String,
    pub variant_title: String,
    pub sku: Option<String>,
    pub attributes: Json,
    pub requires_shipping: bool,
    pub is_gift_card: bool,
    /// Put in by an edit: not part of the order as placed.
    pub is_added: bool,
    pub quantity: i32,
    /// Taken out by an edit or a cancellation, before they were sent.
    pub removed: i32,
    pub fulfilled: i32,
    pub returned: i32,
    /// Units whose money was given back.
    pub refunded: i32,
    pub unit_price: Minor,
    pub compare_at: Option<Minor>,
    pub subtotal: Minor,
    pub discount: Minor,
    pub tax: Minor,
    /// The line unit by unit, equal ones together: [{ count, subtotal, discount, tax }]. A refund gives back what
    /// stands here and computes nothing: the first units go first.
    pub units: Units,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Units that are the same to the last minor unit. Amounts are of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UnitRun {
    pub count: u32,
    pub subtotal: Minor,
    pub discount: Minor,
    pub tax: Minor,
}

/// All units of a line, stored as a JSON array.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromJsonQueryResult, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Units(pub Vec<UnitRun>);

impl ActiveModelBehavior for ActiveModel {}
