//! The shop itself: one row.
use sea_orm::entity::prelude::*;

use crate::{locale::Country, locale::Language, money::Currency, weight::WeightUnit};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shop_setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i16,
    pub name: String,
    pub description: String,
    pub email: String,
    /// Where the shop lives, without a trailing slash; empty until the operator says.
    pub primary_url: String,
    pub logo_url: Option<String>,
    pub country: Country,
    /// The currency of the books; price lists may have others.
    pub currency: Currency,
    pub language: Language,
    pub weight_unit: WeightUnit,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
