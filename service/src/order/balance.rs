//! What an order's buyer has paid and still owes.
use std::collections::HashMap;

use entity::{
    ids::{OrderId, RefundId},
    money::Minor,
    payment, refund, refund_transaction,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::shop::{Unit, fault::Fault};

/// The sums of an order's payments. What was asked of a provider and not answered yet counts as done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    pub captured: Minor,
    pub capture_pending: Minor,
    /// Held for us by providers, and not asked for.
    pub authorized: Minor,
    /// All that went back or is on its way back.
    pub refunded: Minor,
    /// Of this, what went back because an edit made the order cost less.
    pub corrected: Minor,
}

impl Balance {
    /// From an order's payments, the refunds of edits among its refunds, and all their transactions.
    pub fn of<'a>(
        payments: impl IntoIterator<Item = &'a payment::Model>,
        refunds: impl IntoIterator<Item = &'a refund::Model>,
        transactions: impl IntoIterator<Item = &'a refund_transaction::Model>,
    ) -> Self {
        let mut balance = Self::default();
        for payment in payments {
            balance.captured += payment.captured;
            balance.capture_pending += payment.capture_pending;
            if payment.status == payment::Status::Authorized {
                balance.authorized += payment.authorized - payment.captured - payment.capture_pending;
            }
        }
        let corrections: HashMap<RefundId, bool> =
            refunds.into_iter().map(|refund| (refund.id, refund.is_correction)).collect();
        for transaction in transactions.into_iter().filter(|row| row.status != refund_transaction::Status::Failed) {
            balance.refunded += transaction.amount;
            if corrections.get(&transaction.refund_id) == Some(&true) {
                balance.corrected += transaction.amount;
            }
        }
        balance
    }

    /// What is still to be paid of an order that costs this much. Goods that were refunded were paid for: they are not
    /// owed again.
    pub fn outstanding(&self, total: Minor) -> Minor {
        std::cmp::max(Minor::ZERO, total - self.kept())
    }

    /// What was paid beyond what an order costs, and can go back.
    pub fn overpaid(&self, total: Minor) -> Minor {
        let over = std::cmp::max(Minor::ZERO, self.kept() - total);
        std::cmp::min(over, self.captured - self.refunded)
    }

    fn kept(&self) -> Minor {
        self.captured + self.capture_pending - self.corrected
    }
}

/// The balance of an order whose row is taken, with the payments it was made of.
pub(crate) async fn of_order(unit: &Unit, order: OrderId, payments: &[payment::Model]) -> Result<Balance, Fault> {
    let refunds = refund::Entity::find().filter(refund::Column::OrderId.eq(order)).all(&unit.tx).await?;
    let own = payments.iter().map(|payment| payment.id);
    let transactions = refund_transaction::Entity::find()
        .filter(refund_transaction::Column::PaymentId.is_in(own))
        .all(&unit.tx)
        .await?;
    Ok(Balance::of(payments, &refunds, &transactions))
}
