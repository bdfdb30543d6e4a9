//! Prices that others have worked out and published: tax offices, and the documentation of shop and
//! billing systems. Ours are the same to the cent.
//!
//! Numbers and addresses are theirs; an example stands here only where its rule is ours. Published
//! examples that differ, because they follow another rule:
//!
//! | source | theirs | ours, because |
//! |---|---|---|
//! | Malaysian guide on invoices (mrp.com.my, 2016), second method | 5.63 for three lines of 1.77 at 6 % | 5.64: tax is rounded by line, their first method |
//! | Zuora, "Rounding rule for inclusive tax mode", rounding the tax | 0.12 in 2.99 at 4 % | 0.11: the net amount is rounded, their default |
//! | a German point of sale's documentation (`kasseneck_api`, `vatTotalCents`) | 0.16 in three lines of 0.33 at 20 % | 0.15: by line, not by rate |
//! | OroCommerce, "price calculation sample" | prices of four decimals | none: money is whole minor units |
mod basket;
mod discounts;
mod taxes;

use pretty_assertions::assert_eq;

use self::basket::Cart;

/// What an example says, as far as it says anything. Amounts as it writes them.
#[derive(Default)]
struct Says<'a> {
    /// Where it is published.
    source: &'a str,
    cart: Option<Cart>,
    subtotal: Option<&'a str>,
    discount: Option<&'a str>,
    /// Of each line.
    discounts: &'a [&'a str],
    /// By name.
    taxes: &'a [(&'a str, &'a str)],
    /// What the taxes are on, shipping included.
    taxable: Option<&'a str>,
    net: Option<&'a str>,
    total: Option<&'a str>,
}

/// Holds our price against the example's.
fn check(says: &Says<'_>) {
    let cart = says.cart.as_ref().expect("an example has a cart");
    let quote = cart.quote();
    let source = says.source;
    assert!(source.contains("http"), "an example names its source: {source}");
    let minor = |text: &str| cart.minor(text);
    if let Some(subtotal) = says.subtotal {
        assert_eq!(quote.subtotal, minor(subtotal), "subtotal: {source}");
    }
    if let Some(discount) = says.discount {
        assert_eq!(quote.discount_total, minor(discount), "discount: {source}");
    }
    for (line, discount) in quote.lines.iter().zip(says.discounts) {
        assert_eq!(line.discount(), minor(discount), "discount of a line: {source}");
    }
    for (name, amount) in says.taxes {
        let told: i64 = quote.taxes.iter().filter(|tax| tax.name == *name).map(|tax| tax.amount.0).sum();
        assert_eq!(told, minor(amount).0, "{name}: {source}");
    }
    if let Some(taxable) = says.taxable {
        let told: i64 = quote.taxes.iter().map(|tax| tax.base.0).sum();
        assert_eq!(told, minor(taxable).0, "what is taxed: {source}");
    }
    let included = if quote.is_tax_included { quote.tax_total.0 } else { 0 };
    if let Some(net) = says.net {
        assert_eq!(quote.subtotal.0 - quote.discount_total.0 - included, minor(net).0, "net: {source}");
    }
    if let Some(total) = says.total {
        assert_eq!(quote.total, minor(total), "total: {source}");
    }
    let says_something =
        says.total.is_some() || says.net.is_some() || says.taxable.is_some() || says.discount.is_some();
    assert!(says_something || !says.taxes.is_empty(), "an example says something: {source}");
}
