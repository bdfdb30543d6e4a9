//! Discounts: off lines, off the order, before tax.
use entity::money::Minor;
use rust_decimal::Decimal;
use service::pricing::promotion::{Action, Conditions, OrderAction, ProductAction};

use super::{Cart, Says, check};

fn percent(rate: i64) -> Decimal {
    Decimal::new(rate, 2)
}

fn off_order(rate: i64) -> Action {
    Action::Order(OrderAction::Percentage { rate: percent(rate) })
}

const SALESFORCE: &str = "Salesforce B2C Commerce, Promotion Proration Logic: \
                          https://help.salesforce.com/s/articleView?id=cc.b2c_promotion_proration_logic.htm";

fn from_a_hundred() -> Conditions {
    Conditions { subtotal_at_least: Some(Minor(10_000)), ..Conditions::default() }
}

#[test]
fn spread_over_an_order() {
    let two = || Cart::exclusive("USD").line("60.00", 1).line("50.00", 1);
    check(&Says {
        source: SALESFORCE,
        cart: Some(two().conditional(off_order(15), &[], from_a_hundred())),
        subtotal: Some("110.00"),
        discount: Some("16.50"),
        discounts: &["9.00", "7.50"],
        total: Some("93.50"),
        ..Says::default()
    });
    check(&Says {
        source: SALESFORCE,
        cart: Some(two().line("40.00", 1).conditional(off_order(15), &[0, 1], from_a_hundred())),
        subtotal: Some("150.00"),
        discount: Some("16.50"),
        discounts: &["9.00", "7.50", "0.00"],
        total: Some("133.50"),
        ..Says::default()
    });
    // What is off a line first is not off it again: the order's share is of what is left.
    let ten_off = Action::Product(ProductAction::AmountAcross { amount: Minor(1_000) });
    check(&Says {
        source: SALESFORCE,
        cart: Some(two().promotion(ten_off, &[0]).conditional(off_order(15), &[], from_a_hundred())),
        discount: Some("25.00"),
        discounts: &["17.50", "7.50"],
        total: Some("85.00"),
        ..Says::default()
    });
    check(&Says {
        source: "Discount calculator, distribution by share: https://github.com/arraypress/discount-calculator",
        cart: Some(Cart::exclusive("USD").line("70.00", 1).line("30.00", 1).promotion(off_order(20), &[])),
        discount: Some("20.00"),
        discounts: &["14.00", "6.00"],
        total: Some("80.00"),
        ..Says::default()
    });
}

#[test]
fn before_tax() {
    check(&Says {
        source: "Sales tax after a coupon, Missouri: https://harldavid.blogspot.com/2010/11/figure-sales-tax-if-you-have-coupon-in.html",
        cart: Some(
            Cart::exclusive("USD")
                .line("101.00", 1)
                .tax("Sales tax", "4.225")
                .promotion(Action::Order(OrderAction::Amount { amount: Minor(100) }), &[]),
        ),
        taxes: &[("Sales tax", "4.23")],
        total: Some("104.23"),
        ..Says::default()
    });
    check(&Says {
        source: "Sales tax and discounts: https://couponsanddiscouts.com/sales-tax-discount/",
        cart: Some(
            Cart::exclusive("USD")
                .line("30.00", 1)
                .tax("Sales tax", "5")
                .promotion(Action::Product(ProductAction::Percentage { rate: percent(5) }), &[]),
        ),
        taxable: Some("28.50"),
        ..Says::default()
    });
    check(&Says {
        source: "VAT in a cart with a discount, kasseneck_api: https://pub.dev/documentation/kasseneck_api/10.7.2/pos/vatTotalCents.html",
        cart: Some(
            Cart::inclusive("EUR")
                .line("12.00", 1)
                .tax("VAT", "20")
                .promotion(Action::Order(OrderAction::Amount { amount: Minor(200) }), &[]),
        ),
        taxes: &[("VAT", "1.67")],
        total: Some("10.00"),
        ..Says::default()
    });
}
