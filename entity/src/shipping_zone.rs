//! Regions that are shipped to alike.
use sea_orm::entity::prelude::*;

use crate::ids::ShippingZoneId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shipping_zone")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ShippingZoneId,
    pub name: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
