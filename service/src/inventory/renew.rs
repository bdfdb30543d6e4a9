//! A buyer takes longer: what is held for them stays held.
use chrono::{DateTime, Utc};
use entity::reservation;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::hold;
use crate::shop::{
    Unit,
    fault::{Fault, HasFault},
};

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Renew {
    pub holder: Uuid,
    /// When the hold ends from now on. A hold that lasts longer is left as it is.
    pub until: DateTime<Utc>,
}

/// Why it is refused.
#[derive(Debug, thiserror::Error)]
pub enum RenewError {
    /// Others may have it by now: reserve again.
    #[error("what was held is held no longer")]
    Expired,
    /// Never reserved, expired and swept, released or committed.
    #[error("nothing is held")]
    NothingHeld,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for RenewError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Expired | Self::NothingHeld => None,
        }
    }
}

/// Moves the end of what a holder holds. No level is touched, so nobody waits for it.
pub async fn renew(unit: &Unit, request: &Renew) -> Result<(), RenewError> {
    let rows = hold::of_holder_locked(unit, request.holder).await?;
    if rows.is_empty() {
        return Err(RenewError::NothingHeld);
    }
    if rows.iter().any(|row| row.expires_at <= unit.now) {
        return Err(RenewError::Expired);
    }
    reservation::Entity::update_many()
        .col_expr(reservation::Column::ExpiresAt, Expr::value(request.until))
        .col_expr(reservation::Column::UpdatedAt, Expr::value(unit.now))
        .filter(reservation::Column::HolderId.eq(request.holder))
        .filter(Expr::col(reservation::Column::ExpiresAt).gt(unit.now))
        .filter(Expr::col(reservation::Column::ExpiresAt).lt(request.until))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    Ok(())
}
