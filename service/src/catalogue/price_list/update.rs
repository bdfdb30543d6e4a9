//! A price list gets another name, or takes its prices from elsewhere.
use entity::{ids::PriceListId, price_list};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    create::{NAME_CHARS_MAX, is_name},
    parent::{self, Failed, ParentError, TakenFrom},
};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    catalogue::save::reprice,
    event::{self, Event},
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
    },
};

/// What is wanted. What is absent stays.
#[derive(Clone, Debug)]
pub struct UpdatePriceList {
    pub list: PriceListId,
    pub name: Option<String>,
    pub parent: Option<ParentChange>,
    pub actor: Actor,
}

/// Where prices shall come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParentChange {
    /// From nowhere: what the list does not price is not for sale from it.
    Remove,
    Set(TakenFrom),
}

/// Why it is refused.
#[derive(Debug, thiserror::Error)]
pub enum UpdatePriceListError {
    #[error("there is no such price list")]
    Unknown,
    #[error("a price list needs a name of 1 to {NAME_CHARS_MAX} letters")]
    BadName,
    #[error(transparent)]
    Parent(ParentError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for UpdatePriceListError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Unknown | Self::BadName | Self::Parent(_) => None,
        }
    }
}

impl From<Failed> for UpdatePriceListError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Refused(refusal) => Self::Parent(refusal),
            Failed::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Changes a price list. Its currency and its code are for life: prices and imports go by them.
pub async fn update(shop: &Shop, request: &UpdatePriceList) -> Result<(), UpdatePriceListError> {
    if request.name.as_deref().is_some_and(|name| !is_name(name)) {
        return Err(UpdatePriceListError::BadName);
    }
    shop.write(request, work).await
}

async fn work(unit: &Unit, request: &UpdatePriceList) -> Result<(), UpdatePriceListError> {
    reprice::take_turn(unit).await?;
    let mut update = price_list::Entity::update_many()
        .col_expr(price_list::Column::UpdatedAt, Expr::value(unit.now))
        .filter(price_list::Column::Id.eq(request.list));
    if let Some(name) = &request.name {
        update = update.col_expr(price_list::Column::Name, Expr::value(name.trim()));
    }
    if request.parent == Some(ParentChange::Remove) {
        update = update
            .col_expr(price_list::Column::ParentId, Expr::value(None::<PriceListId>))
            .col_expr(price_list::Column::ParentFactor, Expr::value("1"));
    }
    if update.exec(&unit.tx).await.map_err(Fault::from)?.rows_affected != 1 {
        return Err(UpdatePriceListError::Unknown);
    }
    if let Some(ParentChange::Set(parent)) = request.parent {
        parent::set(unit, request.list, parent).await?;
    }
    if request.parent.is_some() {
        reprice::everything(unit).await?;
    }
    audit::record(unit, &request.actor, [Entry::new("priceListUpdate", "PriceList", request.list)]).await?;
    event::record(unit, [Event::SettingsChanged]).await?;
    Ok(())
}
