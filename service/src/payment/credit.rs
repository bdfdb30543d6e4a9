//! Gift cards and store credit pay in the unit that places the order: nobody else has to be asked.
use entity::{
    gift_card_movement,
    ids::{CustomerId, GiftCardId},
    money::Minor,
    payment::{self, Gateway, Status},
    payment_event::Kind,
    sales_order, store_credit_movement,
};
use serde_json::json;

use super::{
    begin::{NewPayment, row},
    ledger::{self, BUYER, Entry},
};
use crate::{
    event::Event,
    gift_card,
    order::timeline::Happening,
    shop::{
        Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault},
    },
    store_credit,
};

/// Money of the buyer's that the shop holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditUse {
    GiftCard {
        id: GiftCardId,
        amount: Minor,
    },
    /// Of the order's customer, in its currency.
    StoreCredit {
        amount: Minor,
    },
}

impl CreditUse {
    fn amount(&self) -> Minor {
        match self {
            Self::GiftCard { amount, .. } | Self::StoreCredit { amount } => *amount,
        }
    }
}

/// What the caller tells of it, together with what else it tells.
#[must_use = "what was paid is told to the timeline and to the feed"]
#[derive(Clone, Debug, Default)]
pub struct Paid {
    pub happenings: Vec<Happening>,
    pub events: Vec<Event>,
}

/// Why it is refused. Then the unit has to be rolled back.
#[derive(Debug, thiserror::Error)]
pub enum CreditError {
    #[error("there is less on a gift card")]
    NotEnoughOnCard(GiftCardId),
    #[error("a gift card cannot be used any more")]
    CardUnusable(GiftCardId),
    #[error("the customer has less store credit")]
    NotEnoughCredit,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for CreditError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::NotEnoughOnCard(_) | Self::CardUnusable(_) | Self::NotEnoughCredit => None,
        }
    }
}

/// Pays with what the shop holds of the buyer's. Amounts of nothing are left out.
///
/// Three statements for all, two for each account, and one for each gift card with another for all of them.
///
/// # Errors
/// See [`CreditError`].
pub async fn pay(unit: &Unit, order: &sales_order::Model, uses: &[CreditUse]) -> Result<Paid, CreditError> {
    let mut uses: Vec<_> = uses.iter().copied().filter(|used| used.amount() > Minor::ZERO).collect();
    if uses.is_empty() {
        return Ok(Paid::default());
    }
    // In the order of their keys, as everybody who wants several; accounts come after cards.
    uses.sort_by_key(|used| match used {
        CreditUse::GiftCard { id, .. } => (0, Some(*id)),
        CreditUse::StoreCredit { .. } => (1, None),
    });
    let payments: Vec<_> = uses.iter().map(|used| captured(unit, order, used)).collect();
    bulk::insert::<payment::Entity>(unit, &payments, OnConflict::Fail).await?;
    let entry = |payment, kind, amount| Entry { payment, kind, amount, detail: json!({}) };
    let happened: Vec<_> = payments
        .iter()
        .flat_map(|payment| {
            [
                entry(payment, Kind::Begun, payment.amount),
                entry(payment, Kind::Authorized, payment.amount),
                entry(payment, Kind::Captured, payment.amount),
            ]
        })
        .collect();
    ledger::record(unit, &happened, BUYER).await?;
    let mut events = from_cards(unit, order, &uses).await?;
    events.extend(from_account(unit, order, &uses).await?);
    let happenings = payments.iter().map(|payment| Happening::PaymentCaptured(payment.id, payment.amount)).collect();
    Ok(Paid { happenings, events })
}

fn captured(unit: &Unit, order: &sales_order::Model, used: &CreditUse) -> payment::Model {
    let (gateway, gift_card_id) = match used {
        CreditUse::GiftCard { id, .. } => (Gateway::GiftCard, Some(*id)),
        CreditUse::StoreCredit { .. } => (Gateway::StoreCredit, None),
    };
    let amount = used.amount();
    let new = NewPayment { gateway, source: None, amount, is_captured_at_once: true };
    payment::Model {
        status: Status::Captured,
        authorized: amount,
        captured: amount,
        gift_card_id,
        reconcile_at: None,
        ..row(unit, order, &new)
    }
}

async fn from_cards(unit: &Unit, order: &sales_order::Model, uses: &[CreditUse]) -> Result<Vec<Event>, CreditError> {
    use gift_card::ledger::{MoveError, Movement, move_each};
    let reference = order.id.to_string();
    let movements: Vec<_> = uses
        .iter()
        .filter_map(|used| match used {
            CreditUse::GiftCard { id, amount } => Some((*id, *amount)),
            CreditUse::StoreCredit { .. } => None,
        })
        .map(|(card, amount)| Movement {
            card,
            kind: gift_card_movement::Kind::Redeem,
            delta: Minor::ZERO - amount,
            currency: order.currency,
            reference: Some(&reference),
            actor: BUYER,
        })
        .collect();
    move_each(unit, &movements).await.map_err(|(card, error)| match error {
        MoveError::NotEnough => CreditError::NotEnoughOnCard(card),
        MoveError::NotFound | MoveError::WrongCurrency | MoveError::Deactivated | MoveError::Expired => {
            CreditError::CardUnusable(card)
        }
        MoveError::Fault(fault) => CreditError::Fault(fault),
        error @ (MoveError::NoAmount | MoveError::TooMuch) => Fault::other("paying with a gift card", error).into(),
    })?;
    Ok(movements.iter().map(|movement| Event::GiftCardChanged(movement.card)).collect())
}

async fn from_account(unit: &Unit, order: &sales_order::Model, uses: &[CreditUse]) -> Result<Vec<Event>, CreditError> {
    let mut events = Vec::new();
    for used in uses {
        let CreditUse::StoreCredit { amount } = used else { continue };
        let Some(customer) = order.customer_id else { return Err(CreditError::NotEnoughCredit) };
        events.push(take(unit, order, customer, *amount).await?);
    }
    Ok(events)
}

async fn take(
    unit: &Unit,
    order: &sales_order::Model,
    customer: CustomerId,
    amount: Minor,
) -> Result<Event, CreditError> {
    use store_credit::ledger::{MoveError, Movement, move_money};
    let movement = Movement {
        customer,
        currency: order.currency,
        kind: store_credit_movement::Kind::Redeem,
        delta: Minor::ZERO - amount,
        reference: Some(&order.id.to_string()),
        actor: BUYER,
    };
    let standing = move_money(unit, &movement).await.map_err(|error| match error {
        MoveError::NotEnough | MoveError::NoCustomer => CreditError::NotEnoughCredit,
        MoveError::Fault(fault) => CreditError::Fault(fault),
        error @ (MoveError::NoAmount | MoveError::UnknownCurrency | MoveError::TooMuch) => {
            Fault::other("paying with store credit", error).into()
        }
    })?;
    Ok(Event::StoreCreditChanged(standing.account))
}
