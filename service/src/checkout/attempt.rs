//! What became of an attempt to buy.
use chrono::{DateTime, Utc};
use entity::{
    cart,
    ids::{CustomerId, OrderId},
    payment::{self, Gateway},
    sales_order::{self, CancelReason, Status},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::order_key;
use crate::shop::{Shop, fault::Fault, secret};

/// What opens an order: the secret that its buyer was told, or being the customer whose it is.
#[derive(Clone, Debug)]
pub struct OrderKey {
    pub id: OrderId,
    pub secret: Option<String>,
    pub customer: Option<CustomerId>,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The gateway has not answered yet.
    Processing,
    /// The buyer has to prove that it is them.
    ActionRequired {
        url: Option<String>,
    },
    Succeeded {
        order: Box<sales_order::Model>,
        at: DateTime<Utc>,
    },
    /// The cart can be edited and ordered again. The code is the gateway's.
    Failed {
        code: Option<String>,
        is_expired: bool,
    },
}

/// Looks at an attempt. None for an order that the key does not open.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn read(shop: &Shop, key: &OrderKey) -> Result<Option<Attempt>, Fault> {
    let db = shop.database().current();
    let Some(order) = sales_order::Entity::find_by_id(key.id).one(db).await? else { return Ok(None) };
    if !opens(key, &order) {
        return Ok(None);
    }
    let payments = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order.id))
        .filter(payment::Column::Gateway.is_not_in([Gateway::GiftCard, Gateway::StoreCredit]))
        .order_by_desc(payment::Column::Id)
        .one(db)
        .await?;
    Ok(Some(attempt(order, payments)))
}

/// The order that a key opens, however far it is.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn open(shop: &Shop, key: &OrderKey) -> Result<Option<sales_order::Model>, Fault> {
    let found = sales_order::Entity::find_by_id(key.id).one(shop.database().current()).await?;
    Ok(found.filter(|order| opens(key, order)))
}

/// The secret of an order for whoever opens it by it; none for others.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn secret_of(shop: &Shop, order: &sales_order::Model) -> Result<Option<String>, Fault> {
    let Some(cart) = order.cart_id else { return Ok(None) };
    let cart = cart::Entity::find_by_id(cart).one(shop.database().current()).await?;
    Ok(cart.map(|cart| order_key::secret(&cart, order.id)))
}

fn opens(key: &OrderKey, order: &sales_order::Model) -> bool {
    // Hashes of secrets that nobody can guess: how long comparing them takes tells nothing.
    let has_secret = key.secret.as_deref().is_some_and(|given| order.secret_hash == Some(secret::hash(given)));
    let is_owner = key.customer.is_some() && key.customer == order.customer_id;
    has_secret || is_owner
}

fn attempt(order: sales_order::Model, payment: Option<payment::Model>) -> Attempt {
    match order.status {
        Status::Pending | Status::Draft => match payment {
            Some(payment) if payment.status == payment::Status::ActionRequired => {
                Attempt::ActionRequired { url: payment.action_url }
            }
            _ => Attempt::Processing,
        },
        Status::Expired => Attempt::Failed { code: payment.and_then(|payment| payment.failure_code), is_expired: true },
        Status::Cancelled if order.number.is_none() || order.cancel_reason == Some(CancelReason::Declined) => {
            Attempt::Failed { code: payment.and_then(|payment| payment.failure_code), is_expired: false }
        }
        Status::Cancelled
        | Status::Confirmed
        | Status::Processing
        | Status::Shipped
        | Status::Delivered
        | Status::Refunded => {
            let at = order.placed_at.unwrap_or(order.created_at);
            Attempt::Succeeded { order: Box::new(order), at }
        }
    }
}
