//! Another cart with the same things in it: to buy again, to share without sharing who buys.
use super::{
    add_lines::{NewLine, Parent},
    create::{CreateCart, create},
    edit::Edited,
    key::CartKey,
    load,
    refusal::CartError,
    update_buyer::Buyer,
};
use crate::shop::Shop;

/// Begins a cart with the lines, codes and notes of another, and nothing of who buys it or where it goes. The other
/// stays as it is.
///
/// # Errors
/// [`CartError::NotFound`], or as for a cart that begins.
pub async fn copy(shop: &Shop, key: &CartKey) -> Result<Edited, CartError> {
    let cart = load::load(shop, key).await?.ok_or(CartError::NotFound)?;
    let all = || cart.lines.iter().chain(&cart.unsold);
    let variant_of = |id| all().find(|line| line.line.id == id).map(|line| line.variant.id);
    // What belongs to another line comes after it.
    let (main, parts): (Vec<_>, Vec<_>) = all().partition(|line| line.line.parent_id.is_none());
    let lines = main.into_iter().chain(parts).map(|line| NewLine {
        variant: line.variant.id,
        quantity: i64::from(line.line.quantity),
        attributes: line.attributes.clone(),
        parent: line.line.parent_id.and_then(variant_of).map(Parent::Merchandise),
    });
    let request = CreateCart {
        country: cart.cart.country,
        language: cart.cart.language.clone(),
        buyer: Buyer::default(),
        lines: lines.collect(),
        codes: cart.codes.iter().map(|code| code.code.clone()).collect(),
        gift_cards: Vec::new(),
        attributes: cart.attributes.clone(),
        note: cart.cart.note.clone(),
        metafields: Vec::new(),
        addresses: Vec::new(),
        source_name: cart.cart.source_name.clone(),
        delivery_option: None,
    };
    create(shop, &request).await
}
