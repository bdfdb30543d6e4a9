//! Carts to test with, and something to put into them.
use entity::{
    customer,
    ids::{CartLineId, CustomerId, VariantId},
    strings::Strings,
};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use service::{
    cart::{
        add_lines::{AddLines, NewLine, add_lines},
        create::{CreateCart, create},
        edit::{Edited, Target},
        key::CartKey,
        load,
        update_buyer::Buyer,
        view::CartView,
    },
    catalogue,
};
use uuid::Uuid;

use super::{
    catalogue::{ground, save},
    record::{picture, price, product, stock},
};
use crate::TestShop;

/// One variant each of so many products: the first costs 10.00, the next 20.00 and so on.
pub async fn goods(shop: &TestShop, count: usize, on_hand: i64) -> Vec<VariantId> {
    let ground = ground(shop).await;
    let records: Vec<_> = (1..=count)
        .map(|number| {
            let mut record = product(&format!("good-{number}"));
            let amount = 1_000 * i64::try_from(number).expect("a small number");
            record.variants[0].prices = vec![price(ground.price_list, amount)];
            record.variants[0].stock = vec![stock(ground.location, on_hand)];
            record.media = vec![picture(&format!("https://example.com/good-{number}.jpg"))];
            record.variants[0].media = Some(0);
            record
        })
        .collect();
    let saved: Vec<_> = save(shop, &records).await.products.into_iter().map(|(id, _)| id).collect();
    let variants = catalogue::variant::of_products(&shop.shop, &saved).await.expect("the variants");
    saved.iter().map(|product| variants[product][0].id).collect()
}

/// A wish for a cart in Germany, with nothing in it.
pub fn empty() -> CreateCart {
    CreateCart {
        country: "DE".parse().expect("a country"),
        language: "EN".parse().expect("a language"),
        buyer: Buyer::default(),
        lines: Vec::new(),
        codes: Vec::new(),
        gift_cards: Vec::new(),
        attributes: Vec::new(),
        note: String::new(),
        metafields: Vec::new(),
        addresses: Vec::new(),
        source_name: None,
        delivery_option: None,
    }
}

/// So many of a variant.
pub fn units(variant: VariantId, quantity: i64) -> NewLine {
    NewLine { variant, quantity, attributes: Vec::new(), parent: None }
}

/// Begins a cart.
pub async fn begin(shop: &TestShop, lines: Vec<NewLine>) -> CartView {
    ground(shop).await;
    create(&shop.shop, &CreateCart { lines, ..empty() }).await.expect("a cart").cart
}

/// Puts so many of a variant into a cart.
pub async fn add(shop: &TestShop, cart: &CartKey, lines: Vec<NewLine>) -> Edited {
    add_lines(&shop.shop, &AddLines { target: cart.clone().into(), lines }).await.expect("adding lines")
}

/// The cart as it is.
pub async fn read(shop: &TestShop, cart: &CartKey) -> CartView {
    load::load(&shop.shop, cart).await.expect("reading a cart").expect("the cart")
}

/// Variant and units of each line.
pub fn contents(cart: &CartView) -> Vec<(VariantId, i32)> {
    cart.lines.iter().map(|line| (line.variant.id, line.line.quantity)).collect()
}

pub fn line_ids(cart: &CartView) -> Vec<CartLineId> {
    cart.lines.iter().map(|line| line.line.id).collect()
}

/// An edit of a cart by somebody who saw a version of it.
pub fn seen(cart: &CartView) -> Target {
    Target { cart: cart.key.clone(), expected_version: Some(cart.cart.version) }
}

/// Somebody who can log in.
pub async fn customer(shop: &TestShop, email: &str) -> CustomerId {
    ground(shop).await;
    let now = shop.shop.now();
    let row = customer::Model {
        id: CustomerId(Uuid::now_v7()),
        user_id: None,
        email: Some(email.to_owned()),
        phone: None,
        first_name: String::new(),
        last_name: String::new(),
        state: customer::State::Enabled,
        accepts_marketing: false,
        tax_exempt: false,
        language: None,
        note: String::new(),
        tags: Strings::default(),
        order_count: 0,
        version: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    let connection = shop.database.connect().await;
    let row = row.into_active_model().insert(&connection).await.expect("a customer");
    sea_orm::DatabaseConnection::close(connection).await.expect("closing the connection");
    row.id
}
