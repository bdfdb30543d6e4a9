//! Units held for a buyer who is paying, until they expire.
use sea_orm::entity::prelude::*;

use crate::ids::{LocationId, ReservationId, VariantId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reservation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReservationId,
    /// The cart or order it is held for.
    pub holder_id: Uuid,
    pub variant_id: VariantId,
    pub location_id: LocationId,
    pub quantity: i64,
    pub expires_at: DateTimeUtc,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
