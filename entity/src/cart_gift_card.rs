//! A gift card the buyer wants to pay with.
use sea_orm::entity::prelude::*;

use crate::ids::{CartId, GiftCardId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cart_gift_card")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub cart_id: CartId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub gift_card_id: GiftCardId,
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
