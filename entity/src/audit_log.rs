//! Who changed what through the admin API. Only ever appended.
use sea_orm::entity::prelude::*;

use crate::ids::AuditLogId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditLogId,
    pub actor: String,
    pub action: String,
    pub subject_type: String,
    pub subject_id: Option<Uuid>,
    pub request_id: Option<String>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
