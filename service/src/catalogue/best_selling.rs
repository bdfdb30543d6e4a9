//! How often a product was sold: what "best selling" sorts by.
//!
//! Counted anew from the orders now and then, and not with each order: everybody who buys the same product would wait
//! for its row. It may thus be some minutes old, and it cannot drift.
use std::time::Duration;

use entity::{ids::ProductId, product};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, Statement, sea_query::Expr};
use tokio_util::sync::CancellationToken;

use crate::{
    event::{self, Event},
    shop::{Shop, Unit, fault::Fault},
};

/// How often it is counted.
const PAUSE: Duration = Duration::from_mins(5);
/// Products that are brought up to date in one look; the others wait for the next.
const PRODUCTS_MAX: u64 = 2_000;
/// Products of one unit.
const PRODUCTS_PER_UNIT: usize = 100;

/// What was bought and neither taken out again nor sent back, of orders that were confirmed.
const DIFFERING: &str = "SELECT p.id, COALESCE(s.units, 0) AS units FROM product p LEFT JOIN (\
        SELECT l.product_id, SUM(l.quantity - l.removed - l.returned) AS units \
        FROM order_line l JOIN sales_order o ON o.id = l.order_id \
        WHERE o.number IS NOT NULL AND o.status NOT IN ('cancelled', 'expired') AND l.product_id IS NOT NULL GROUP BY l.product_id) s \
    ON s.product_id = p.id WHERE p.units_sold <> COALESCE(s.units, 0) ORDER BY p.id LIMIT $1";

#[derive(Clone, Copy, Debug, FromQueryResult)]
struct Sold {
    id: ProductId,
    units: i64,
}

/// Counts now and then, until it is told to stop. For the server's background.
pub async fn run(shop: &Shop, shutdown: CancellationToken) {
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
        match count(shop).await {
            Ok(0) => {}
            Ok(products) => tracing::info!(products, "counted what was sold"),
            Err(fault) => tracing::error!(error = ?fault, "counting what was sold failed"),
        }
    }
}

/// Brings products up to date, and says how many.
///
/// # Errors
/// A [`Fault`] when the database fails. What was done until then stays done.
pub async fn count(shop: &Shop) -> Result<usize, Fault> {
    let backend = shop.database().backend();
    let statement = Statement::from_sql_and_values(backend, DIFFERING, [PRODUCTS_MAX.into()]);
    let sold = Sold::find_by_statement(statement).all(shop.read()).await?;
    for sold in sold.chunks(PRODUCTS_PER_UNIT) {
        shop.write(&sold, note).await?;
    }
    Ok(sold.len())
}

async fn note(unit: &Unit, sold: &&[Sold]) -> Result<(), Fault> {
    for sold in *sold {
        product::Entity::update_many()
            .col_expr(product::Column::UnitsSold, Expr::value(sold.units))
            .filter(product::Column::Id.eq(sold.id))
            .exec(&unit.tx)
            .await?;
    }
    event::record(unit, sold.iter().map(|sold| Event::ProductUpdated(sold.id))).await
}
