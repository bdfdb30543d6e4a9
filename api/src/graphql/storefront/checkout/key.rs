//! The ids of attempts and orders, as their buyer is told them.
//!
//! `gid://shopify/Order/<uuid>?key=<secret>`: whoever has it may look at the order.
use async_graphql::ID;
use entity::ids::OrderId;
use service::checkout::{attempt::OrderKey, place::Placed};

use crate::graphql::{context::ContextExt, storefront::cart::key};

/// An attempt's id. It is the order's that it made.
pub fn attempt_id(placed: &Placed) -> String {
    format!("gid://shopify/CartCompletionAttempt/{}?key={}", placed.order, placed.secret)
}

/// The id of an order, with its secret part where there is one.
pub fn order_id(order: OrderId, secret: Option<&str>) -> ID {
    ID(secret
        .map_or_else(|| format!("gid://shopify/Order/{order}"), |key| format!("gid://shopify/Order/{order}?key={key}")))
}

/// The page of an order.
pub fn order_url(base_url: &str, order: OrderId, secret: Option<&str>) -> String {
    let key = secret.map(|secret| format!("?key={secret}")).unwrap_or_default();
    format!("{base_url}/orders/{order}{key}")
}

/// Reads the id of an attempt or an order, whole or only its tail. None for what cannot be one.
pub fn decode(ctx: &async_graphql::Context<'_>, kind: &str, id: &str) -> Option<OrderKey> {
    let (path, query) = id.split_once('?').unwrap_or((id, ""));
    let order = key::decode_part::<OrderId>(kind, &ID(path.to_owned()))?;
    let secret = query.split('&').find_map(|pair| pair.strip_prefix("key=")).map(str::to_owned);
    Some(OrderKey { id: order, secret, customer: ctx.viewer().customer })
}
