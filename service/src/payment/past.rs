//! What was paid elsewhere, before this shop took orders.
use entity::{
    payment::{self, Gateway, Status},
    payment_event::Kind,
    sales_order,
};
use serde_json::json;

use super::{
    begin::{NewPayment, row},
    ledger::{self, Entry},
};
use crate::shop::{
    Unit,
    bulk::{self, OnConflict},
    fault::Fault,
};

/// Writes down that orders were paid in full, by hand, when they were placed. Three statements for all of them.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(crate) async fn paid(unit: &Unit, orders: &[sales_order::Model], actor: &str) -> Result<(), Fault> {
    let payments: Vec<_> = orders
        .iter()
        .filter(|order| order.total.0 > 0)
        .map(|order| {
            let amount = order.total;
            let new = NewPayment { gateway: Gateway::Manual, source: None, amount, is_captured_at_once: true };
            let at = order.placed_at.unwrap_or(order.created_at);
            payment::Model {
                status: Status::Captured,
                authorized: amount,
                captured: amount,
                created_at: at,
                updated_at: at,
                ..row(unit, order, &new)
            }
        })
        .collect();
    bulk::insert::<payment::Entity>(unit, &payments, OnConflict::Fail).await?;
    let entries: Vec<_> = payments
        .iter()
        .flat_map(|payment| {
            [Kind::Begun, Kind::Authorized, Kind::Captured].map(|kind| Entry {
                payment,
                kind,
                amount: payment.amount,
                detail: json!({}),
            })
        })
        .collect();
    ledger::record(unit, &entries, actor).await
}
