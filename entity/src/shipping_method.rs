//! A way to ship in a zone.
use sea_orm::entity::prelude::*;

use crate::ids::{ShippingMethodId, ShippingZoneId, TaxCategoryId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shipping_method")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ShippingMethodId,
    pub shipping_zone_id: ShippingZoneId,
    /// What a cart stores as its choice.
    pub code: String,
    pub name: String,
    pub description: String,
    pub position: i32,
    pub is_active: bool,
    /// `own`: taxed at the category below; `proportional`: like the goods, by their shares.
    pub tax_basis: TaxBasis,
    pub tax_category_id: Option<TaxCategoryId>,
    pub days_min: Option<i32>,
    pub days_max: Option<i32>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// How shipping is taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum TaxBasis {
    Own,
    Proportional,
}
