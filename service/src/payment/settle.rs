//! Carries out what is written down of an order's payments: asks the provider, outside of any unit, and records each
//! answer in a unit of its own.
//!
//! Called right after the unit that wrote something down, and by the reconciler for whatever was left. Any number at
//! once do no harm: providers know our keys, and what is known already is recorded as nothing.
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::{
    ids::{OrderId, PaymentId},
    money::Minor,
    payment::{self, Status},
    refund_transaction, sales_order,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    ask::{self, Ask, Patience},
    gateway::{Begin, Cancel, Capture, GatewayError, Gateways, Look, Observation, RefundOutcome, RefundRequest},
    later,
    record::{self, ANSWER, observe},
    refund,
};
use crate::shop::{Shop, fault::Fault};

/// Steps that lead on, one after the other, for one order in one call.
const ROUNDS_MAX: usize = 8;

/// An order and its payments as they are when all was asked that could be.
#[derive(Clone, Debug)]
pub struct Settled {
    pub order: sales_order::Model,
    /// The oldest first.
    pub payments: Vec<payment::Model>,
    /// Money on its way back.
    pub refunds: Vec<refund_transaction::Model>,
}

impl Settled {
    /// The payment whose buyer has to prove that it is them, if one has to.
    pub fn action_required(&self) -> Option<&payment::Model> {
        self.payments.iter().find(|payment| payment.status == Status::ActionRequired)
    }

    /// Why the last payment failed, if one did.
    pub fn failure_code(&self) -> Option<&str> {
        self.payments.iter().rev().find_map(|payment| payment.failure_code.as_deref())
    }
}

/// Carries out what an order's payments ask for now.
///
/// A provider that does not answer is asked again later; that is no error.
///
/// # Errors
/// A [`Fault`] when the database fails, or there is no such order.
pub async fn settle(shop: &Shop, gateways: &Gateways, order: OrderId) -> Result<Settled, Fault> {
    work(shop, gateways, order, Patience::Waits).await
}

/// [`settle`] without waiting for the time that was set: for the reconciler, and when somebody says that there is news.
///
/// # Errors
/// A [`Fault`] when the database fails, or there is no such order.
pub async fn settle_now(shop: &Shop, gateways: &Gateways, order: OrderId) -> Result<Settled, Fault> {
    work(shop, gateways, order, Patience::None).await
}

async fn work(shop: &Shop, gateways: &Gateways, order: OrderId, patience: Patience) -> Result<Settled, Fault> {
    let mut stuck = BTreeSet::<Uuid>::new();
    let mut settled = read(shop, order).await?;
    for _ in 0..ROUNDS_MAX {
        let now = shop.now();
        let mut was_asked = false;
        for payment in &settled.payments {
            let ask = ask::of_payment(payment, &settled.order, patience, now);
            let Some(ask) = ask.filter(|_| !stuck.contains(&payment.id.0)) else { continue };
            was_asked = true;
            let step = Step { shop, gateways, order: &settled.order, payment };
            if !step.carry_out(ask).await? {
                stuck.insert(payment.id.0);
            }
        }
        for transaction in settled.refunds.iter().filter(|refund| ask::is_due(refund, patience, now)) {
            if !stuck.insert(transaction.id.0) {
                continue;
            }
            was_asked = true;
            let payment = settled.payments.iter().find(|payment| payment.id == transaction.payment_id);
            let payment = payment.ok_or_else(|| Fault::broken("a refund has no payment"))?;
            give_back(shop, gateways, payment, transaction).await?;
        }
        if !was_asked {
            break;
        }
        settled = read(shop, order).await?;
    }
    Ok(settled)
}

/// A buyer is back from a provider: how far their payment is now. None where there is no such payment.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn come_back(shop: &Shop, gateways: &Gateways, payment: PaymentId) -> Result<Option<Status>, Fault> {
    let Some(known) = record::find(shop, payment).await? else { return Ok(None) };
    if !matches!(known.status, Status::Pending | Status::ActionRequired) {
        return Ok(Some(known.status));
    }
    let settled = settle_now(shop, gateways, known.order_id).await?;
    let now = settled.payments.into_iter().find(|found| found.id == payment);
    Ok(now.map(|payment| payment.status))
}

/// Looks at one payment, whatever is known of it: somebody said that there is news. Whether the provider answered.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn look_at(shop: &Shop, gateways: &Gateways, payment: &payment::Model) -> Result<bool, Fault> {
    match gateways.look(&Look { payment, now: shop.now() }).await {
        Ok(seen) => {
            observe(shop, payment.id, &seen, record::WEBHOOK).await?;
            Ok(true)
        }
        Err(_) => Ok(false),
    }
}

/// An order with its payments, and the money that is on its way back.
async fn read(shop: &Shop, order: OrderId) -> Result<Settled, Fault> {
    let db = shop.database().current();
    let order = sales_order::Entity::find_by_id(order).one(db).await?;
    let order = order.ok_or_else(|| Fault::broken("there is no such order to settle"))?;
    let payments = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order.id))
        .order_by_asc(payment::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<PaymentId> =
        payments.iter().filter(|payment| payment.refund_pending > Minor::ZERO).map(|payment| payment.id).collect();
    let refunds = if ids.is_empty() {
        Vec::new()
    } else {
        refund_transaction::Entity::find()
            .filter(refund_transaction::Column::PaymentId.is_in(ids))
            .filter(refund_transaction::Column::Status.eq(refund_transaction::Status::Pending))
            .order_by_asc(refund_transaction::Column::Id)
            .all(db)
            .await?
    };
    Ok(Settled { order, payments, refunds })
}

/// One payment, to be carried on.
struct Step<'a> {
    shop: &'a Shop,
    gateways: &'a Gateways,
    order: &'a sales_order::Model,
    payment: &'a payment::Model,
}

impl Step<'_> {
    fn now(&self) -> DateTime<Utc> {
        self.shop.now()
    }

    /// Whether it led anywhere: otherwise it is left for later.
    async fn carry_out(&self, ask: Ask) -> Result<bool, Fault> {
        match ask {
            Ask::Begin => self.begin().await,
            Ask::Look => self.look().await,
            Ask::Capture => self.capture().await,
            Ask::Cancel => self.cancel().await,
            Ask::DropCapture => self.drop_capture("there is nothing left to capture").await,
            Ask::Rest => later::rest(self.shop, self.payment).await.map(|()| false),
        }
    }

    async fn begin(&self) -> Result<bool, Fault> {
        match self.gateways.begin(&Begin { payment: self.payment }).await {
            Ok(seen) => self.record(&seen).await.map(|_| true),
            Err(GatewayError::Refused { code }) => self.record(&Observation::failed(None, code)).await.map(|_| true),
            Err(_) => self.postpone().await,
        }
    }

    async fn look(&self) -> Result<bool, Fault> {
        match self.gateways.look(&Look { payment: self.payment, now: self.now() }).await {
            Ok(seen) => self.record_or_wait(&seen).await,
            // Nobody knew whether its beginning had arrived: it had, and this is the answer.
            Err(GatewayError::Refused { code }) if self.payment.provider_key.is_none() => {
                self.record_or_wait(&Observation::failed(None, code)).await
            }
            Err(_) => self.postpone().await,
        }
    }

    async fn cancel(&self) -> Result<bool, Fault> {
        let since = self.order.cancelled_at.or(self.order.expires_at).unwrap_or(self.order.updated_at);
        match self.gateways.cancel(&Cancel { payment: self.payment, since, now: self.now() }).await {
            Ok(seen) => self.record_or_wait(&seen).await,
            // It is further than we know.
            Err(GatewayError::Refused { .. }) => self.look().await,
            Err(_) => self.postpone().await,
        }
    }

    async fn capture(&self) -> Result<bool, Fault> {
        let request = Capture { payment: self.payment, amount: self.payment.capture_pending };
        let code = match self.gateways.capture(&request).await {
            Ok(seen) => return self.record_capture(&seen).await,
            Err(GatewayError::Refused { code }) => code,
            Err(_) => return self.postpone().await,
        };
        // It may have been captured by somebody else, or given up.
        match self.gateways.look(&Look { payment: self.payment, now: self.now() }).await {
            Ok(seen) if seen.captured > self.payment.captured => self.record_capture(&seen).await,
            Ok(seen) => {
                self.record(&seen).await?;
                self.drop_capture(&format!("the capture was refused: {code}")).await
            }
            Err(_) => self.postpone().await,
        }
    }

    async fn record_capture(&self, seen: &Observation) -> Result<bool, Fault> {
        let recorded = self.record(seen).await?;
        if recorded.is_some_and(|now| now.captured > self.payment.captured) { Ok(true) } else { self.postpone().await }
    }

    async fn record(&self, seen: &Observation) -> Result<Option<payment::Model>, Fault> {
        observe(self.shop, self.payment.id, seen, ANSWER).await
    }

    /// What is still open after an answer is asked again later.
    async fn record_or_wait(&self, seen: &Observation) -> Result<bool, Fault> {
        let Some(now) = self.record(seen).await? else { return Ok(false) };
        match now.status {
            Status::Pending | Status::ActionRequired => {
                later::postpone(self.shop, &now).await?;
                Ok(false)
            }
            Status::Authorized | Status::Captured | Status::Failed | Status::Voided => Ok(true),
        }
    }

    async fn postpone(&self) -> Result<bool, Fault> {
        later::postpone(self.shop, self.payment).await.map(|()| false)
    }

    async fn drop_capture(&self, why: &str) -> Result<bool, Fault> {
        self.shop.write(&(self.payment.id, why), later::drop_capture).await.map(|()| false)
    }
}

async fn give_back(
    shop: &Shop,
    gateways: &Gateways,
    payment: &payment::Model,
    transaction: &refund_transaction::Model,
) -> Result<(), Fault> {
    if ask::is_credit(payment.gateway) {
        if let Err(fault) = shop.write(&transaction.id, refund::to_credit).await {
            tracing::error!(error = ?fault, refund = %transaction.id, "credit could not be given back");
            later::postpone_refund(shop, transaction).await?;
        }
        return Ok(());
    }
    let outcome = match gateways.refund(&RefundRequest { payment, transaction }).await {
        Ok(outcome) => outcome,
        Err(GatewayError::Refused { code }) => RefundOutcome::Failed { provider_key: None, code },
        Err(_) => return later::postpone_refund(shop, transaction).await,
    };
    let is_settled = !matches!(outcome, RefundOutcome::Processing { .. });
    shop.write(&(transaction.id, outcome), refund::record).await?;
    if is_settled { Ok(()) } else { later::postpone_refund(shop, transaction).await }
}
