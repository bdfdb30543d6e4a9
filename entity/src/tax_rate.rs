//! A tax in a region on a category.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{TaxCategoryId, TaxRateId},
    locale::Country,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tax_rate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TaxRateId,
    pub tax_category_id: TaxCategoryId,
    pub country: Country,
    /// '' for all of the country; '' for all of the province.
    pub province_code: String,
    pub zip_prefix: String,
    /// Rates of one name replace each other, the most specific wins; those of different names add up.
    pub name: String,
    /// An exact decimal: 0.19 for 19 %.
    pub rate: String,
    /// Computed on the net price and the taxes that are not compound.
    pub is_compound: bool,
    pub taxes_shipping: bool,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
