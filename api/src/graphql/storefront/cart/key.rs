//! The id of a cart, and those of its parts.
//!
//! `gid://shopify/Cart/<uuid>?key=<secret>`: whoever has the id has the cart. Clients keep all of it, or
//! only what follows the last slash.
use async_graphql::{Context, ID};
use entity::ids::CartId;
use service::cart::key::CartKey;
use uuid::Uuid;

use crate::graphql::{context::ContextExt, storefront::node::id};

/// The id that clients are given of a cart.
pub fn encode(key: &CartKey) -> ID {
    let cart = key.id;
    match &key.secret {
        Some(secret) => ID(format!("gid://shopify/Cart/{cart}?key={}", secret.reveal())),
        None => ID(format!("gid://shopify/Cart/{cart}")),
    }
}

/// Reads the id of a cart, whole or only its tail. None for what cannot be one.
pub fn decode(id: &ID) -> Option<CartKey> {
    let (path, query) = id.0.split_once('?').unwrap_or((&id.0, ""));
    let cart = key_of("Cart", path)?;
    let secret = query.split('&').find_map(|pair| pair.strip_prefix("key="));
    Some(match secret {
        Some(secret) => CartKey::with_secret(cart, secret),
        None => CartKey { id: cart, secret: None, customer: None },
    })
}

/// The key that whoever asks has to the cart of an id: its secret, or else who they are.
pub fn of_viewer(ctx: &Context<'_>, id: &ID) -> Option<CartKey> {
    let key = decode(id)?;
    let customer = ctx.viewer().customer.filter(|_| key.secret.is_none());
    Some(CartKey { customer, ..key })
}

/// The id of a part of a cart: clients expect it to name the cart as well.
pub fn encode_part(kind: &str, part: impl Into<Uuid>, cart: CartId) -> ID {
    ID(format!("gid://shopify/{kind}/{}?cart={cart}", part.into()))
}

/// As [`encode_part`], for parts whose key is text.
pub fn encode_text(kind: &str, part: &str, cart: CartId) -> ID {
    ID(format!("gid://shopify/{kind}/{part}?cart={cart}"))
}

/// The key behind the id of a part, whole or only its tail. None for what cannot be one.
pub fn decode_part<T: From<Uuid>>(kind: &str, id: &ID) -> Option<T> {
    key_of(kind, id.0.split(['?', '#']).next()?)
}

/// As [`decode_part`], for parts whose key is text.
pub fn decode_text<'a>(kind: &str, id: &'a ID) -> Option<&'a str> {
    match id::parse(&id.0) {
        Some(global) => (global.kind == kind).then_some(global.tail),
        None => id.0.split(['?', '#']).next().filter(|tail| !tail.is_empty() && !tail.contains('/')),
    }
}

fn key_of<T: From<Uuid>>(kind: &str, path: &str) -> Option<T> {
    let tail = match id::parse(path) {
        Some(global) if global.kind == kind => global.tail,
        Some(_) => return None,
        None => path,
    };
    Uuid::parse_str(tail).ok().map(T::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CART: &str = "019aa5c0-0000-7000-8000-000000000001";

    #[test]
    fn a_cart_is_known_by_its_whole_id_and_by_its_tail() {
        for text in [format!("gid://shopify/Cart/{CART}?key=abc"), format!("gid://x/Cart/{CART}?key=abc&z=1")] {
            assert_eq!(encode(&decode(&ID(text)).unwrap()).0, format!("gid://shopify/Cart/{CART}?key=abc"));
        }
        let tail = decode(&ID(format!("{CART}?z=1&key=abc"))).unwrap();
        assert_eq!(encode(&tail).0, format!("gid://shopify/Cart/{CART}?key=abc"));
        assert_eq!(encode(&decode(&ID(CART.to_owned())).unwrap()).0, format!("gid://shopify/Cart/{CART}"));
    }

    #[test]
    fn what_is_no_cart_is_none() {
        for text in ["", "cart", "gid://shopify/Cart/1?key=abc", &format!("gid://shopify/Product/{CART}?key=abc")] {
            assert!(decode(&ID(text.to_owned())).is_none(), "{text}");
        }
    }

    #[test]
    fn a_part_names_its_cart_and_is_read_without_it() {
        let (cart, line) = (CartId(Uuid::from_u128(1)), Uuid::from_u128(2));
        let id = encode_part("CartLine", line, cart);
        assert_eq!(decode_part::<Uuid>("CartLine", &id), Some(line));
        assert_eq!(decode_part::<Uuid>("CartLine", &ID(line.to_string())), Some(line));
        assert_eq!(decode_part::<Uuid>("CartAddress", &id), None);
        assert_eq!(
            decode_text("CartDeliveryGroup", &ID("gid://shopify/CartDeliveryGroup/one?cart=1".into())),
            Some("one")
        );
    }
}
