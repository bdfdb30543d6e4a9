//! One way on which a refund goes back.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{PaymentId, RefundId, RefundTransactionId},
    money::Minor,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refund_transaction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RefundTransactionId,
    pub refund_id: RefundId,
    pub payment_id: PaymentId,
    pub amount: Minor,
    pub status: Status,
    pub provider_key: Option<String>,
    pub failure_code: Option<String>,
    pub reconcile_at: Option<DateTimeUtc>,
    pub attempts: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// How far it is. One that is pending has its amount set aside on its payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Status {
    Pending,
    Succeeded,
    Failed,
}
