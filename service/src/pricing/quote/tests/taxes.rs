use entity::money::Minor;
use rust_decimal::Decimal;

use super::example::*;
use crate::pricing::{
    destination::Destination,
    promotion::{Action, ShippingAction},
    quote::Quote,
    shipping::ShippingTax,
    tax::{TaxRule, TaxRules, resolve},
};

fn amounts(quote: &Quote) -> Vec<(&str, i64, i64)> {
    quote.taxes.iter().map(|tax| (tax.name.as_str(), tax.base.0, tax.amount.0)).collect()
}

#[test]
fn included_tax_is_taken_from_the_gross() {
    let mut lines = vec![line(1, 3, 1999), line(2, 1, 1070)];
    lines[1].tax_category = Some("books".to_owned());
    let rules = vec![tax(1, "VAT", "0.19", "standard"), tax(2, "VAT", "0.07", "books")];
    let quote = priced(&with_taxes(basket(lines), rules));
    assert_eq!(amounts(&quote), [("VAT", 1000, 70), ("VAT", 5039, 958)]);
    assert_eq!((quote.total.0, quote.tax_total.0), (7067, 1028));
}

#[test]
fn tax_on_top_is_added() {
    let mut basket = basket(vec![line(1, 1, 1000)]);
    basket.is_tax_inclusive = false;
    let compound = TaxRule { is_compound: true, ..tax(2, "QST", "0.10", "standard") };
    let quote = priced(&with_taxes(basket, vec![compound, tax(1, "GST", "0.05", "standard")]));
    assert_eq!(amounts(&quote), [("GST", 1000, 50), ("QST", 1050, 105)]);
    assert_eq!(quote.total.0, 1155);
}

#[test]
fn several_included_taxes_share_what_is_taken_out() {
    let compound = TaxRule { is_compound: true, ..tax(2, "QST", "0.10", "standard") };
    let rules = vec![compound, tax(1, "GST", "0.05", "standard")];
    let quote = priced(&with_taxes(basket(vec![line(1, 1, 1155)]), rules));
    assert_eq!(amounts(&quote), [("GST", 1000, 50), ("QST", 1050, 105)]);
    assert_eq!(quote.total.0, 1155);
}

#[test]
fn shipping_is_taxed_at_its_category_or_like_the_goods() {
    let lines = || {
        let mut lines = vec![line(1, 1, 3000), line(2, 1, 1000)];
        lines[1].tax_category = Some("books".to_owned());
        lines
    };
    let rules = || vec![tax(1, "VAT", "0.19", "standard"), tax(2, "VAT", "0.07", "books")];
    let taxes = |tax: ShippingTax| {
        let quote = priced(&shipped(with_taxes(basket(lines()), rules()), vec![method("post", 400, tax)]));
        let taxes = quote.shipping.unwrap().taxes;
        taxes.iter().map(|tax| (tax.rate.to_string(), tax.amount.0)).collect::<Vec<_>>()
    };
    assert_eq!(taxes(ShippingTax::Own { category: None }), [("0.19".to_owned(), 64)]);
    assert_eq!(taxes(ShippingTax::Own { category: Some("books".to_owned()) }), [("0.07".to_owned(), 26)]);
    // Three quarters at 19 %, one at 7 %.
    assert_eq!(taxes(ShippingTax::Proportional), [("0.19".to_owned(), 48), ("0.07".to_owned(), 7)]);
    let untaxed = TaxRule { taxes_shipping: false, ..tax(1, "VAT", "0.19", "standard") };
    let post = method("post", 400, ShippingTax::Own { category: None });
    let quote = priced(&shipped(with_taxes(basket(lines()), vec![untaxed]), vec![post]));
    assert!(quote.shipping.unwrap().taxes.is_empty());
}

#[test]
fn who_pays_no_tax_pays_the_net() {
    let rules = vec![tax(1, "VAT", "0.19", "standard")];
    let mut basket = shipped(
        with_taxes(basket(vec![line(1, 2, 1190)]), rules),
        vec![method("post", 119, ShippingTax::Proportional)],
    );
    basket.customer.is_tax_exempt = true;
    let quote = priced(&basket);
    assert_eq!((quote.lines[0].unit_price.0, quote.shipping_total.0, quote.total.0), (1000, 100, 2100));
    assert!(quote.tax_total.0 == 0 && !quote.is_tax_included);
}

#[test]
fn tax_is_on_what_is_left() {
    let rules = vec![tax(1, "VAT", "0.19", "standard")];
    let half = Decimal::new(5, 1);
    let off = promotion(9, Action::Shipping(ShippingAction::Percentage { rate: half }));
    let post = method("post", 238, ShippingTax::Own { category: None });
    let mut basket = shipped(promoted(with_taxes(basket(vec![line(1, 1, 1190)]), rules), vec![off]), vec![post]);
    assert_eq!(amounts(&priced(&basket)), [("VAT", 1100, 209)]);
    basket.is_tax_inclusive = false;
    assert_eq!(amounts(&priced(&basket)), [("VAT", 1309, 249)]);
}

#[test]
fn gift_cards_and_untaxable_goods_bear_no_tax() {
    let mut lines = vec![line(1, 1, 1190), line(2, 1, 1190)];
    (lines[0].is_gift_card, lines[1].is_taxable) = (true, false);
    let quote = priced(&with_taxes(basket(lines), vec![tax(1, "VAT", "0.19", "standard")]));
    assert_eq!((quote.tax_total, quote.total), (Minor(0), Minor(2380)));
}

#[test]
fn the_most_specific_region_wins_then_the_own_category() {
    let at = |number, rate, category, province: &str, zip: &str| TaxRule {
        province: (!province.is_empty()).then(|| province.to_owned()),
        zip_prefix: (!zip.is_empty()).then(|| zip.to_owned()),
        ..tax(number, "VAT", rate, category)
    };
    let rules = TaxRules {
        categories: ["standard", "books", "food"].map(ToOwned::to_owned).into(),
        default_category: "standard".to_owned(),
        by_country: [(
            "DE".parse().unwrap(),
            vec![
                at(1, "0.19", "standard", "", ""),
                at(2, "0.07", "books", "", ""),
                at(3, "0.10", "standard", "BY", ""),
                at(4, "0.05", "food", "BY", ""),
                at(5, "0.01", "standard", "", "80 3"),
                at(6, "0.02", "standard", "", "803 31"),
            ],
        )]
        .into(),
    };
    let rate = |province: Option<&str>, zip: Option<&str>, code: Option<&str>| {
        let (province, zip) = (province.map(ToOwned::to_owned), zip.map(ToOwned::to_owned));
        let table = resolve(&rules, &Destination { country: "DE".parse().unwrap(), province, zip });
        table.due(code).iter().map(|due| due.rate.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(rate(None, None, None), "0.19");
    assert_eq!(rate(None, None, Some("books")), "0.07");
    assert_eq!(rate(None, None, Some("unknown")), "0.19");
    assert_eq!(rate(Some("by"), None, Some("books")), "0.10");
    assert_eq!(rate(Some("BY"), None, Some("food")), "0.05");
    assert_eq!(rate(Some("BY"), Some("80355"), Some("food")), "0.01");
    assert_eq!(rate(Some("BY"), Some("8 0331"), None), "0.02");
}
