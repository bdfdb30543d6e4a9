//! One sellable form of a product.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MediaId, ProductId, VariantId},
    money::Minor,
    weight::WeightUnit,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "variant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VariantId,
    pub product_id: ProductId,
    pub position: i32,
    /// The chosen value of the first option; empty where there is none.
    pub option1: String,
    pub option2: String,
    pub option3: String,
    pub sku: Option<String>,
    pub barcode: Option<String>,
    pub taxable: bool,
    pub tax_code: Option<String>,
    pub requires_shipping: bool,
    pub weight_mg: i64,
    /// The unit the weight is shown in.
    pub weight_unit: WeightUnit,
    /// Whether stock is counted at all.
    pub is_tracked: bool,
    pub inventory_policy: InventoryPolicy,
    /// What one unit costs the shop, in the currency of the books.
    pub cost: Option<Minor>,
    /// How much is in the package, as an exact decimal in `unit`.
    pub unit_quantity: Option<String>,
    pub unit: Option<String>,
    /// The unit price is quoted per this much of `reference_unit`.
    pub reference_quantity: Option<i32>,
    pub reference_unit: Option<String>,
    pub media_id: Option<MediaId>,
    /// An order holds at least this many of it, at most `quantity_maximum`, in steps of `quantity_step`.
    pub quantity_minimum: i32,
    pub quantity_maximum: Option<i32>,
    pub quantity_step: i32,
    /// Preorder: sold now, sent from then on.
    pub available_from: Option<DateTimeUtc>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub deleted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What happens when stock runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum InventoryPolicy {
    /// Nothing more is sold.
    Deny,
    /// Orders are taken and delivered later.
    Continue,
}
