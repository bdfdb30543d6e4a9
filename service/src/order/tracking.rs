//! How a parcel can be followed.
use entity::{fulfilment, ids::FulfilmentId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    deliver,
    timeline::{self, Happening},
};
use crate::{
    access::Actor,
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
    },
};

/// Characters of a carrier's name or of a number at most.
pub const TEXT_CHARS_MAX: usize = 255;
/// Characters of an address at most.
pub const URL_CHARS_MAX: usize = 2_048;

/// Who carries it, and what they call it. What is blank is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tracking {
    pub company: Option<String>,
    pub number: Option<String>,
    /// The carrier's page about it.
    pub url: Option<String>,
}

/// What is wrong about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackingError {
    #[error("a carrier's name and a number have at most {TEXT_CHARS_MAX} characters, an address {URL_CHARS_MAX}")]
    TooLong,
    #[error("an address begins with https:// or http://")]
    BadUrl,
}

/// What is wanted.
#[derive(Clone, Debug)]
pub struct UpdateTracking {
    pub fulfilment: FulfilmentId,
    pub tracking: Tracking,
    pub actor: Actor,
}

/// Why it is refused. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum UpdateTrackingError {
    #[error("there is no such parcel")]
    Unknown,
    #[error(transparent)]
    Tracking(#[from] TrackingError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for UpdateTrackingError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Unknown | Self::Tracking(_) => None,
        }
    }
}

/// Says how a parcel can be followed, in place of what was said before.
///
/// # Errors
/// See [`UpdateTrackingError`].
pub async fn update_tracking(shop: &Shop, request: &UpdateTracking) -> Result<(), UpdateTrackingError> {
    shop.write(request, work).await
}

async fn work(unit: &Unit, request: &UpdateTracking) -> Result<(), UpdateTrackingError> {
    let tracking = check(&request.tracking)?;
    let order = deliver::take_order_of(unit, request.fulfilment).await?.ok_or(UpdateTrackingError::Unknown)?;
    fulfilment::Entity::update_many()
        .col_expr(fulfilment::Column::TrackingCompany, Expr::value(tracking.company))
        .col_expr(fulfilment::Column::TrackingNumber, Expr::value(tracking.number))
        .col_expr(fulfilment::Column::TrackingUrl, Expr::value(tracking.url))
        .col_expr(fulfilment::Column::UpdatedAt, Expr::value(unit.now))
        .filter(fulfilment::Column::Id.eq(request.fulfilment))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    let happened = [Happening::TrackingChanged(request.fulfilment)];
    Ok(timeline::tell(unit, order.id, "fulfillmentTrackingInfoUpdate", happened, &request.actor).await?)
}

/// Put in order: without blanks around, and absent where nothing is said.
pub(super) fn check(tracking: &Tracking) -> Result<Tracking, TrackingError> {
    let said = |text: &Option<String>, chars_max| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        match text {
            Some(text) if text.chars().count() > chars_max => Err(TrackingError::TooLong),
            text => Ok(text.map(str::to_owned)),
        }
    };
    let url = said(&tracking.url, URL_CHARS_MAX)?;
    // Clients make a link of it.
    if url.as_ref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
        return Err(TrackingError::BadUrl);
    }
    Ok(Tracking {
        company: said(&tracking.company, TEXT_CHARS_MAX)?,
        number: said(&tracking.number, TEXT_CHARS_MAX)?,
        url,
    })
}
