//! What a variant costs in a price list from a quantity on.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{PriceListId, VariantId},
    money::Minor,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "price")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub variant_id: VariantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub price_list_id: PriceListId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub min_quantity: i32,
    pub amount: Minor,
    /// The price it is compared with: the sale price is `amount`.
    pub compare_at: Option<Minor>,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
