//! Stock on its way from one location to another.
//!
//! A draft moves nothing. Sending takes units from the shelf and announces them where they go; receiving, in parts
//! perhaps, puts them on the shelf there; cancelling brings back what has not arrived. Each step takes the transfer's
//! row first, in the status it must be in, so a step that is asked for twice is refused the second time.

mod cancel;
mod create;
mod receive;
mod send;

use std::collections::HashMap;

use entity::{
    ids::{LocationId, StockTransferId, VariantId},
    stock_movement::{Counter, Kind},
    stock_transfer::{self, Status},
    stock_transfer_line,
};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::Expr};

pub use self::{
    cancel::cancel,
    create::{CreateTransfer, create},
    receive::{Arrived, receive},
    send::send,
};
use super::shelf::Note;
use crate::{
    access::audit::{self, Actor, Entry},
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
        keyset::{self, Key, Position, SortBy},
        page::{Page, PageRequest},
    },
};

/// A transfer that shall take its next step.
#[derive(Clone, Debug)]
pub struct Step {
    pub transfer: StockTransferId,
    /// The version that was seen. Without it the status alone decides.
    pub version: Option<i32>,
    pub actor: Actor,
}

/// A transfer and what it carries, by variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    pub transfer: stock_transfer::Model,
    pub lines: Vec<stock_transfer_line::Model>,
}

/// Why a step is refused; `line` counts from 0. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    #[error("say what is transferred")]
    Nothing,
    #[error("at most {max} lines at once", max = super::CHANGES_MAX)]
    TooMany,
    #[error("a transfer goes from one location to another")]
    SamePlace,
    #[error("there is no such location")]
    UnknownLocation { location: LocationId },
    #[error("there is no such variant in it")]
    UnknownVariant { line: usize },
    #[error("a quantity must be between 1 and {max}", max = super::UNITS_MAX)]
    BadQuantity { line: usize },
    #[error("this variant is named twice")]
    Twice { line: usize },
    #[error("there is no such transfer")]
    UnknownTransfer,
    #[error("this transfer is {}", status_name(*.0))]
    WrongStatus(Status),
    #[error("somebody else changed this transfer: look at it again")]
    Stale,
    /// `there` counts what is on hand and not promised to buyers.
    #[error("{there} of {wanted} units of variant {variant} can be sent")]
    TooFew { variant: VariantId, wanted: i64, there: i64 },
    #[error("{on_the_way} units are still on their way")]
    TooManyArrived { line: usize, on_the_way: i64 },
    /// Staff changed the incoming counter by hand.
    #[error("{incoming} units of variant {variant} are announced where {wanted} should be: correct that first")]
    NotAnnounced { variant: VariantId, wanted: i64, incoming: i64 },
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for TransferError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Nothing
            | Self::TooMany
            | Self::SamePlace
            | Self::UnknownLocation { .. }
            | Self::UnknownVariant { .. }
            | Self::BadQuantity { .. }
            | Self::Twice { .. }
            | Self::UnknownTransfer
            | Self::WrongStatus(_)
            | Self::Stale
            | Self::TooFew { .. }
            | Self::TooManyArrived { .. }
            | Self::NotAnnounced { .. } => None,
        }
    }
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::Draft => "a draft",
        Status::InTransit => "on its way",
        Status::Received => "received",
        Status::Cancelled => "cancelled",
    }
}

/// A transfer, if there is one.
pub async fn find(shop: &Shop, id: StockTransferId) -> Result<Option<Transfer>, Fault> {
    let db = shop.database().current();
    let Some(transfer) = stock_transfer::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let lines = stock_transfer_line::Entity::find()
        .filter(stock_transfer_line::Column::StockTransferId.eq(id))
        .order_by_asc(stock_transfer_line::Column::VariantId)
        .all(db)
        .await?;
    Ok(Some(Transfer { transfer, lines }))
}

/// Transfers, newest first. Without their lines: ask for those of a page at once.
pub async fn page(
    shop: &Shop,
    page: &PageRequest,
) -> Result<Page<stock_transfer::Model>, super::history::HistoryError> {
    let by = SortBy::<stock_transfer::Column>::Id;
    let select = keyset::narrow(stock_transfer::Entity::find(), by, stock_transfer::Column::Id, page, true)?;
    let rows = select.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |row| Position(Key::Id, row.id.0).cursor()))
}

/// The lines of transfers.
pub async fn lines_of(
    shop: &Shop,
    transfers: &[StockTransferId],
) -> Result<HashMap<StockTransferId, Vec<stock_transfer_line::Model>>, Fault> {
    let rows = stock_transfer_line::Entity::find()
        .filter(stock_transfer_line::Column::StockTransferId.is_in(transfers.iter().copied()))
        .order_by_asc(stock_transfer_line::Column::StockTransferId)
        .order_by_asc(stock_transfer_line::Column::VariantId)
        .all(shop.database().current())
        .await?;
    let mut lines: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        lines.entry(row.stock_transfer_id).or_default().push(row);
    }
    Ok(lines)
}

/// Takes a transfer that has one of these statuses for this unit, one version on.
async fn take(unit: &Unit, step: &Step, from: &[Status]) -> Result<stock_transfer::Model, TransferError> {
    let mut update = stock_transfer::Entity::update_many()
        .col_expr(stock_transfer::Column::Version, Expr::col(stock_transfer::Column::Version).add(1))
        .col_expr(stock_transfer::Column::UpdatedAt, Expr::value(unit.now))
        .filter(stock_transfer::Column::Id.eq(step.transfer))
        .filter(stock_transfer::Column::Status.is_in(from.iter().copied()));
    if let Some(version) = step.version {
        update = update.filter(stock_transfer::Column::Version.eq(version));
    }
    let taken = update.exec_with_returning(&unit.tx).await.map_err(Fault::from)?.into_iter().next();
    if let Some(taken) = taken {
        return Ok(taken);
    }
    // Decided; what follows only says why.
    let now = stock_transfer::Entity::find_by_id(step.transfer).one(&unit.tx).await.map_err(Fault::from)?;
    Err(match now {
        None => TransferError::UnknownTransfer,
        Some(now) if !from.contains(&now.status) => TransferError::WrongStatus(now.status),
        Some(_) => TransferError::Stale,
    })
}

/// Gives a transfer that was taken its status.
async fn put(unit: &Unit, mut transfer: stock_transfer::Model, status: Status) -> Result<stock_transfer::Model, Fault> {
    stock_transfer::Entity::update_many()
        .col_expr(stock_transfer::Column::Status, Expr::value(status))
        .filter(stock_transfer::Column::Id.eq(transfer.id))
        .exec(&unit.tx)
        .await?;
    transfer.status = status;
    Ok(transfer)
}

/// Writes down who took a step.
async fn told(unit: &Unit, action: &'static str, id: StockTransferId, actor: &Actor) -> Result<(), Fault> {
    audit::record(unit, actor, [Entry::new(action, "InventoryTransfer", id)]).await
}

async fn lines(unit: &Unit, id: StockTransferId) -> Result<Vec<stock_transfer_line::Model>, Fault> {
    Ok(stock_transfer_line::Entity::find()
        .filter(stock_transfer_line::Column::StockTransferId.eq(id))
        .order_by_asc(stock_transfer_line::Column::VariantId)
        .all(&unit.tx)
        .await?)
}

/// What a transfer writes into the ledger.
fn note<'a>(actor: &'a Actor, reference: &'a str) -> Note<'a> {
    Note { kind: Kind::Transfer, actor: &actor.name, reference: Some(reference), reason: None }
}

/// The counters of the two ends.
const LEAVES: Counter = Counter::OnHand;
const ANNOUNCED: Counter = Counter::Incoming;
