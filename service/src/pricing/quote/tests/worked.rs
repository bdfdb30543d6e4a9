//! The cart of `docs/pricing.md`, sentence by sentence.
use entity::money::Minor;
use rust_decimal::Decimal;

use super::example::*;
use crate::pricing::{
    promotion::{Action, OrderAction, ProductAction, Promotion},
    quote::{GiftCardBalance, PriceSource},
    shipping::ShippingTax,
};

#[test]
fn the_manuals_cart_comes_to_what_the_manual_says() {
    let mut mugs = line(1, 3, 1200);
    mugs.label = "Mug".into();
    mugs.prices.push(price_in(PriceSource::MarketList, 1, 3, 1100));
    let mut book = line(2, 1, 2490);
    (book.label, book.tax_category) = ("Book".into(), Some("books".to_owned()));
    let taxes = vec![tax(1, "VAT", "0.19", "standard"), tax(2, "VAT", "0.07", "books")];
    let off_mugs = Action::Product(ProductAction::Percentage { rate: Decimal::new(15, 2) });
    let off_all = Action::Order(OrderAction::Amount { amount: Minor(500) });
    let promotions = vec![
        Promotion { title: "Mug week".to_owned(), entitled: products(&[1]), ..promotion(8, off_mugs) },
        Promotion { title: "Welcome".to_owned(), is_automatic: false, ..promotion(9, off_all) },
    ];
    let post = method("Parcel", 490, ShippingTax::Proportional);
    let mut basket = shipped(promoted(with_taxes(basket(vec![mugs, book]), taxes), promotions), vec![post]);
    basket.codes = vec![code("HELLO", Some(9))];
    basket.gift_cards = vec![GiftCardBalance { id: id(1), balance: Minor(2000) }];
    let told: Vec<_> = priced(&basket).trace.iter().map(ToString::to_string).collect();
    let told = told.join("\n");
    let manual = include_str!("../../../../../docs/pricing.md");
    assert!(
        manual.contains(&format!("```\n{told}\n```")),
        "docs/pricing.md tells it differently than the trace:\n{told}"
    );
}
