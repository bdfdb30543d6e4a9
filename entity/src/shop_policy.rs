//! A legal text of the shop.
use sea_orm::entity::prelude::*;

use crate::ids::ShopPolicyId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shop_policy")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ShopPolicyId,
    pub kind: Kind,
    pub title: String,
    pub body_html: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// Which text it is. A shop has at most one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Kind {
    Privacy,
    Refund,
    Shipping,
    TermsOfService,
    TermsOfSale,
    Subscription,
    ContactInformation,
    LegalNotice,
}
