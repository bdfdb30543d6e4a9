//! What opens an order to somebody who is not signed in.
use entity::{cart, ids::OrderId};

use crate::shop::secret;

/// The secret part of an order's id. It follows from the cart that was ordered, so that whoever asks again is told
/// the same, and from the secret of that cart's key, which nobody else has.
pub fn secret(cart: &cart::Model, order: OrderId) -> String {
    secret::hash(&format!("order:{order}:{}", cart.secret_hash))
}

/// How it is stored.
pub(super) fn hash(cart: &cart::Model, order: OrderId) -> String {
    secret::hash(&secret(cart, order))
}
