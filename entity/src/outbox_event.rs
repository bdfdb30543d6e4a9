//! Something that happened, written by the transaction that did it.
use sea_orm::entity::prelude::*;

use crate::ids::EventId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub sequence: i64,
    pub id: EventId,
    pub topic: String,
    pub subject_id: Uuid,
    pub payload: Json,
    pub occurred_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
