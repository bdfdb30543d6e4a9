//! The market a country belongs to.
use sea_orm::entity::prelude::*;

use crate::{ids::MarketId, locale::Country};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "market_country")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: Country,
    pub market_id: MarketId,
}

impl ActiveModelBehavior for ActiveModel {}
