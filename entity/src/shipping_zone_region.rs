//! A country, or a province of one, and its zone. `province_code` is empty for the rest of the country.
use sea_orm::entity::prelude::*;

use crate::{ids::ShippingZoneId, locale::Country};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shipping_zone_region")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: Country,
    /// '' for all of the country that no other zone names.
    #[sea_orm(primary_key, auto_increment = false)]
    pub province_code: String,
    pub shipping_zone_id: ShippingZoneId,
}

impl ActiveModelBehavior for ActiveModel {}
