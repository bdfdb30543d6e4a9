//! When a provider is asked again, and when no more.
use chrono::{DateTime, Duration, Utc};
use entity::{ids::PaymentId, money::Minor, payment, refund_transaction};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::record::ANSWER;
use crate::{
    order::{
        timeline::{self, Happening},
        transition,
    },
    shop::{Shop, Unit, fault::Fault},
};

/// After the first call without an answer; it doubles with each.
const FIRST_PAUSE: Duration = Duration::seconds(30);
/// Between two calls at most.
const PAUSE_MAX: Duration = Duration::hours(1);
/// Doublings after which the pause is at its longest anyway.
const DOUBLINGS_MAX: u32 = 7;
/// Steps between half of a pause and all of it.
const JITTER_STEPS: i32 = 256;

/// How long to wait after so many calls: somewhere in the upper half of what has doubled, so that what failed together
/// does not come back together. Where is drawn from the row's own key.
fn pause(key: Uuid, attempts: i32) -> Duration {
    let doublings = std::cmp::min(u32::try_from(attempts).unwrap_or_default(), DOUBLINGS_MAX);
    let ceiling = std::cmp::min(FIRST_PAUSE * (1_i32 << doublings), PAUSE_MAX);
    // The end of a UUIDv7 is random; each attempt takes another byte of it.
    let byte = key.as_bytes()[15 - usize::try_from(attempts.rem_euclid(8)).unwrap_or_default()];
    ceiling * (JITTER_STEPS + i32::from(byte)) / (2 * JITTER_STEPS)
}

/// A payment is asked about later, unless somebody else got further with it.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn postpone(shop: &Shop, payment: &payment::Model) -> Result<(), Fault> {
    shop.write(payment, postpone_in).await
}

async fn postpone_in(unit: &Unit, payment: &payment::Model) -> Result<(), Fault> {
    let later = unit.now + pause(payment.id.0, payment.attempts);
    payment::Entity::update_many()
        .col_expr(payment::Column::Attempts, Expr::col(payment::Column::Attempts).add(1))
        .col_expr(payment::Column::ReconcileAt, Expr::value(later))
        .filter(payment::Column::Id.eq(payment.id))
        .filter(payment::Column::Attempts.eq(payment.attempts))
        .filter(payment::Column::Version.eq(payment.version))
        .exec(&unit.tx)
        .await?;
    Ok(())
}

/// Money is given back later, unless it was meanwhile.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn postpone_refund(shop: &Shop, transaction: &refund_transaction::Model) -> Result<(), Fault> {
    shop.write(transaction, postpone_refund_in).await
}

async fn postpone_refund_in(unit: &Unit, transaction: &refund_transaction::Model) -> Result<(), Fault> {
    let later = unit.now + pause(transaction.id.0, transaction.attempts);
    refund_transaction::Entity::update_many()
        .col_expr(refund_transaction::Column::Attempts, Expr::col(refund_transaction::Column::Attempts).add(1))
        .col_expr(refund_transaction::Column::ReconcileAt, Expr::value(later))
        .filter(refund_transaction::Column::Id.eq(transaction.id))
        .filter(refund_transaction::Column::Attempts.eq(transaction.attempts))
        .filter(refund_transaction::Column::Status.eq(refund_transaction::Status::Pending))
        .exec(&unit.tx)
        .await?;
    Ok(())
}

/// There is nothing to ask about a payment any more.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn rest(shop: &Shop, payment: &payment::Model) -> Result<(), Fault> {
    shop.write(payment, rest_in).await
}

async fn rest_in(unit: &Unit, payment: &payment::Model) -> Result<(), Fault> {
    payment::Entity::update_many()
        .col_expr(payment::Column::ReconcileAt, Expr::value(None::<DateTime<Utc>>))
        .filter(payment::Column::Id.eq(payment.id))
        .filter(payment::Column::ReconcileAt.eq(payment.reconcile_at))
        .filter(payment::Column::Status.eq(payment.status))
        .filter(payment::Column::CapturePending.eq(payment.capture_pending))
        .exec(&unit.tx)
        .await?;
    Ok(())
}

/// What was to be captured cannot be, and whoever runs the shop is told.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn drop_capture(unit: &Unit, (payment, why): &(PaymentId, &str)) -> Result<(), Fault> {
    let Some(known) = payment::Entity::find_by_id(*payment).one(&unit.tx).await? else { return Ok(()) };
    transition::take(unit, known.order_id).await?;
    let dropped = payment::Entity::update_many()
        .col_expr(payment::Column::CapturePending, Expr::value(Minor::ZERO))
        .col_expr(payment::Column::ReconcileAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(payment::Column::Version, Expr::col(payment::Column::Version).add(1))
        .col_expr(payment::Column::UpdatedAt, Expr::value(unit.now))
        .filter(payment::Column::Id.eq(*payment))
        .filter(payment::Column::CapturePending.eq(known.capture_pending))
        .filter(payment::Column::CapturePending.gt(Minor::ZERO))
        .filter(payment::Column::Captured.eq(known.captured))
        .exec(&unit.tx)
        .await?;
    if dropped.rows_affected == 1 {
        timeline::record(unit, known.order_id, [Happening::Note((*why).to_owned())], ANSWER).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let key = Uuid::from_u128(0x0198_0000_0000_7000_8000_0102_0304_0506);
        let mut least = Duration::zero();
        for attempts in 0..40 {
            let (now, other) = (pause(key, attempts), pause(Uuid::max(), attempts));
            assert!(now > least && now <= PAUSE_MAX && other <= PAUSE_MAX, "{attempts}: {now}");
            least = if attempts < 6 { now } else { PAUSE_MAX / 2 - Duration::seconds(1) };
        }
        assert!(pause(key, 0) >= FIRST_PAUSE / 2 && pause(Uuid::max(), 0) <= FIRST_PAUSE);
        assert_ne!(pause(key, 1), pause(Uuid::max(), 1), "different rows come back at different times");
    }
}
