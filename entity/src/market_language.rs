//! A language the shop speaks in a market, the first being its default.
use sea_orm::entity::prelude::*;

use crate::{ids::MarketId, locale::Language};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "market_language")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub market_id: MarketId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub language: Language,
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
