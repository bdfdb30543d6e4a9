//! What opens a cart: its secret, or being the customer whose it is.
use chrono::Duration;
use entity::{
    cart,
    ids::{CartId, CustomerId},
};

use crate::shop::secret;

/// A guest's cart lives this long after its last edit.
pub const GUEST_CART_LIFE: Duration = Duration::days(30);
/// A customer's cart lives this long after its last edit.
pub const CUSTOMER_CART_LIFE: Duration = Duration::days(90);

/// A cart's id with what opens it.
///
/// The id alone opens nothing: it stands in logs and links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CartKey {
    pub id: CartId,
    /// The secret part of the cart's id.
    pub secret: Option<Hidden>,
    /// Who is asking, when an access token proved it.
    pub customer: Option<CustomerId>,
}

/// A secret that was handed to us. Logs never carry it.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl CartKey {
    /// A cart and its secret.
    pub fn with_secret(id: CartId, secret: impl Into<String>) -> Self {
        Self { id, secret: Some(Hidden(secret.into())), customer: None }
    }

    /// A cart of the customer's own.
    pub fn of_customer(id: CartId, customer: CustomerId) -> Self {
        Self { id, secret: None, customer: Some(customer) }
    }

    /// Whether this opens the cart.
    pub(crate) fn opens(&self, cart: &cart::Model) -> bool {
        let has_secret =
            self.secret.as_ref().is_some_and(|given| is_same(&secret::hash(given.reveal()), &cart.secret_hash));
        let is_owner = self.customer.is_some() && self.customer == cart.customer_id;
        has_secret || is_owner
    }
}

impl Hidden {
    /// The secret itself, for the cart's id as its buyer is told it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// Compares every letter, wherever the first difference is: the time it takes tells nothing.
fn is_same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |seen, (one, other)| seen | (one ^ other));
    one.len() == other.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_whole_texts() {
        assert!(is_same("abc", "abc"));
        assert!(!is_same("abc", "abd"));
        assert!(!is_same("abc", "ab"));
        assert!(!is_same("", "a"));
    }

    #[test]
    fn a_secret_is_not_printed() {
        let key = CartKey::with_secret(CartId(uuid::Uuid::nil()), "open sesame");
        assert!(!format!("{key:?}").contains("sesame"));
    }
}
