//! What a provider told us, each once.
use sea_orm::entity::prelude::*;

use crate::{ids::ProviderEventId, payment};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "provider_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProviderEventId,
    pub gateway: payment::Gateway,
    pub event_id: String,
    pub kind: String,
    /// The payment it speaks of, as the provider calls it.
    pub provider_key: Option<String>,
    pub received_at: DateTimeUtc,
    pub applied_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
