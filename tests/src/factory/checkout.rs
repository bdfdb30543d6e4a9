//! Carts that are ready to be ordered, and ordering them.
use entity::{ids::VariantId, payment::Gateway};
use service::{
    cart::{
        add_lines::NewLine,
        addresses::{AddressSource, NewAddress, Typed, TypedCountry},
        create::{CreateCart, create},
        edit::Target,
        update_buyer::{Buyer, Patch},
        view::CartView,
    },
    checkout::place::{PlaceError, PlaceOrder, Placed, Wish, place},
    shop::Shop,
};

use super::cart::{empty, units};

/// A wish for a cart that lacks nothing, if what is in it can be sent to Germany.
pub fn wanted(lines: Vec<NewLine>, email: &str) -> CreateCart {
    let typed = Typed {
        first_name: "Ada".to_owned(),
        last_name: "Byron".to_owned(),
        address1: "Lange Strasse 1".to_owned(),
        city: "Berlin".to_owned(),
        zip: "10115".to_owned(),
        country: TypedCountry::Known("DE".parse().expect("a country")),
        ..Typed::default()
    };
    let address = NewAddress {
        source: AddressSource::Typed(Box::new(typed)),
        is_selected: true,
        is_one_time: false,
        validation: entity::cart_address::Validation::Strict,
    };
    CreateCart {
        lines,
        buyer: Buyer { email: Patch::Set(email.to_owned()), ..Buyer::default() },
        addresses: vec![address],
        ..empty()
    }
}

/// Begins a cart that can be ordered.
pub async fn ready(shop: &Shop, variant: VariantId, quantity: i64, email: &str) -> CartView {
    create(shop, &wanted(vec![units(variant, quantity)], email)).await.expect("a cart").cart
}

/// Pays by hand, later: the order is confirmed at once.
pub fn by_hand(cart: &CartView) -> PlaceOrder {
    PlaceOrder {
        target: Target::from(cart.key.clone()),
        payment: Some(Wish { gateway: Gateway::Manual, source: None }),
        agreed: Some(cart.quote.payable),
        attempt_token: None,
        once: None,
        is_captured_at_once: true,
    }
}

/// Places the order of a cart that has just been read.
///
/// # Errors
/// As [`place`].
pub async fn order(shop: &Shop, cart: &CartView) -> Result<Placed, PlaceError> {
    place(shop, &by_hand(cart)).await
}
