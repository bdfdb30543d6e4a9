//! One of the answers to a product option.
use sea_orm::entity::prelude::*;

use crate::ids::{OptionValueId, ProductOptionId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "option_value")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OptionValueId,
    pub option_id: ProductOptionId,
    pub position: i32,
    pub name: String,
    /// `#rrggbb`
    pub swatch_color: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
