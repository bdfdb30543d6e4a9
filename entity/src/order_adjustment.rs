//! A discount or a tax of an order, with where it came from. Without a line: of shipping.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{OrderAdjustmentId, OrderId, OrderLineId, PromotionId, TaxRateId},
    money::Minor,
    promotion,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_adjustment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrderAdjustmentId,
    pub order_id: OrderId,
    pub order_line_id: Option<OrderLineId>,
    pub kind: Kind,
    pub promotion_id: Option<PromotionId>,
    pub class: Option<promotion::Class>,
    pub code: Option<String>,
    pub tax_rate_id: Option<TaxRateId>,
    pub title: String,
    /// An exact decimal: 0.19 is 19 %.
    pub rate: Option<String>,
    /// What a tax is on.
    pub base: Option<Minor>,
    pub amount: Minor,
}

impl ActiveModelBehavior for ActiveModel {}

/// What it does to the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Kind {
    Discount,
    Tax,
}
