//! A location that sells to a market. A market without any is served by every active location.
use sea_orm::entity::prelude::*;

use crate::ids::{LocationId, MarketId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "market_location")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub market_id: MarketId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub location_id: LocationId,
}

impl ActiveModelBehavior for ActiveModel {}
