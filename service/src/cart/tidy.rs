//! Carts that nobody comes back to.
//!
//! An idle cart with something in it is abandoned: that is told once, and an edit revives it. One that has expired is
//! deleted. Both in batches, guarded by their conditions, so that several servers may do it side by side.
use std::time::Duration;

use entity::{
    cart::{self, Status},
    cart_line,
    ids::CartId,
    metafield::{self, OwnerType},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    event::{self, Event},
    shop::{Shop, Unit, fault::Fault},
};

/// A cart without an edit for this long is abandoned.
pub const IDLE_AFTER: chrono::Duration = chrono::Duration::hours(10);
/// Carts of one batch.
pub const CARTS_PER_BATCH: u64 = 200;
/// How often carts are looked through.
pub const PAUSE: Duration = Duration::from_mins(1);
/// Batches of one look; what is left is for the next.
const BATCHES_MAX: usize = 50;

/// What one look found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tidied {
    pub abandoned: usize,
    pub deleted: usize,
}

/// Looks through the carts now and then, until it is told to stop. For the server's background.
pub async fn run(shop: &Shop, shutdown: CancellationToken) {
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
        match tidy(shop).await {
            Ok(Tidied { abandoned: 0, deleted: 0 }) => {}
            Ok(Tidied { abandoned, deleted }) => tracing::info!(abandoned, deleted, "tidied carts"),
            Err(fault) => tracing::error!(error = ?fault, "tidying carts failed"),
        }
    }
}

/// Abandons what is idle and deletes what has expired.
///
/// # Errors
/// A [`Fault`] when the database fails. What was done until then stays done.
pub async fn tidy(shop: &Shop) -> Result<Tidied, Fault> {
    let mut tidied = Tidied::default();
    for _ in 0..BATCHES_MAX {
        let abandoned = shop.write(&(), abandon_idle).await?;
        tidied.abandoned += abandoned;
        if abandoned == 0 {
            break;
        }
    }
    for _ in 0..BATCHES_MAX {
        let deleted = shop.write(&(), delete_expired).await?;
        tidied.deleted += deleted;
        if deleted == 0 {
            break;
        }
    }
    Ok(tidied)
}

async fn abandon_idle(unit: &Unit, (): &()) -> Result<usize, Fault> {
    let idle = || {
        let has_lines = Query::select()
            .expr(Expr::val(1))
            .from(cart_line::Entity)
            .and_where(
                Expr::col((cart_line::Entity, cart_line::Column::CartId)).equals((cart::Entity, cart::Column::Id)),
            )
            .to_owned();
        Condition::all()
            .add(cart::Column::Status.eq(Status::Active))
            .add(cart::Column::UpdatedAt.lte(unit.now - IDLE_AFTER))
            .add(cart::Column::ExpiresAt.gt(unit.now))
            .add(Expr::exists(has_lines))
    };
    let ids = batch(unit, idle(), cart::Column::UpdatedAt).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let abandoned = cart::Entity::update_many()
        .col_expr(cart::Column::Status, Expr::value(Status::Abandoned))
        .filter(cart::Column::Id.is_in(ids))
        .filter(idle())
        .exec_with_returning(&unit.tx)
        .await?;
    event::record(unit, abandoned.iter().map(|cart| Event::CartAbandoned(cart.id))).await?;
    Ok(abandoned.len())
}

/// Those that led to a cart go before the cart.
async fn delete_expired(unit: &Unit, (): &()) -> Result<usize, Fault> {
    let expired = || {
        let led_to = Query::select()
            .column(cart::Column::MergedIntoId)
            .from(cart::Entity)
            .and_where(Expr::col(cart::Column::MergedIntoId).is_not_null())
            .to_owned();
        // The key of a merged cart leads on for as long as the cart it leads to lives.
        let over = Query::select()
            .column(cart::Column::Id)
            .from(cart::Entity)
            .and_where(cart::Column::ExpiresAt.lte(unit.now))
            .and_where(cart::Column::Status.ne(Status::Converted))
            .to_owned();
        Condition::all()
            .add(cart::Column::ExpiresAt.lte(unit.now))
            .add(cart::Column::Status.ne(Status::Converted))
            .add(
                Condition::any()
                    .add(cart::Column::MergedIntoId.is_null())
                    .add(cart::Column::MergedIntoId.in_subquery(over)),
            )
            .add(cart::Column::Id.not_in_subquery(led_to))
    };
    let ids = batch(unit, expired(), cart::Column::ExpiresAt).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let owners: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    metafield::Entity::delete_many()
        .filter(metafield::Column::OwnerType.eq(OwnerType::Cart))
        .filter(metafield::Column::OwnerId.is_in(owners))
        .exec(&unit.tx)
        .await?;
    let deleted =
        cart::Entity::delete_many().filter(cart::Column::Id.is_in(ids)).filter(expired()).exec(&unit.tx).await?;
    Ok(usize::try_from(deleted.rows_affected).unwrap_or(usize::MAX))
}

async fn batch(unit: &Unit, which: Condition, by: cart::Column) -> Result<Vec<CartId>, Fault> {
    let ids: Vec<CartId> = cart::Entity::find()
        .select_only()
        .column(cart::Column::Id)
        .filter(which)
        .order_by_asc(by)
        .order_by_asc(cart::Column::Id)
        .limit(CARTS_PER_BATCH)
        .into_tuple()
        .all(&unit.tx)
        .await?;
    Ok(ids)
}
