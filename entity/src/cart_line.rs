//! So many of a variant in a cart.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CartId, CartLineId, VariantId},
    money::Minor,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cart_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CartLineId,
    pub cart_id: CartId,
    pub variant_id: VariantId,
    pub quantity: i32,
    pub attributes: Json,
    /// Digest of attributes and parent: the same thing added twice is one line.
    pub likeness: String,
    /// The line this one belongs to, an engraving to a watch.
    pub parent_id: Option<CartLineId>,
    /// The unit price the buyer saw last, to tell them when it has changed.
    pub seen_amount: Option<Minor>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
